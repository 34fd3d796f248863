import { type Type, typeFromJson, typeToJson } from "@ingot/hcl";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/** The form of a spec in which the vectors say what their bytes are. How many blocks there may be is not in it. */
export function neutralSpec(spec: HclObjectSpec): unknown {
  const attributes = [...spec.parts].map(([key, part]) => [key, neutralPart(part)]);
  return { kind: "object", attributes: Object.fromEntries(attributes) };
}

function neutralPart(part: HclSpec): unknown {
  switch (part.k) {
    case "attr":
      return { kind: "attr", name: part.name, type: neutralType(part.type), required: part.required };
    case "block":
      return { kind: "block", name: part.name, required: part.required, nested: neutralSpec(part.nested) };
    case "blocks":
      return { kind: `block_${part.as}`, name: part.name, nested: neutralSpec(part.nested) };
    case "attrs":
      return { kind: "block_attrs", name: part.name, elementType: neutralType(part.type), required: part.required };
    default:
      throw new Error(`there are no vectors with parts of the kind ${part.k}`);
  }
}

function neutralType(type: Type): unknown {
  return JSON.parse(typeToJson(type));
}

interface Neutral {
  readonly kind: string;
  readonly name: string;
  readonly type: unknown;
  readonly required: boolean;
  readonly nested: unknown;
  readonly attributes: Readonly<Record<string, Neutral>>;
}

/** A spec from that form. */
export function specFromNeutral(form: unknown): HclObjectSpec {
  const { attributes } = form as Neutral;
  return { k: "object", parts: new Map(Object.entries(attributes).map(([key, part]) => [key, readPart(part)])) };
}

function readPart({ kind, name, type, required, nested }: Neutral): HclSpec {
  if (kind === "attr") return { k: "attr", name, type: typeFromJson(JSON.stringify(type)), required };
  if (kind === "block") return { k: "block", name, required, nested: specFromNeutral(nested) };
  if (kind === "block_list") return { k: "blocks", name, nested: specFromNeutral(nested), min: 0, max: 0, as: "list" };
  throw new Error(`no spec is made of the kind ${kind}`);
}
