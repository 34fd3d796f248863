import { type Infer, s, schema } from "@ingot/sdk";
import { pauseAfterField, remoteScriptFields } from "../../scripts/remote-script-fields.ts";

interface CommandVariables {
  /** Where the script is on the machine. */
  readonly Path: string;
  /** Where the file that sets the environment is on the machine. */
  readonly Vars: string;
}

const policies = [
  "bypass",
  "allsigned",
  "default",
  "remotesigned",
  "restricted",
  "undefined",
  "unrestricted",
  "none",
] as const;

const usualCommand =
  "`powershell -executionpolicy bypass -file {{.Path}}` for inline commands; for scripts one whose code is " +
  "`. '{{.Vars}}'; & '{{.Path}}'`, and which ends as the script does";
export const usualFormat = '$env:%s="%s"; ';

export const powershellConfig = schema({
  execution_policy: s
    .string()
    .default("bypass")
    .doc(
      `The policy that PowerShell is started with, in any case: ${policies.join(", ")}. With none, that of the machine.`,
    ),
  use_pwsh: s.bool().default(false).doc("Start `pwsh` (PowerShell 7) instead of `powershell`."),
  execute_command: s
    .template<CommandVariables>("Path", "Vars")
    .defaultText(usualCommand)
    .doc("The command that runs a script on the machine. `{{.Vars}}` is the path of a file that sets the environment."),
  elevated_execute_command: s
    .template<CommandVariables>("Path", "Vars")
    .defaultText(usualCommand)
    .doc("The same, for scripts that are run as elevated_user."),
  elevated_user: s
    .string()
    .doc(
      "Run the scripts as this user, with all rights, by a task of the machine's scheduler. Service accounts, such as SYSTEM, have no password.",
    ),
  elevated_password: s
    .string()
    .sensitive()
    .doc("The password of elevated_user; `{{.WinRMPassword}}` is that of the communicator."),
  remote_path: s
    .string()
    .defaultText("c:/Windows/Temp/script- and a random identifier")
    .doc(
      "Path of the script on the machine. One that ends with a separator is a folder, and the script keeps its name.",
    ),
  remote_env_var_path: s
    .string()
    .defaultText("c:/Windows/Temp/packer-ps-env-vars- and a random identifier")
    .doc("Path of the file that sets the environment."),
  env_var_format: s
    .string()
    .defaultText(`\`${usualFormat}\``)
    .doc("How one variable is set: the first `%s` is its name, the second its value, escaped for double quotes."),
  elevated_env_var_format: s
    .string()
    .defaultText(`\`${usualFormat}\``)
    .doc("The same, for scripts that are run as elevated_user."),
  debug_mode: s.number().default(0).doc("The level of tracing, as `Set-PSDebug -Trace` has it: 0, 1 or 2."),
  skip_clean: s.bool().default(false).doc("Leave scripts and environment on the machine."),
  binary: s.bool().default(false).doc("Scripts are always sent as they are; this changes nothing."),
})
  .include(remoteScriptFields)
  .include(pauseAfterField)
  .rule(["execution_policy"], (c) =>
    policies.some((policy) => policy === c.execution_policy.toLowerCase())
      ? undefined
      : {
          field: "execution_policy",
          summary: 'Invalid value for "execution_policy"',
          detail: `PowerShell has no policy ${JSON.stringify(c.execution_policy)}. Choose one of ${policies.join(", ")}.`,
        },
  )
  .rule(["debug_mode"], (c) =>
    [0, 1, 2].includes(c.debug_mode)
      ? undefined
      : {
          field: "debug_mode",
          summary: 'Invalid value for "debug_mode"',
          detail: `There is no level ${c.debug_mode}. Choose 0 (no tracing), 1 (lines) or 2 (lines, assignments and calls).`,
        },
  )
  .rule(["elevated_user", "elevated_password"], (c) =>
    c.elevated_password && !c.elevated_user
      ? {
          field: "elevated_password",
          summary: "Must supply an 'elevated_user' if 'elevated_password' provided",
          detail:
            'There is a password, and nobody to log in with it. Set "elevated_user" too, or remove "elevated_password".',
        }
      : undefined,
  );

export type PowershellConfig = Infer<typeof powershellConfig>;
