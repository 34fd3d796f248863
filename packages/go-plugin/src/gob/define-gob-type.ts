import { gobInt, gobList, gobMessage, gobStruct, gobText, gobUint } from "./write-gob.ts";

// Definitions of types, each a message of its own. Writing all of them before the value is what Go accepts (plugin-protocol 7.2, "encoder
// simplification"): then no value is ever split.

/** The ids of built-in types. */
export const builtIn = { bool: 1, int: 2, uint: 3, string: 6, interface: 8 } as const;

/** A struct and its fields, each with the id of its type. */
export function defineStruct(id: number, name: string, fields: Readonly<Record<string, number>>): Uint8Array {
  const written = Object.entries(fields).map(([field, type]) => gobStruct(gobText(field), gobInt(type)));
  const list = written.length > 0 ? gobList(written) : undefined;
  return define(id, 3, gobStruct(common(id, name), list));
}

/** A map. A type without a name of its own is written without one. */
export function defineMap(id: number, name: string, key: number, elem: number): Uint8Array {
  return define(id, 4, gobStruct(common(id, name), gobInt(key), gobInt(elem)));
}

/** A slice. */
export function defineSlice(id: number, name: string, elem: number): Uint8Array {
  return define(id, 2, gobStruct(common(id, name), gobInt(elem)));
}

/** A type that writes itself. */
export function defineOpaque(id: number, name: string): Uint8Array {
  return define(id, 5, gobStruct(common(id, name)));
}

function common(id: number, name: string): Uint8Array {
  return gobStruct(name === "" ? undefined : gobText(name), gobInt(id));
}

/** @param kind the number of the field of wireType that is set */
function define(id: number, kind: number, definition: Uint8Array): Uint8Array {
  return gobMessage(-id, Buffer.concat([gobUint(kind), definition, gobUint(0)]));
}
