import { T, type Type } from "@ingot/hcl";
import type { OutputType } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "../spec/hcl-spec.ts";

/** The type of what a spec decodes to: for the outputs of a data source that is not read. */
export function typeOfSpec(spec: HclObjectSpec): OutputType {
  const attributes = [...spec.parts].map(([name, part]): [string, Type] => [name, typeOfPart(part)]);
  return T.object(attributes) as OutputType;
}

function typeOfPart(part: HclSpec): Type {
  if (part.k === "attr") return part.type;
  const nested = typeOfSpec(part.nested);
  if (part.k === "block") return nested;
  return part.as === "set" ? T.set(nested) : T.list(nested);
}
