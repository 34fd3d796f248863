import { InstallError } from "../install-error.ts";

/**
 * Reads a list of checksums: lines of a SHA-256 and a file name. Other lines and manifests are passed over; the last line must have its
 * end, since one that was cut off could not be told from a whole one (plugin-protocol 1.7).
 * @param shownName how messages name the list
 */
export function readSums(text: string, shownName: string): ReadonlyMap<string, string> {
  if (!text.endsWith("\n"))
    throw new InstallError(
      "refused",
      `${shownName} does not end with a line break: it is cut off. Try again, and ask whoever runs that place if it stays so.`,
    );
  const sums = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [digest = "", file = "", ...more] = line.trim().split(/\s+/);
    if (more.length > 0 || !/^[0-9a-fA-F]{64}$/.test(digest) || file === "" || file.endsWith(".json")) continue;
    const before = sums.get(file);
    if (before !== undefined && before !== digest.toLowerCase())
      throw new InstallError(
        "refused",
        `${shownName} has two checksums for ${JSON.stringify(file)}. Ask whoever runs that place for a right one.`,
      );
    sums.set(file, digest.toLowerCase());
  }
  return sums;
}
