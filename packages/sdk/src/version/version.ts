/**
 * A version by the rules of go-version: any number of segments, an optional prerelease, optional metadata.
 * Segments that are not written are zero; there are at least three.
 */
export interface Version {
  readonly segments: readonly bigint[];
  /** How many segments were written. */
  readonly written: number;
  /** Behind the hyphen; "" for a release. */
  readonly prerelease: string;
  /** Behind the plus; it does not count in comparisons. */
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

const part = "[0-9A-Za-z~-]";
const tail = `${part}*(?:\\.${part}+)*`;
const segments = "v?(?<segments>[0-9]+(?:\\.[0-9]+)*)";
const metadata = `(?:\\+(?<metadata>${part}+(?:\\.${part}+)*))?`;
// A prerelease that begins with a digit needs its hyphen; others may follow the last segment directly, except in semver.
const numbered = `-(?<numbered>[0-9]${tail})`;
const named = `(?<named>[A-Za-z~-]${tail})`;

/** The text of any version, as the inside of a pattern. */
export const versionPattern = `${segments}(?:${numbered}|-?${named})?${metadata}`;
const semverPattern = `${segments}(?:${numbered}|-${named})?${metadata}`;

const version = new RegExp(`^${versionPattern}$`);
const semver = new RegExp(`^${semverPattern}$`);

const greatestSegment = 2n ** 63n - 1n;
const fewestSegments = 3;

/**
 * Reads a version, such as `1.2`, `v1.2.3-beta.1` or `1.2rc1+build5`.
 * @returns undefined where the text is no version
 */
export function parseVersion(text: string): Version | undefined {
  return read(text, version);
}

/** Reads a version as parseVersion does, but a prerelease must stand behind a hyphen. */
export function parseSemver(text: string): Version | undefined {
  return read(text, semver);
}

function read(text: string, pattern: RegExp): Version | undefined {
  const groups = pattern.exec(text)?.groups;
  if (!groups) return undefined;
  const given = (groups.segments ?? "").split(".").map(BigInt);
  if (given.some((segment) => segment > greatestSegment)) return undefined;
  const zeros = Array.from({ length: Math.max(fewestSegments - given.length, 0) }, () => 0n);
  return {
    segments: [...given, ...zeros],
    written: given.length,
    prerelease: groups.numbered ?? groups.named ?? "",
    metadata: groups.metadata ?? "",
    original: text,
  };
}

/** Negative, zero or positive as a is before, the same as or after b. Metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return compareSegments(a, b) || comparePrereleases(a.prerelease, b.prerelease);
}

/** Compares the segments alone; those that are missing are zero. */
export function compareSegments(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i += 1) {
    const [x, y] = [a.segments[i] ?? 0n, b.segments[i] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = compareParts(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

const digits = /^[0-9]+$/;

/** Numbers are before words. What is missing is before a number, but behind a word. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return digits.test(b ?? "") ? -1 : 1;
  if (b === undefined) return digits.test(a) ? 1 : -1;
  if (digits.test(a) && digits.test(b)) {
    const [x, y] = [BigInt(a), BigInt(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (digits.test(a) !== digits.test(b)) return digits.test(a) ? -1 : 1;
  return a < b ? -1 : 1;
}

/** The version in one form: at least three segments, without leading zeros. */
export function formatVersion(version: Version): string {
  const prerelease = version.prerelease === "" ? "" : `-${version.prerelease}`;
  const build = version.metadata === "" ? "" : `+${version.metadata}`;
  return version.segments.join(".") + prerelease + build;
}

/** Only major, minor and patch. */
export function coreVersion(version: Version): Version {
  const core = version.segments.slice(0, fewestSegments);
  return { segments: core, written: fewestSegments, prerelease: "", metadata: "", original: core.join(".") };
}
