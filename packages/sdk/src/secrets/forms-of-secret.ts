// What of a secret must not be seen: the whole, with the line ends of each system, and each of its lines.

/** What is shorter than this would mangle ordinary output. */
const minCharacters = 3;

/** A text in which a secret may come, as bytes. Its encodings are not listed: the search reads them (`read-unit.ts`). */
export interface Form {
  readonly bytes: Uint8Array;
  /** Whether it is also looked for in hexadecimal digits and base64. */
  readonly hasBits: boolean;
}

/** Encodings by bits say little about what is short: base64 of "abc" is four characters that stand in any text. */
export const minBytesForBits = 8;

/** Every form of a secret. */
export function formsOfSecret(secret: string): readonly Form[] {
  const forms = new Map<string, Form>();
  const add = (text: string, isWritten: boolean) => {
    if (isTooShort(text) || forms.has(text)) return;
    const bytes = Buffer.from(text);
    forms.set(text, { bytes, hasBits: isWritten && bytes.length >= minBytesForBits });
  };
  const normalised = secret.replaceAll("\r\n", "\n");
  // The lines around a key stand around every other one, and around certificates.
  const lines = normalised.split(/[\r\n]+/).filter((line) => !/^\s*-----[A-Z0-9 ]+-----\s*$/.test(line));
  for (const text of [secret, normalised, ...lines]) {
    add(text, true);
    // What runs through a terminal loses the white space at its ends.
    add(text.trim(), true);
    // File names of some systems compose letters in another way.
    for (const form of ["NFC", "NFD"]) add(text.normalize(form), false);
  }
  // A terminal writes line ends so; what is encoded did not come through one.
  add(normalised.replaceAll("\n", "\r\n"), false);
  return [...forms.values()];
}

/** Whether a text is too short, or too empty, to be looked for. */
export function isTooShort(text: string): boolean {
  // Most texts are long: their characters need no count.
  const visible = text.trim();
  return visible.length < 2 * minCharacters && [...visible].length < minCharacters;
}

/**
 * A secret in the midst of other bytes, in base64: there it begins at one of three places within a group. The characters
 * that its neighbours have a part in are left out; the others are given by their numbers, which both alphabets share.
 */
export function* base64Forms(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let before = 0; before < 3; before++) {
    const first = Math.ceil((before * 8) / 6);
    const form = new Uint8Array(Math.floor(((before + bytes.length) * 8) / 6) - first);
    // Some bits of the first byte belong to the character that is left out.
    let rest = bytes[0] as number;
    let bits = (before + 1) * 8 - first * 6;
    let next = 1;
    for (let i = 0; i < form.length; i++) {
      if (bits < 6) {
        rest = (rest << 8) | (bytes[next++] as number);
        bits += 8;
      }
      bits -= 6;
      form[i] = (rest >> bits) & 63;
      rest &= 63;
    }
    yield form;
  }
}
