import type { LoadablePlugin } from "@ingot/engine";

// The plugins that come with Ingot. What each offers is written down here, so that a command loads only those that a template needs;
// a test holds these lists against the plugins.

const nothing = { builder: [], provisioner: [], "post-processor": [], "data source": [] } as const;

export const builtinPlugins: readonly LoadablePlugin[] = [
  {
    name: "core",
    source: undefined,
    version: undefined,
    offers: {
      builder: ["file", "null"],
      provisioner: [
        "breakpoint",
        "file",
        "powershell",
        "shell",
        "shell-local",
        "sleep",
        "windows-restart",
        "windows-shell",
      ],
      "post-processor": ["artifice", "checksum", "compress", "manifest", "provenance", "shell-local"],
      "data source": ["http", "null"],
    },
    load: async () => (await import("@ingot/plugin-core")).default,
  },
  {
    name: "docker",
    source: "github.com/hashicorp/docker",
    version: "1.1.2",
    offers: {
      ...nothing,
      builder: ["docker"],
      "post-processor": ["docker-import", "docker-push", "docker-save", "docker-tag"],
    },
    load: async () => (await import("@ingot/plugin-docker")).default,
  },
  {
    name: "chroot",
    source: undefined,
    version: undefined,
    offers: { ...nothing, builder: ["local-chroot"] },
    load: async () => (await import("@ingot/plugin-chroot")).default,
  },
  {
    // No components: what it owns is found by this entry when it has to be removed.
    name: "go-plugin",
    source: undefined,
    version: undefined,
    offers: nothing,
    load: async () => (await import("@ingot/go-plugin")).goPluginKinds,
  },
];
