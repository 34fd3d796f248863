import { type Infer, s, schema } from "@ingot/sdk";
import { pauseAfterField, remoteScriptFields } from "../../scripts/remote-script-fields.ts";

interface CommandVariables {
  /** Where the script is on the machine. */
  readonly Path: string;
  /** The environment as text, to be put in front of the script. */
  readonly Vars: string;
  /** Where the file with the environment is on the machine; "" without one. */
  readonly EnvVarFile: string;
}

export const shellConfig = schema({
  inline_shebang: s
    .string()
    .defaultText("/bin/sh -e")
    .doc(
      "The interpreter of the inline script, put behind `#!`. Where this is not set and the first command begins with `#!`, that one counts.",
    ),
  execute_command: s
    .template<CommandVariables>("Path", "Vars", "EnvVarFile")
    .defaultText(
      "`chmod +x {{.Path}}; {{.Vars}} {{.Path}}`, or `chmod +x {{.Path}}; . {{.EnvVarFile}} && {{.Path}}` with use_env_var_file",
    )
    .doc("The command that runs a script on the machine."),
  env_var_format: s
    .string()
    .defaultText("`%s='%s' `, or `export %s='%s'` and a newline with use_env_var_file")
    .doc("How one variable is written: the first `%s` is its name, the second its value."),
  remote_folder: s.string().default("/tmp").doc("Folder of the machine that scripts are put into."),
  remote_file: s.string().defaultText("script_ and a number").doc("Name of the script there."),
  remote_path: s
    .string()
    .defaultText("remote_folder and remote_file")
    .doc("Path of the script there; every script gets the same."),
  use_env_var_file: s
    .bool()
    .default(false)
    .doc("Hand the environment over as a file of the machine, instead of on the command line."),
  binary: s.bool().default(false).doc("Send scripts as they are; otherwise their line ends become those of Unix."),
  expect_disconnect: s.bool().default(false).doc("It is no failure when the machine goes away while a script runs."),
  skip_clean: s.bool().default(false).doc("Leave the scripts on the machine."),
})
  .include(remoteScriptFields)
  .include(pauseAfterField);

export type ShellConfig = Infer<typeof shellConfig>;
