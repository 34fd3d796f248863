// What stands in the state of an artifact, or in the data of a hook: any value of Go's, by `interface{}` (plugin-protocol 5.3, 9.8).

import type { Generated, Json } from "@ingot/sdk";
import type { Wire } from "../rpc/rpc.ts";
import { isMap, kindOf } from "./read-wire.ts";

/**
 * A value of a state as Json; undefined for nil, which is what there is of a key that nobody knows. Bytes become the list of their numbers,
 * as Packer has it; whole numbers that a double cannot hold, NaN and the infinities become text; times become text as RFC 3339 has it, in
 * UTC.
 */
export function jsonOfState(value: Wire): Json | undefined {
  return value === null ? undefined : jsonOf(value);
}

function jsonOf(value: Wire | undefined): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : nameOfNumber(value);
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonOf(one)]));
  return value as Json;
}

// As Go's fmt names them.
function nameOfNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

/**
 * The data of a machine from the wire. Provisioners read scalars only: bytes become text, whole numbers that a double cannot hold become
 * text, and what is nil, a list, a map or a time is left out, and named in `left`, with what it is.
 */
export function generatedOfWire(data: Wire): { readonly generated: Generated; readonly left: readonly string[] } {
  if (!isMap(data)) return { generated: {}, left: data === null ? [] : [`all of it, which is ${kindOf(data)}`] };
  const generated: [string, string | number | boolean][] = [];
  const left: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "string" || typeof value === "boolean") generated.push([name, value]);
    else if (typeof value === "number") generated.push([name, Number.isFinite(value) ? value : nameOfNumber(value)]);
    else if (typeof value === "bigint") generated.push([name, value.toString()]);
    else if (value instanceof Uint8Array) generated.push([name, new TextDecoder().decode(value)]);
    else left.push(`${name}, which is ${kindOf(value)}`);
  }
  return { generated: Object.fromEntries(generated), left };
}

/**
 * The data of a machine for the wire. Throws where a value is not a scalar: Packer's provisioners would end with an error that does not
 * name it (plugin-protocol 9.8).
 */
export function wireOfGenerated(generated: Generated): Wire {
  for (const [name, value] of Object.entries(generated)) {
    if (!["string", "number", "boolean"].includes(typeof value))
      throw new TypeError(
        `The machine's value "${name}" must be a text, a number or a boolean: provisioners read nothing else`,
      );
  }
  return generated;
}
