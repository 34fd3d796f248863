import {
  type BuilderComponent,
  type DataSourceComponent,
  type Plugin,
  type PostProcessorComponent,
  type ProvisionerComponent,
  registeredName,
} from "@ingot/sdk";
import type { ServedKind, Start } from "./asked.ts";

/** A component, with its kind. */
export type FoundComponent =
  | { readonly kind: "builder"; readonly component: BuilderComponent }
  | { readonly kind: "provisioner"; readonly component: ProvisionerComponent }
  | { readonly kind: "post-processor"; readonly component: PostProcessorComponent }
  | { readonly kind: "datasource"; readonly component: DataSourceComponent };

/** The names of a plugin's components as Packer's protocol has them, sorted. */
export function registeredNames(plugin: Plugin, kind: ServedKind): readonly string[] {
  return Object.keys(sectionOf(plugin, kind))
    .map((key) => registeredName(plugin, key))
    .sort();
}

/**
 * The component that a plugin is started for, under its key.
 * @returns undefined where it has none of that name
 */
export function findComponent(
  plugin: Plugin,
  { kind, component: name }: Start,
): (FoundComponent & { readonly type: string }) | undefined {
  const keys = Object.keys(sectionOf(plugin, kind));
  const type = keys.find((key) => registeredName(plugin, key) === name) ?? keys.find((key) => key === name);
  if (type === undefined) return undefined;
  switch (kind) {
    case "builder":
      return found(kind, type, plugin.builders[type]);
    case "provisioner":
      return found(kind, type, plugin.provisioners[type]);
    case "post-processor":
      return found(kind, type, plugin.postProcessors[type]);
    case "datasource":
      return found(kind, type, plugin.dataSources[type]);
  }
}

function found<K, C>(kind: K, type: string, component: C | undefined) {
  return component && { kind, type, component };
}

function sectionOf(plugin: Plugin, kind: ServedKind): Readonly<Record<string, unknown>> {
  return {
    builder: plugin.builders,
    provisioner: plugin.provisioners,
    "post-processor": plugin.postProcessors,
    datasource: plugin.dataSources,
  }[kind];
}
