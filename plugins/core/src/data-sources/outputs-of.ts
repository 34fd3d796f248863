import { type OutputType, T, type Type } from "@ingot/sdk";

/** The type of what a data source gives. */
export function outputsOf(attributes: Readonly<Record<string, Type>>): OutputType {
  const type = T.object(Object.entries(attributes));
  if (type.k !== "object") throw new TypeError("T.object made another type");
  return type;
}
