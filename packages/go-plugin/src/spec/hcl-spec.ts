import type { Type } from "@ingot/hcl";

/**
 * What config a component of a Go plugin takes: HashiCorp's hcldec specs, as far as plugins send them (plugin-protocol 7.3, 8.3). It has no
 * documentation and no defaults: those stay in the plugin.
 */
export type HclSpec =
  | { readonly k: "attr"; readonly name: string; readonly type: Type; readonly required: boolean }
  | { readonly k: "block"; readonly name: string; readonly nested: HclObjectSpec; readonly required: boolean }
  | {
      readonly k: "blocks";
      readonly name: string;
      readonly nested: HclObjectSpec;
      readonly min: number;
      /** 0 is no limit. */
      readonly max: number;
      /** A list keeps the order of the blocks. */
      readonly as: "list" | "set";
    };

/** A config, or one nested block: its parts by the names under which their values stand. */
export interface HclObjectSpec {
  readonly k: "object";
  readonly parts: ReadonlyMap<string, HclSpec>;
}

/** How specs and the values of data sources are written: by Go's gob (every SDK), or by protobuf and msgpack (SDK 0.6.0 and later). */
export type Encoding = "gob" | "protobuf";
