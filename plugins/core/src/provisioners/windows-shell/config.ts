import { type Infer, s, schema } from "@ingot/sdk";
import { remoteScriptFields } from "../../scripts/remote-script-fields.ts";

interface CommandVariables {
  /** Where the script is on the machine. */
  readonly Path: string;
  /** The environment as text, to be put in front of the script. */
  readonly Vars: string;
}

export const windowsShellConfig = schema({
  execute_command: s
    .template<CommandVariables>("Path", "Vars")
    .defaultText('`{{.Vars}}"{{.Path}}"`')
    .doc("The command that runs a script on the machine."),
  remote_path: s.string().defaultText("c:/Windows/Temp/script.bat").doc("Path of the script on the machine."),
  env_var_format: s
    .string()
    .defaultText('`set "%s=%s" && `')
    .doc("How one variable is set: the first `%s` is its name, the second its value, as it is."),
  binary: s.bool().default(false).doc("Scripts are always sent as they are; this changes nothing."),
}).include(remoteScriptFields);

export type WindowsShellConfig = Infer<typeof windowsShellConfig>;
