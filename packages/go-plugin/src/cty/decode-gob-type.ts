import { T, type Type } from "@ingot/hcl";
import { decodeGob, type GobBudget } from "../gob/decode-gob.ts";
import { fieldsOf, GobError, type GobValue, isKind, numberField, opaqueBytes, textEntries } from "../gob/gob-value.ts";

/** How deep types may stand in one another. */
const greatestDepth = 100;

/** Kinds of primitive types as cty counts them: by the letter. */
const primitives: ReadonlyMap<number, Type> = new Map([
  [66, T.bool],
  [78, T.number],
  [83, T.string],
]);

/**
 * Reads a cty type as gob has it: a stream of its own, in which those of its parts are streams again (plugin-protocol 7.4).
 * @param value what stands in a field of type cty.Type
 * @throws GobError
 */
export function decodeGobType(value: GobValue | undefined, budget: GobBudget, depth = 0): Type {
  if (depth > greatestDepth) throw new GobError(`types are nested more than ${greatestDepth} levels deep`);
  const outer = fieldsOf(decodeGob(opaqueBytes(value, "a type"), budget), "a type");
  const impl = outer.get("Impl");
  if (!isKind(impl, "interface")) throw new GobError("a type says nothing of what it is");
  const name = impl.name.slice(impl.name.lastIndexOf(".") + 1);
  const fields = fieldsOf(impl.value, name);
  const part = (inner: GobValue | undefined) => decodeGobType(inner, budget, depth + 1);
  switch (name) {
    case "primitiveType": {
      const type = primitives.get(numberField(fields, "Kind"));
      if (!type) throw new GobError(`${numberField(fields, "Kind")} is no primitive type`);
      return type;
    }
    case "typeList":
      return T.list(part(fields.get("ElementTypeT")));
    case "typeMap":
      return T.map(part(fields.get("ElementTypeT")));
    case "typeSet":
      return T.set(part(fields.get("ElementTypeT")));
    case "typeTuple": {
      const items = fields.get("ElemTypes");
      return T.tuple(isKind(items, "list") ? items.items.map(part) : []);
    }
    case "typeObject": {
      const attributes = attributesOf(fields.get("AttrTypes")).map(([key, type]) => [key, part(type)] as const);
      const optional = attributesOf(fields.get("AttrOptional")).map(([key]) => key);
      return T.object(attributes, optional);
    }
    default:
      throw new GobError(`${JSON.stringify(impl.name)} is no kind of type that is known`);
  }
}

/** The attributes in a map; none where it is empty, and so not in the stream. */
function attributesOf(value: GobValue | undefined): readonly (readonly [string, GobValue])[] {
  return value === undefined ? [] : textEntries(value, "what an object type has");
}
