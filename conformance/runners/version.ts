// The cases of the category version: rows of tables, whose keys are named as there.

import { compareConstraints, parseConstraints, satisfies } from "../../packages/sdk/src/version/constraint.ts";
import {
  compareVersions,
  coreVersion,
  formatVersion,
  parseSemver,
  parseVersion,
  type Version,
} from "../../packages/sdk/src/version/version.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";

type Row = Readonly<Record<string, unknown>>;

/** What a row wants and what comes of it. */
type Check = (row: Row) => { readonly want: unknown; readonly got: unknown };

function mustParse(text: unknown): Version {
  const version = parseVersion(String(text));
  if (!version) throw new Error(`${String(text)} is no version`);
  return version;
}

/** A version behind a prefix that belongs to something else. */
function parsePrefixed(text: unknown, prefix: unknown): Version | undefined {
  const [whole, start] = [String(text), String(prefix ?? "")];
  return whole.startsWith(start) ? parseVersion(whole.slice(start.length)) : undefined;
}

function mustParsePrefixed(text: unknown, prefix: unknown): Version {
  const version = parsePrefixed(text, prefix);
  if (!version) throw new Error(`${String(text)} is no version behind ${String(prefix)}`);
  return version;
}

const ordered =
  (holds: (order: number) => boolean): Check =>
  ({ v1, v2, expected }) => ({ want: expected, got: holds(compareVersions(mustParse(v1), mustParse(v2))) });

const compared: Check = ({ v1, v2, expected }) => ({
  want: expected,
  got: Math.sign(compareVersions(mustParse(v1), mustParse(v2))),
});

const segments: Check = ({ version, expected }) => ({ want: expected, got: mustParse(version).segments.map(Number) });

const encoded: Check = ({ version, err }) => ({
  want: err === true ? undefined : version,
  got: parseVersion(String(version))?.original,
});

/** Constraints as their texts, in order. */
function sorted(text: unknown): string | undefined {
  return parseConstraints(String(text))
    ?.toSorted(compareConstraints)
    .map(({ original }) => original)
    .join(",");
}

/** Constraints in one form, in order. */
function normalised(text: unknown): string | undefined {
  return parseConstraints(String(text))
    ?.toSorted(compareConstraints)
    .map(({ operator, version }) => `${operator}${formatVersion(version)}`)
    .join(",");
}

const checks: Readonly<Record<string, Check>> = {
  NewVersion: ({ version, err }) => ({ want: err, got: parseVersion(String(version)) === undefined }),
  NewSemver: ({ version, err }) => ({ want: err, got: parseSemver(String(version)) === undefined }),
  NewVersionWithPrefix: ({ version, prefix, err }) => ({
    want: err,
    got: parsePrefixed(version, prefix) === undefined,
  }),
  Core: ({ v1, v2 }) => ({ want: v2, got: formatVersion(coreVersion(mustParse(v1))) }),
  VersionCompare: compared,
  ComparePreReleases: compared,
  VersionCompareWithPrefix: ({ v1, v1Prefix, v2, v2Prefix, expected }) => ({
    want: expected,
    got: Math.sign(compareVersions(mustParsePrefixed(v1, v1Prefix), mustParsePrefixed(v2, v2Prefix))),
  }),
  VersionCompare_versionAndSemver: ({ versionRaw, semverRaw, expected }) => ({
    want: expected,
    got: Math.sign(compareVersions(mustParse(versionRaw), parseSemver(String(semverRaw)) ?? mustParse(""))),
  }),
  VersionEqual_nil: ({ leftVersion, rightVersion, expected }) => ({
    want: expected,
    got: (leftVersion === null) === (rightVersion === null),
  }),
  Equal: ordered((order) => order === 0),
  GreaterThan: ordered((order) => order > 0),
  LessThan: ordered((order) => order < 0),
  GreaterThanOrEqual: ordered((order) => order >= 0),
  LessThanOrEqual: ordered((order) => order <= 0),
  VersionMetadata: ({ version, expected }) => ({ want: expected, got: mustParse(version).metadata }),
  VersionPrerelease: ({ version, expected }) => ({ want: expected, got: mustParse(version).prerelease }),
  VersionSegments: segments,
  VersionSegments64: segments,
  JsonMarshal: encoded,
  JsonUnmarshal: encoded,
  NewConstraint: ({ input, count, err }) => ({
    want: err === true ? undefined : count,
    got: parseConstraints(String(input))?.length,
  }),
  ConstraintCheck: ({ constraint, version, check }) => ({
    want: check,
    got: satisfies(mustParse(version), parseConstraints(String(constraint)) ?? []),
  }),
  ConstraintPrerelease: ({ constraint, prerelease }) => ({
    want: prerelease,
    got: parseConstraints(String(constraint))?.some(({ version }) => version.prerelease !== ""),
  }),
  ConstraintEqual: ({ leftConstraint, rightConstraint, expectedEqual }) => ({
    want: expectedEqual,
    got: normalised(leftConstraint) === normalised(rightConstraint),
  }),
  Constraint_sort: ({ constraint, expectedConstraints }) => ({ want: expectedConstraints, got: sorted(constraint) }),
  Sort: ({ input, want }) => ({
    want,
    got: Array.isArray(input) ? input.map(mustParse).sort(compareVersions).map(formatVersion) : undefined,
  }),
};

/** Runs one case of the category version. */
export function runVersionCase({ kind, row }: Case): CaseResult {
  const check = kind === "VersionString" ? checkString : checks[String(kind)];
  if (!check) return failed(`a case of unknown kind ${String(kind)}`);
  const { want, got } = check(row as Row);
  const [wanted, came] = [JSON.stringify(want), JSON.stringify(got)];
  return wanted === came ? passed : failed(`${wanted} was expected, ${came} came`);
}

/** The one kind whose rows are pairs: a version, and its one form. */
function checkString(row: Row): { readonly want: unknown; readonly got: unknown } {
  return { want: row[1], got: formatVersion(mustParse(row[0])) };
}
