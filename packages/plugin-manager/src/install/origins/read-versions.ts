import { parseSemver, type Version } from "@ingot/sdk";

/** A version is shorter, and no plugin has as many: what a server answers costs no more than that to look through. */
const longestText = 100;
const mostVersions = 10_000;

/** The versions among texts of a server. */
export function readVersions(texts: readonly string[]): readonly Version[] {
  const found: Version[] = [];
  for (const text of texts) {
    const version = text.length <= longestText ? parseSemver(text) : undefined;
    if (version) found.push(version);
    if (found.length === mostVersions) break;
  }
  return found;
}
