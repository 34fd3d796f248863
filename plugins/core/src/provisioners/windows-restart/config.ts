import { type Infer, s, schema } from "@ingot/sdk";

const servicing = "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing";

export const windowsRestartConfig = schema({
  restart_command: s
    .string()
    .defaultText('`shutdown /r /f /t 0 /c "packer restart"`')
    .doc("The command that restarts the machine."),
  restart_check_command: s
    .string()
    .doc("A command that must succeed before the machine counts as restarted; tried again until it does."),
  restart_timeout: s.duration().default(300_000).notIdentity().doc("How long to wait for the machine to be back."),
  check_registry: s.bool().default(false).doc("Wait also until none of registry_keys is there."),
  registry_keys: s
    .list(s.string())
    .default(
      ["RebootPending", "PackagesPending", "RebootInProgress"].map((key) => `HKLM:SOFTWARE\\${servicing}\\${key}`),
    )
    .doc("Registry keys that are there as long as an installation needs a restart, as PowerShell writes paths."),
});

export type WindowsRestartConfig = Infer<typeof windowsRestartConfig>;
