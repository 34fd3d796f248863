/** Types by the length of their hexadecimal text. */
const typesByLength: Readonly<Record<number, ChecksumType>> = { 32: "md5", 40: "sha1", 64: "sha256", 128: "sha512" };

export type ChecksumType = "md5" | "sha1" | "sha256" | "sha512";

/** A digest, in lower-case hexadecimal. */
export interface Digest {
  readonly type: ChecksumType;
  readonly hex: string;
}

/** What a checksum setting asks for: nothing, a digest, or one that is looked up in a checksum file at a path or URL. */
export type Checksum =
  | { readonly k: "none" }
  | ({ readonly k: "digest" } & Digest)
  | { readonly k: "file"; readonly from: string };

/**
 * Reads a checksum setting: `none` or nothing, `sha256:<hex>`, the bare digits (their number tells the type), or `file:<path or URL>`.
 * @returns the checksum, or what is wrong with the text, as a phrase
 */
export function parseChecksum(text: string): Checksum | { readonly k: "wrong"; readonly why: string } {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.toLowerCase() === "none") return { k: "none" };
  if (/^file:/i.test(trimmed)) return { k: "file", from: trimmed.slice("file:".length) };
  const colon = trimmed.indexOf(":");
  const hex = trimmed.slice(colon + 1);
  if (!/^[0-9a-f]+$/i.test(hex)) return { k: "wrong", why: `"${hex}" is not a hexadecimal number` };
  if (colon < 0) return parseDigest(hex) ?? { k: "wrong", why: `no type of checksum has ${hex.length} digits` };
  const name = trimmed.slice(0, colon).toLowerCase();
  const [length] = Object.entries(typesByLength).find(([, type]) => type === name) ?? [];
  if (length === undefined)
    return { k: "wrong", why: `"${name}" is not a type of checksum; there are md5, sha1, sha256, sha512 and file` };
  if (Number(length) !== hex.length)
    return { k: "wrong", why: `a ${name} checksum has ${length} digits, this one has ${hex.length}` };
  return parseDigest(hex) ?? { k: "wrong", why: "it cannot be read" };
}

/** A digest from its bare digits; undefined when they are none, or of a wrong number. */
export function parseDigest(hex: string): ({ readonly k: "digest" } & Digest) | undefined {
  const type = typesByLength[hex.length];
  return type && /^[0-9a-f]+$/i.test(hex) ? { k: "digest", type, hex: hex.toLowerCase() } : undefined;
}
