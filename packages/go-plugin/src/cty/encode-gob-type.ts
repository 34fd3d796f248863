import type { Type } from "@ingot/hcl";
import { builtIn, defineMap, defineOpaque, defineSlice, defineStruct } from "../gob/define-gob-type.ts";
import { gobBytes, gobInterface, gobList, gobMap, gobMessage, gobStruct, gobText, gobUint } from "../gob/write-gob.ts";
import { SpecError } from "../spec/hcl-spec.ts";

/** The package under which cty registers its kinds of types, wherever it is vendored. */
const cty = "github.com/zclconf/go-cty/cty.";

/** The ids of types in each such stream: those that the writer of the vectors gave, and free ones for what it did not write. */
const ids = { outer: 65, primitive: 66, impl: 67, parts: 68, type: 69, names: 70, nothing: 71 } as const;

const outer = defineStruct(ids.outer, "gobType", { Version: builtIn.int, Impl: builtIn.interface });
const opaqueType = defineOpaque(ids.type, "Type");

/**
 * A cty type as gob has it: a stream of its own, in which those of its parts are streams again (plugin-protocol 7.4).
 * @throws SpecError for the dynamic type, which gob cannot say
 */
export function encodeGobType(type: Type): Uint8Array {
  switch (type.k) {
    case "string":
      return primitive("S");
    case "number":
      return primitive("N");
    case "bool":
      return primitive("B");
    case "list":
      return collection("typeList", type.of);
    case "set":
      return collection("typeSet", type.of);
    case "map":
      return collection("typeMap", type.of);
    case "tuple": {
      const items = type.items.map((item) => gobBytes(encodeGobType(item)));
      return implementation(
        "typeTuple",
        [
          defineStruct(ids.impl, "typeTuple", { ElemTypes: ids.parts }),
          defineSlice(ids.parts, "[]cty.Type", ids.type),
          opaqueType,
        ],
        ids.impl,
        items.length > 0 ? gobList(items) : undefined,
      );
    }
    case "object":
      return object(type);
    case "dynamic":
      throw new SpecError("there is a value of any type, which gob cannot say");
  }
}

function primitive(letter: string): Uint8Array {
  const definition = defineStruct(ids.primitive, "primitiveType", { Kind: builtIn.uint });
  return implementation("primitiveType", [definition], ids.primitive, gobUint(letter.charCodeAt(0)));
}

function collection(name: string, of: Type): Uint8Array {
  const definitions = [defineStruct(ids.impl, name, { ElementTypeT: ids.type }), opaqueType];
  return implementation(name, definitions, ids.impl, gobBytes(encodeGobType(of)));
}

function object(type: Type & { readonly k: "object" }): Uint8Array {
  const attributes = [...type.attributes].map(([name, of]) => [gobText(name), gobBytes(encodeGobType(of))] as const);
  // A set of names in Go: a map to structs without fields.
  const optional = [...type.optional].map((name) => [gobText(name), gobStruct()] as const);
  return implementation(
    "typeObject",
    [
      defineStruct(ids.impl, "typeObject", { AttrTypes: ids.parts, AttrOptional: ids.names }),
      defineMap(ids.parts, "map[string]cty.Type", builtIn.string, ids.type),
      opaqueType,
      defineMap(ids.names, "map[string]struct {}", builtIn.string, ids.nothing),
      defineStruct(ids.nothing, "", {}),
    ],
    ids.impl,
    attributes.length > 0 ? gobMap(attributes) : undefined,
    optional.length > 0 ? gobMap(optional) : undefined,
  );
}

/** The stream of a type: what kind it is of, and the fields of that. */
function implementation(
  name: string,
  definitions: readonly Uint8Array[],
  id: number,
  ...fields: readonly (Uint8Array | undefined)[]
): Uint8Array {
  const impl = gobInterface(cty + name, id, gobStruct(...fields));
  return Buffer.concat([outer, ...definitions, gobMessage(ids.outer, gobStruct(undefined, impl))]);
}
