const utf8 = new TextEncoder();

/** A field that holds a text, bytes, or the fields of a message one behind the other. */
export function lengthField(number: number, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const bytes = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part));
  const length = bytes.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([varint(number * 8 + 2), varint(length), ...bytes]);
}

/** A field that is true; proto3 leaves out one that is false. */
export function boolField(number: number, value: boolean): Uint8Array {
  return value ? Buffer.concat([varint(number * 8), varint(1)]) : new Uint8Array();
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return Uint8Array.from(bytes);
}
