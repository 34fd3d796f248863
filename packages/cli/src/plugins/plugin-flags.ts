import type { FlagTable } from "../flags/flag-table.ts";

/** Where plugins are fetched from: of `init` and `plugins install`. */
export const originFlags = {
  mirror: {
    kind: "string",
    valueName: "places",
    help: 'Where to fetch from, instead of INGOT_PLUGIN_MIRROR: addresses in HashiCorp\'s layout and folders, separated by commas; "direct" stands for HashiCorp\'s releases and GitHub, "github" for GitHub alone.',
  },
  offline: {
    kind: "bool",
    default: false,
    help: "Ask no server: only what is installed and what lies in folders of the mirror. INGOT_OFFLINE=1 does the same.",
  },
} as const satisfies FlagTable;
