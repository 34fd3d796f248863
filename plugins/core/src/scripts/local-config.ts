import { type Complaint, type Infer, s, schema } from "@ingot/sdk";
import { scriptFields } from "./script-fields.ts";

interface LocalVariables {
  /** The environment as text, to be put in front of the script. */
  readonly Vars: string;
  /** The absolute path of the script on this host. */
  readonly Script: string;
  /** The same. */
  readonly Command: string;
}

/** The settings of shell-local, as provisioner and as post-processor. */
export const localConfig = schema({
  command: s
    .string()
    .deprecated('Use "inline" with one entry instead')
    .doc("One command; the same as `inline` with one entry."),
  inline_shebang: s
    .string()
    .default("/bin/sh -e")
    .doc("The interpreter of the inline script, put behind `#!`. Not used on Windows."),
  execute_command: s
    .list(s.template<LocalVariables>("Vars", "Script", "Command"))
    .defaultText(
      '`["/bin/sh", "-c", "{{.Vars}} {{.Script}}"]`; on Windows `["cmd", "/V", "/C", "{{.Vars}}", "call", "{{.Script}}"]`',
    )
    .doc("The program that runs a script, and its arguments."),
  only_on: s
    .list(s.enum("darwin", "freebsd", "linux", "openbsd", "solaris", "windows"))
    .doc("The systems on which to run at all; on others nothing happens."),
  tempfile_extension: s
    .string()
    .defaultText("none; `.cmd` on Windows")
    .doc("How the name of the inline script's file ends."),
  use_linux_pathing: s.bool().default(false).doc("On Windows, hand paths over as the Subsystem for Linux has them."),
  env_var_format: s
    .string()
    .defaultText("`%s='%s' `; on Windows `set %s=%s && `")
    .doc("How one variable is written: the first `%s` is its name, the second its value."),
})
  .include(scriptFields)
  .rule(["command", "inline", "script", "scripts"], (c) => {
    const set = [c.command, c.inline?.length, c.script, c.scripts?.length].filter(Boolean);
    if (set.length === 0)
      return {
        summary: "Command, Inline, Script and Scripts options cannot all be empty",
        detail: 'There is nothing to run. Set "inline", "script" or "scripts".',
      };
    return set.length > 1 ? complainOfMany(c.scripts?.length ? "scripts" : c.script ? "script" : "inline") : undefined;
  })
  .rule(["use_linux_pathing", "command", "inline"], (c) =>
    c.use_linux_pathing && (c.command || (c.inline && c.inline.length > 0))
      ? {
          field: "use_linux_pathing",
          summary: "use_linux_pathing cannot be used with inline commands",
          detail: 'Put the commands into a file and name it with "script".',
        }
      : undefined,
  );

export type LocalConfig = Infer<typeof localConfig>;

function complainOfMany(field: string): Complaint {
  return {
    field,
    summary: "You may only specify one of command, inline, script and scripts",
    detail: "Make a provisioner or post-processor of each, in the order in which they should run.",
  };
}
