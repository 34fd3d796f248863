import { T, type Type, typeOf } from "@ingot/hcl";
import type { OutputType } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "../spec/hcl-spec.ts";

/** The type of what a spec decodes to: for the outputs of a data source that is not read. */
export function typeOfSpec(spec: HclObjectSpec): OutputType {
  const attributes = [...spec.parts].map(([name, part]): [string, Type] => [name, typeOfPart(part)]);
  return T.object(attributes) as OutputType;
}

function typeOfPart(part: HclSpec): Type {
  switch (part.k) {
    case "attr":
      return part.type;
    case "block":
      return typeOfSpec(part.nested);
    case "blocks":
      return part.as === "set" ? T.set(typeOfSpec(part.nested)) : T.list(typeOfSpec(part.nested));
    case "attrs":
      return T.map(part.type);
    case "labelled":
      // How many there are is told by no type.
      return T.dynamic;
    case "default":
      return typeOfPart(part.primary);
    case "literal":
      return typeOf(part.value);
  }
}
