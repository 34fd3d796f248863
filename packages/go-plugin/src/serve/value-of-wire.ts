import { T, V, type Value } from "@ingot/hcl";
import type { Wire } from "../rpc/rpc.ts";

/** The deepest config that is read. Templates nest a handful of levels. */
const deepest = 100;

/**
 * The value of plain data from the wire, as the settings of a legacy JSON template come: lists are tuples, maps objects.
 * @throws Error for what no template can say
 */
export function valueOfWire(wire: Wire, depth = 0): Value {
  if (depth > deepest) throw new Error(`The config is nested more than ${deepest} levels deep`);
  if (wire === null) return V.null(T.dynamic);
  switch (typeof wire) {
    case "string":
      return V.string(wire);
    case "boolean":
      return V.bool(wire);
    case "bigint":
      return V.number(wire);
    case "number":
      if (Number.isNaN(wire)) throw new Error("The config has a number that is none");
      return V.number(wire);
  }
  if (wire instanceof Uint8Array) return V.string(new TextDecoder().decode(wire));
  if (wire instanceof Date) return V.string(wire.toISOString());
  if (Array.isArray(wire)) return V.tuple(wire.map((item: Wire) => valueOfWire(item, depth + 1)));
  const entries = Object.entries(wire as Readonly<Record<string, Wire | undefined>>);
  return V.object(entries.map(([name, item]) => [name, valueOfWire(item ?? null, depth + 1)] as const));
}
