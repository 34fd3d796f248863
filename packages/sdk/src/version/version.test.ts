import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConstraints, satisfies } from "./constraint.ts";
import { compareVersions, formatVersion, parseSemver, parseVersion, type Version } from "./version.ts";

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

describe("parseVersion", () => {
  it.each([
    ["1.2", "1.2.0"],
    ["v1.2.3-beta.1", "1.2.3-beta.1"],
    ["1.7rc2", "1.7.0-rc2"],
    ["17.03.0-ce+meta~1", "17.3.0-ce+meta~1"],
    ["1.0-", "1.0.0--"],
    ["1.2.3.4", "1.2.3.4"],
  ])("%s is %s", (text, want) => expect(formatVersion(version(text))).toBe(want));

  it.each(["", "foo1.2", "1.", "1..2", "\n1.2", "1.2 ", "99999999999999999999"])("%j is no version", (text) =>
    expect(parseVersion(text)).toBeUndefined(),
  );

  it("semver wants a hyphen before a prerelease", () => {
    expect(parseSemver("1.7rc2")).toBeUndefined();
    expect(parseSemver("1.0-")).toBeUndefined();
    expect(parseSemver("1.7-rc2")).toBeDefined();
  });
});

describe("compareVersions", () => {
  it.each([
    ["1.2.0.0", "1.2", 0],
    ["1.2+a", "1.2+b", 0],
    ["1.2-beta.11", "1.2-beta.2", 1],
    ["1.2-alpha", "1.2-alpha.beta", 1],
    ["1.2-alpha", "1.2-alpha.1", -1],
    ["1.2-1", "1.2-alpha", -1],
    ["1.2-rc1", "1.2", -1],
    ["1.10", "1.9", 1],
  ])("%s against %s is %d", (a, b, want) => {
    expect(compareVersions(version(a), version(b))).toBe(want);
    expect(compareVersions(version(b), version(a))).toBe(0 - want);
  });
});

describe("satisfies", () => {
  it.each([
    ["1.2.3", "1.2.3", true],
    ["= 1.2", "1.2.0", true],
    ["!= 1.2", "1.2.1", true],
    [">= 1.0, < 1.4", "1.3.9", true],
    [">= 1.0,<1.4", "1.4", false],
    ["~> 1.2", "1.9", true],
    ["~> 1.2", "2.0", false],
    ["~> 1.2.3", "1.2.9", true],
    ["~> 1.2.3", "1.3.0", false],
    ["~> 1.2.3", "1.2.2", false],
    ["~>1", "7", true],
    ["> 1.0", "1.1-beta", false],
    [">= 1.1-a", "1.1-beta", true],
    [">= 1.1-a", "1.1.1-beta", false],
    ["~> 2.1.0-a", "2.1.0", false],
  ])("%s by %s: %s", (text, candidate, want) => {
    const constraints = parseConstraints(text);
    expect(constraints && satisfies(version(candidate), constraints)).toBe(want);
  });

  it.each(["", ">", "=> 1", "~ 1", "1 2", ">= 1,", "latest"])("%j is no constraint", (text) =>
    expect(parseConstraints(text)).toBeUndefined(),
  );

  it("a version satisfies = and >= and <= of itself", () => {
    const segments = fc.array(fc.nat(99), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(segments, fc.constantFrom("", "-rc1", "-beta.2", "+meta"), (numbers, suffix) => {
        const text = numbers.join(".") + suffix;
        const constraints = parseConstraints(`= ${text}, >= ${text}, <= ${text}, ~> ${text}`);
        return constraints !== undefined && satisfies(version(text), constraints);
      }),
    );
  });
});
