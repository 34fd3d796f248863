import type { FlagTable } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";

/** Which installed plugins may be used. */
export interface PluginRules {
  /** Only those with a version and a checksum, as in newer versions of Packer. */
  readonly isStrict: boolean;
  /** Only releases. */
  readonly ignoresPrereleases: boolean;
}

export const strictPluginsFlag = {
  "strict-plugins": {
    kind: "bool",
    default: false,
    help: "Ignore plugins without version and checksum, as newer versions of Packer do. The variable INGOT_STRICT_PLUGINS does the same.",
  },
} as const satisfies FlagTable;

/** The flags of commands that prepare what a template describes. */
export const prereleaseFlag = {
  "ignore-prerelease-plugins": {
    kind: "bool",
    default: false,
    help: "Use no plugin that is a pre-release, such as 1.2.3-dev.",
  },
} as const satisfies FlagTable;

/** For commands that no flag tells otherwise. */
export const anyPlugin: PluginRules = { isStrict: false, ignoresPrereleases: false };

/** The rules that the flags and the environment set. */
export function pluginRulesOf(
  flags: { readonly "strict-plugins": boolean; readonly "ignore-prerelease-plugins"?: boolean },
  { env }: Pick<Host, "env">,
): PluginRules {
  const { INGOT_STRICT_PLUGINS: strict } = env;
  return {
    isStrict: flags["strict-plugins"] || (strict !== undefined && strict !== "" && strict !== "0"),
    ignoresPrereleases: flags["ignore-prerelease-plugins"] ?? false,
  };
}
