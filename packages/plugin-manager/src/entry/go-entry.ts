import type { ComponentKind, PluginEntry } from "@ingot/engine";
import type { GoPlugins, PluginProgram } from "@ingot/go-plugin";
import { formatVersion, templateName } from "@ingot/sdk";
import type { SingleComponent } from "../find/list-installed.ts";
import type { InstalledPlugin, PluginDescription } from "../installed-plugin.ts";

/** The lists of a description by the kinds of components. */
const lists = {
  builder: "builders",
  provisioner: "provisioners",
  "post-processor": "postProcessors",
  "data source": "dataSources",
} as const satisfies Readonly<Record<ComponentKind, keyof PluginDescription>>;

/** The names that templates use for a plugin's components of a kind, and under which it registered them (plugin-protocol 1.4). */
export function namesOf(
  description: PluginDescription,
  kind: ComponentKind,
  accessor: string,
): ReadonlyMap<string, string> {
  return new Map(description[lists[kind]].map((registered) => [templateName(accessor, registered), registered]));
}

/** The words for a kind on the command line of a plugin (plugin-protocol 2.1). */
const words: Readonly<Record<ComponentKind, string>> = {
  builder: "builder",
  provisioner: "provisioner",
  "post-processor": "post-processor",
  "data source": "datasource",
};

/**
 * A plugin that is a program, under the name by which the template knows it. Its components are started one by one, when they are needed.
 */
export function entryOfGoPlugin(
  plugin: InstalledPlugin,
  accessor: string,
  description: PluginDescription,
  goPlugins: Pick<GoPlugins, "component">,
): PluginEntry {
  const program: PluginProgram = {
    path: plugin.path,
    encoding: description.hasProtobuf ? "protobuf" : "gob",
    args: (kind, component) =>
      description.hasProtobuf ? ["start", words[kind], "--protobuf", component] : ["start", words[kind], component],
  };
  const names = (kind: ComponentKind) => namesOf(description, kind, accessor);
  return {
    name: accessor,
    source: plugin.source,
    version: plugin.version ? formatVersion(plugin.version) : description.version,
    offers: {
      builder: [...names("builder").keys()],
      provisioner: [...names("provisioner").keys()],
      "post-processor": [...names("post-processor").keys()],
      "data source": [...names("data source").keys()],
    },
    component: async (kind, type) => {
      const registered = names(kind).get(type);
      return registered === undefined ? undefined : goPlugins.component(kind, program, registered);
    },
    resourceKinds: async () => [],
  };
}

/** A program with a single component. It is started without arguments, and knows gob only (plugin-protocol 13.1). */
export function entryOfSingle(
  { path, kind: own, type }: SingleComponent,
  goPlugins: Pick<GoPlugins, "component">,
): PluginEntry {
  const offered = (kind: ComponentKind) => (kind === own ? [type] : []);
  const program: PluginProgram = { path, encoding: "gob", args: () => [] };
  return {
    name: type,
    source: undefined,
    version: undefined,
    offers: {
      builder: offered("builder"),
      provisioner: offered("provisioner"),
      "post-processor": offered("post-processor"),
      "data source": [],
    },
    component: async (kind, name) =>
      kind === own && name === type ? goPlugins.component(kind, program, type) : undefined,
    resourceKinds: async () => [],
  };
}
