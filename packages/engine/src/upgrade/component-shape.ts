import { type AnySchema, PluginFailure, type TypeSpec } from "@ingot/sdk";
import type { ComponentKind, Registry } from "../registry/registry.ts";

/** What is known of the options of a component, or of a block in it. */
export interface Shape {
  /** The name that an option has: JSON templates may write it in any case. */
  readonly nameOf: (written: string) => string;
  /** The type of an option; undefined where nothing is known of it. */
  readonly typeOf: (name: string) => TypeSpec | undefined;
  /** Whether an object is a block even where it looks like a map. */
  readonly isBlock: (name: string) => boolean;
}

/** Options that are blocks wherever they stand (core-json 6). */
const blocksAnywhere = new Set(["linux_options", "network_interface", "shared_image_gallery"]);

/** Options of components that Ingot does not have which are blocks, although their values may all be plain (reference/components). */
const blocksByPlugin: readonly (readonly [prefix: string, names: readonly string[]])[] = [
  [
    "amazon-",
    [
      "ami_root_device",
      "assume_role",
      "aws_polling",
      "deregistration_protection",
      "fast_launch",
      "metadata_options",
      "placement",
      "security_group_filter",
      "source_ami_filter",
      "subnet_filter",
      "temporary_iam_instance_profile_policy_document",
      "vault_aws_engine",
      "vpc_filter",
    ],
  ],
  ["azure-", ["plan_info", "shared_image_destination", "shared_image_gallery_destination", "spot"]],
  ["alicloud-", ["system_disk_mapping"]],
  ["qemu", ["qemu_img_args"]],
];

/** The options of a component: from its schema where Ingot has it, else from what is known of its plugin. */
export async function componentShape(kind: ComponentKind, type: string, registry: Registry): Promise<Shape> {
  // A template can be written anew without a plugin that cannot be used here.
  const component = await registry.component(kind, type).catch((error: unknown) => {
    if (error instanceof PluginFailure) return undefined;
    throw error;
  });
  return component ? schemaShape(component.schema) : pluginShape(type);
}

/** What is known of the options of a plugin's component. */
export function pluginShape(type: string): Shape {
  const names = blocksByPlugin.flatMap(([prefix, blocks]) => (type.startsWith(prefix) ? blocks : []));
  return { ...unknownShape, isBlock: (name) => blocksAnywhere.has(name) || names.includes(name) };
}

/** The options of a schema. */
export function schemaShape(schema: AnySchema): Shape {
  const typeOf = (name: string) => (Object.hasOwn(schema.fields, name) ? schema.fields[name]?.spec.type : undefined);
  const nameOf = (written: string) =>
    Object.keys(schema.fields).find((name) => name.toLowerCase() === written.toLowerCase()) ?? written;
  return { nameOf, typeOf, isBlock: (name) => typeOf(name)?.k === "block" };
}

/** Nothing is known. */
export const unknownShape: Shape = {
  nameOf: (written) => written,
  typeOf: () => undefined,
  isBlock: (name) => blocksAnywhere.has(name),
};
