const utf8 = new TextEncoder();

// gob's primitives, written (plugin-protocol 7.2).

/** An unsigned number of at most 64 bits. */
export function gobUint(value: number | bigint): Uint8Array {
  if (value < 0x80) return Uint8Array.of(Number(value));
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  return Buffer.concat([Uint8Array.of(0x100 - bytes.length), bytes]);
}

/** A signed number of at most 64 bits; ids of types are such, too. */
export function gobInt(value: number | bigint): Uint8Array {
  const whole = BigInt(value);
  return gobUint(whole < 0n ? (~whole << 1n) | 1n : whole << 1n);
}

/** Bytes behind their length. */
export function gobBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([gobUint(bytes.length), bytes]);
}

/** A text behind its length in bytes. */
export function gobText(text: string): Uint8Array {
  return gobBytes(utf8.encode(text));
}

/**
 * A struct: what is written of each field, by the fields' numbers from 1. A field that is undefined is zero, and left out.
 */
export function gobStruct(...fields: readonly (Uint8Array | undefined)[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let last = -1;
  for (const [number, field] of fields.entries()) {
    if (!field) continue;
    parts.push(gobUint(number - last), field);
    last = number;
  }
  return Buffer.concat([...parts, gobUint(0)]);
}

/** A list: its length and its elements. */
export function gobList(items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([gobUint(items.length), ...items]);
}

/** A map: how many entries it has, and its keys and values in turn. */
export function gobMap(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return Buffer.concat([gobUint(entries.length), ...entries.flat()]);
}

/**
 * What stands in an interface.
 * @param name the name under which its type is registered
 * @param value the value as it is written at the top of a stream: with a zero byte before it where the type is no struct
 */
export function gobInterface(name: string, id: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([gobText(name), gobInt(id), gobBytes(value)]);
}

/** An interface with nothing in it. */
export const gobNil = gobUint(0);

/** A value of a type that is no struct, as it stands at the top of a stream and in an interface. */
export function gobPlain(value: Uint8Array): Uint8Array {
  return Buffer.concat([gobUint(0), value]);
}

/** One message of a stream: a value, or where the id is negative, the definition of a type. */
export function gobMessage(id: number, content: Uint8Array): Uint8Array {
  return gobBytes(Buffer.concat([gobInt(id), content]));
}
