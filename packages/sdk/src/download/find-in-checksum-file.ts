import { type Digest, parseChecksum, parseDigest } from "./checksum.ts";

/**
 * The digest that a checksum file has for a file. A line is GNU style (`hex  name`), BSD style (`TYPE (name) = hex`), or begins with the
 * digits alone, which then are for any file. Lines that are none of these are passed over.
 * @param text the checksum file
 * @param names the names that the file may go by, such as `disk.raw` and `./images/disk.raw`
 */
export function findInChecksumFile(text: string, names: readonly string[]): Digest | undefined {
  for (const line of text.split("\n")) {
    const entry = parseLine(line.split(/\s+/).filter((field) => field !== ""));
    if (!entry) continue;
    if (entry.name === undefined || names.some((name) => isNamed(entry.name, name))) return entry.digest;
  }
  return undefined;
}

interface Entry {
  readonly digest: Digest;
  readonly name: string | undefined;
}

function parseLine(fields: readonly string[]): Entry | undefined {
  const [first, second, , fourth] = fields;
  if (first === undefined) return undefined;
  if (fields.length === 4 && second !== undefined && fourth !== undefined) {
    const [, name] = /^\((.*)\)$/.exec(second) ?? [];
    const digest = parseChecksum(`${first}:${fourth}`);
    return name !== undefined && digest.k === "digest" ? { digest, name } : undefined;
  }
  const digest = parseDigest(first);
  return digest && { digest, name: fields.length === 2 ? second : undefined };
}

/** GNU tools put a mark for the way of reading before the name: `*` binary, `?` portable. */
function isNamed(found: string | undefined, name: string): boolean {
  return found === name || found === `*${name}` || found === `?${name}`;
}
