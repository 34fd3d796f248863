import { T, type Type, typeOf } from "@ingot/hcl";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/** The type of the object that a spec makes of a config. */
export function typeOfSpec(spec: HclObjectSpec): Type {
  return T.object([...spec.parts].map(([name, part]): [string, Type] => [name, typeOfPart(part)]));
}

/** The type of the value of one part. */
export function typeOfPart(part: HclSpec): Type {
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
      // As objects their type depends on which labels there are.
      if (part.as === "object") return T.dynamic;
      return part.labels.reduce<Type>((of) => T.map(of), typeOfSpec(part.nested));
    case "default":
      return typeOfPart(part.primary);
    case "literal":
      return typeOf(part.value);
  }
}
