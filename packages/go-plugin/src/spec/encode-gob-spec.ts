import { encodeGobType } from "../cty/encode-gob-type.ts";
import { encodeGobValue } from "../cty/encode-gob-value.ts";
import { builtIn, defineMap, defineOpaque, defineSlice, defineStruct } from "../gob/define-gob-type.ts";
import {
  gobBytes,
  gobInt,
  gobInterface,
  gobList,
  gobMap,
  gobMessage,
  gobPlain,
  gobStruct,
  gobText,
  gobUint,
} from "../gob/write-gob.ts";
import { atPart } from "./at-part.ts";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/** The ids that the stream gives to its types. */
const ids = {
  ObjectSpec: 65,
  AttrSpec: 66,
  type: 67,
  BlockListSpec: 68,
  BlockSpec: 69,
  BlockSetSpec: 70,
  BlockAttrsSpec: 71,
  BlockMapSpec: 72,
  BlockObjectSpec: 73,
  DefaultSpec: 74,
  LiteralSpec: 75,
  labels: 76,
  value: 77,
} as const;

type Kind = keyof typeof ids;

const { string, bool, int } = builtIn;
const nested = builtIn.interface;
const repeated = { TypeName: string, Nested: nested, MinItems: int, MaxItems: int };
const labelled = { TypeName: string, LabelNames: ids.labels, Nested: nested };

/** The types of a spec, in the order in which they are defined: the first five always, the others where the spec has them. */
const common: readonly Uint8Array[] = [
  defineMap(ids.ObjectSpec, "ObjectSpec", string, nested),
  defineStruct(ids.AttrSpec, "AttrSpec", { Name: string, Type: ids.type, Required: bool }),
  defineOpaque(ids.type, "Type"),
  defineStruct(ids.BlockListSpec, "BlockListSpec", repeated),
  defineStruct(ids.BlockSpec, "BlockSpec", { TypeName: string, Nested: nested, Required: bool }),
];
const rare: ReadonlyMap<Kind, readonly Uint8Array[]> = new Map<Kind, readonly Uint8Array[]>([
  ["BlockSetSpec", [defineStruct(ids.BlockSetSpec, "BlockSetSpec", repeated)]],
  [
    "BlockAttrsSpec",
    [defineStruct(ids.BlockAttrsSpec, "BlockAttrsSpec", { TypeName: string, ElementType: ids.type, Required: bool })],
  ],
  ["BlockMapSpec", [defineStruct(ids.BlockMapSpec, "BlockMapSpec", labelled)]],
  ["BlockObjectSpec", [defineStruct(ids.BlockObjectSpec, "BlockObjectSpec", labelled)]],
  ["DefaultSpec", [defineStruct(ids.DefaultSpec, "DefaultSpec", { Primary: nested, Default: nested })]],
  ["LiteralSpec", [defineStruct(ids.LiteralSpec, "LiteralSpec", { Value: ids.value })]],
  ["labels", [defineSlice(ids.labels, "[]string", string)]],
  ["value", [defineOpaque(ids.value, "Value")]],
]);

/** The name under which Go registers the type of nested objects: the whole path, since it is no pointer. */
const objectName = "github.com/hashicorp/hcl/v2/hcldec.ObjectSpec";

/**
 * Writes a config spec as gob has it: all definitions of types first, then the value (plugin-protocol 7.2, 7.3).
 *
 * @param vendor what stands in front of the path of nested objects' type, for a host that was built from a copy: Debian's Packer 1.6.6
 * @throws SpecError for what gob cannot say: a setting of any type
 */
export function encodeGobSpec(spec: HclObjectSpec, vendor = ""): Uint8Array {
  const used = new Used(vendor + objectName);
  const value = gobMessage(ids.ObjectSpec, gobPlain(encodeParts(spec, used)));
  const definitions = [...rare].flatMap(([kind, written]) => (used.has(kind) ? written : []));
  return Buffer.concat([...common, ...definitions, value]);
}

/** The kinds that a spec has, and the name of its nested objects. */
class Used extends Set<Kind> {
  readonly objectName: string;
  constructor(name: string) {
    super();
    this.objectName = name;
  }
}

function encodeParts(spec: HclObjectSpec, used: Used): Uint8Array {
  return gobMap(
    [...spec.parts].map(([key, part]) => [gobText(key), atPart(key, () => encodePart(part, used))] as const),
  );
}

function encodePart(part: HclSpec, used: Used): Uint8Array {
  const write = (kind: Kind, ...fields: readonly (Uint8Array | undefined)[]): Uint8Array => {
    used.add(kind);
    return gobInterface(`*hcldec.${kind}`, ids[kind], gobStruct(...fields));
  };
  switch (part.k) {
    case "attr":
      return write("AttrSpec", text(part.name), gobBytes(encodeGobType(part.type)), flag(part.required));
    case "block":
      return write("BlockSpec", text(part.name), encodeNested(part.nested, used), flag(part.required));
    case "blocks": {
      const kind = part.as === "set" ? "BlockSetSpec" : "BlockListSpec";
      return write(kind, text(part.name), encodeNested(part.nested, used), count(part.min), count(part.max));
    }
    case "attrs":
      return write("BlockAttrsSpec", text(part.name), gobBytes(encodeGobType(part.type)), flag(part.required));
    case "labelled": {
      used.add("labels");
      const labels = part.labels.length > 0 ? gobList(part.labels.map(gobText)) : undefined;
      const kind = part.as === "object" ? "BlockObjectSpec" : "BlockMapSpec";
      return write(kind, text(part.name), labels, encodeNested(part.nested, used));
    }
    case "default":
      return write("DefaultSpec", encodePart(part.primary, used), encodePart(part.fallback, used));
    case "literal":
      used.add("value");
      return write("LiteralSpec", gobBytes(encodeGobValue(part.value)));
  }
}

function encodeNested(spec: HclObjectSpec, used: Used): Uint8Array {
  return gobInterface(used.objectName, ids.ObjectSpec, gobPlain(encodeParts(spec, used)));
}

function text(value: string): Uint8Array | undefined {
  return value === "" ? undefined : gobText(value);
}

function flag(value: boolean): Uint8Array | undefined {
  return value ? gobUint(1) : undefined;
}

function count(value: number): Uint8Array | undefined {
  return value === 0 ? undefined : gobInt(value);
}
