import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Case, runInterpolateCase } from "./interpolate.ts";

const folder = process.env.INGOT_CONFORMANCE ?? join(import.meta.dirname, "../../../../../shared/conformance");
const path = join(folder, "vectors/interpolate.json");
const there = existsSync(path);
const cases: Case[] = there ? JSON.parse(readFileSync(path, "utf8")).cases : [];

describe.skipIf(!there)(`interpolate${there ? "" : " (skipped: the vectors are not at hand)"}`, () => {
  test("every case passes", () => {
    const results = cases.map((given) => ({ id: given.id, ...runInterpolateCase(given) }));
    expect(results.filter((result) => !result.passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });
});
