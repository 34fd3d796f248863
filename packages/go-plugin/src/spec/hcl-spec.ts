import type { Type, Value } from "@ingot/hcl";

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
    }
  /** One block with settings of any name, all of one type: a map. Gob only, and no plugin is known that sends it; so with those below. */
  | { readonly k: "attrs"; readonly name: string; readonly type: Type; readonly required: boolean }
  /** Blocks with labels: maps, or objects, of maps or objects, by label. */
  | {
      readonly k: "labelled";
      readonly name: string;
      readonly labels: readonly string[];
      readonly nested: HclObjectSpec;
      readonly as: "map" | "object";
    }
  /** The value of `primary`, or where that is null, that of `fallback`. */
  | { readonly k: "default"; readonly primary: HclSpec; readonly fallback: HclSpec }
  /** Always this value. */
  | { readonly k: "literal"; readonly value: Value };

/** A config, or one nested block: its parts by the names under which their values stand. */
export interface HclObjectSpec {
  readonly k: "object";
  readonly parts: ReadonlyMap<string, HclSpec>;
}

/** How specs and the values of data sources are written: by Go's gob (every SDK), or by protobuf and msgpack (SDK 0.6.0 and later). */
export type Encoding = "gob" | "protobuf";

/** A config spec that cannot be read or written. */
export class SpecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SpecError";
  }
}
