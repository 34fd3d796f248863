import { decodeGobType } from "../cty/decode-gob-type.ts";
import { decodeGobValue } from "../cty/decode-gob-value.ts";
import { decodeGob, type GobBudget, gobBudget } from "../gob/decode-gob.ts";
import { boolField, GobError, type GobValue, isKind, numberField, textEntries, textField } from "../gob/gob-value.ts";
import { atPart } from "./at-part.ts";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/**
 * Reads a config spec as gob has it (plugin-protocol 7.3): an ObjectSpec at the top.
 * @throws GobError for bytes that are no such stream, SpecError for a part that cannot be read
 */
export function decodeGobSpec(bytes: Uint8Array): HclObjectSpec {
  const budget = gobBudget();
  return readObject(decodeGob(bytes, budget), budget);
}

function readObject(value: GobValue, budget: GobBudget): HclObjectSpec {
  const parts = new Map<string, HclSpec>();
  for (const [key, part] of textEntries(value, "an object spec")) {
    parts.set(
      key,
      atPart(key, () => readPart(part, budget)),
    );
  }
  return { k: "object", parts };
}

/** The name of a registered type behind its package: some programs have the path of a vendored package in front. */
function kindOf(name: string): string {
  return name.slice(name.lastIndexOf("hcldec."));
}

function readPart(part: GobValue | undefined, budget: GobBudget): HclSpec {
  if (!isKind(part, "interface")) throw new GobError("there is no spec");
  const kind = kindOf(part.name);
  const fields = isKind(part.value, "struct") ? part.value.fields : new Map<string, GobValue>();
  const name = () => textField(fields, "TypeName");
  const nested = () => readNested(fields.get("Nested"), budget);
  switch (kind) {
    case "hcldec.AttrSpec":
      return {
        k: "attr",
        name: textField(fields, "Name"),
        type: decodeGobType(fields.get("Type"), budget),
        required: boolField(fields, "Required"),
      };
    case "hcldec.BlockSpec":
      return { k: "block", name: name(), nested: nested(), required: boolField(fields, "Required") };
    case "hcldec.BlockListSpec":
    case "hcldec.BlockSetSpec": {
      const as = kind === "hcldec.BlockSetSpec" ? "set" : "list";
      const [min, max] = [numberField(fields, "MinItems"), numberField(fields, "MaxItems")];
      return { k: "blocks", name: name(), nested: nested(), min, max, as };
    }
    case "hcldec.BlockAttrsSpec": {
      const type = decodeGobType(fields.get("ElementType"), budget);
      return { k: "attrs", name: name(), type, required: boolField(fields, "Required") };
    }
    case "hcldec.BlockMapSpec":
    case "hcldec.BlockObjectSpec": {
      const as = kind === "hcldec.BlockObjectSpec" ? "object" : "map";
      return { k: "labelled", name: name(), labels: readLabels(fields.get("LabelNames")), nested: nested(), as };
    }
    case "hcldec.DefaultSpec":
      return {
        k: "default",
        primary: readPart(fields.get("Primary"), budget),
        fallback: readPart(fields.get("Default"), budget),
      };
    case "hcldec.LiteralSpec":
      return { k: "literal", value: decodeGobValue(fields.get("Value"), budget) };
    default:
      throw new GobError(
        `there is a spec of the kind ${JSON.stringify(part.name)}, which is not one that config can be read by`,
      );
  }
}

function readLabels(value: GobValue | undefined): readonly string[] {
  const labels = isKind(value, "list") ? value.items : [];
  return labels.map((label) => {
    if (typeof label !== "string") throw new GobError("the name of a label is not a text");
    return label;
  });
}

/** What stands in a block: always an object, in all that the code generator of the SDK makes. */
function readNested(value: GobValue | undefined, budget: GobBudget): HclObjectSpec {
  if (isKind(value, "interface") && kindOf(value.name) === "hcldec.ObjectSpec") return readObject(value.value, budget);
  const what = isKind(value, "interface") ? `a spec of the kind ${JSON.stringify(value.name)}` : "nothing";
  throw new GobError(`an object spec is expected inside of the block, and there is ${what}`);
}
