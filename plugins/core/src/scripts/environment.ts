import type { Complaint } from "@ingot/sdk";

// The environment that shell provisioners hand to a script: as text in front of the command, since the shell behind a
// communicator takes no variables by another way.

/** Where the fixed variables come from. */
export interface EnvironmentContext {
  readonly packerBuildName: string;
  readonly builderType: string;
  readonly generated: Readonly<Record<string, unknown>>;
}

interface EnvironmentConfig {
  readonly environment_vars: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>> | undefined;
}

const httpVariables = {
  PACKER_HTTP_ADDR: "PackerHTTPAddr",
  PACKER_HTTP_IP: "PackerHTTPIP",
  PACKER_HTTP_PORT: "PackerHTTPPort",
};

/** The variables of a script: Packer's own, then those of the template, of which `env` wins. */
export function environmentOf(config: EnvironmentConfig, context: EnvironmentContext): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  const setOwn = (name: string, value: string) => variables.set(name, { value, isOwn: true });
  setOwn("PACKER_BUILD_NAME", context.packerBuildName);
  setOwn("PACKER_BUILDER_TYPE", context.builderType);
  for (const [name, key] of Object.entries(httpVariables)) {
    const value = String(context.generated[key] ?? "");
    // A builder without an HTTP server has a text there that says so.
    if (value !== "" && !value.startsWith("ERR_")) setOwn(name, value);
  }
  for (const assignment of config.environment_vars ?? []) {
    const equals = assignment.indexOf("=");
    variables.set(assignment.slice(0, equals), { value: assignment.slice(equals + 1), isOwn: false });
  }
  for (const [name, value] of Object.entries(config.env ?? {})) variables.set(name, { value, isOwn: false });
  return variables;
}

interface Variable {
  readonly value: string;
  /** It is Packer's, not the template's: such values go into a format as they are. */
  readonly isOwn: boolean;
}

/**
 * Variables as text for a shell: sorted by name, each by the format, one behind the other.
 *
 * @param format with two `%s`: the name, then the value
 * @param escapeValue what is done to the values of the template, so that they are themselves where the format puts them
 */
export function formatEnvironment(
  variables: ReadonlyMap<string, Variable>,
  format: string,
  escapeValue: (value: string) => string,
): string {
  const sorted = [...variables].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted
    .map(([name, { value, isOwn }]) => formatVariable(format, name, isOwn ? value : escapeValue(value)))
    .join("");
}

function formatVariable(format: string, name: string, value: string): string {
  const parts = [name, value];
  return format.replaceAll(/%[s%]/g, (verb) => (verb === "%%" ? "%" : (parts.shift() ?? "")));
}

/** A value between single quotes of a POSIX shell: each quote in it ends them, stands in double quotes, and opens them again. */
export function escapeForShell(value: string): string {
  return value.replaceAll("'", `'"'"'`);
}

/** What is wrong with `environment_vars`. */
export function complainOfAssignments(assignments: readonly string[] | undefined): Complaint[] {
  return (assignments ?? []).flatMap((assignment, i) =>
    assignment.indexOf("=") > 0
      ? []
      : [
          {
            field: "environment_vars",
            path: [i],
            summary: "Environment variable not in format 'key=value'",
            detail: `${JSON.stringify(assignment)} has no name before an equals sign. Write it as "NAME=value".`,
          },
        ],
  );
}
