import type { Generated, Json } from "@ingot/sdk";
import type { Wire } from "../rpc/rpc.ts";
import { isMap } from "../services/read-wire.ts";

/**
 * The generated data of a build that came over the wire. Go provisioners take scalars only, and so do we; what is something else is left out
 * (plugin-protocol 9.8).
 */
export function generatedOf(data: Wire | Json | undefined): Generated {
  if (!isMap(data as Wire)) return {};
  const scalars = Object.entries(data as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    const scalar = typeof value === "bigint" ? Number(value) : value;
    return isScalar(scalar) ? [[name, scalar] as const] : [];
  });
  return Object.fromEntries(scalars);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
