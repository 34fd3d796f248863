import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCtyConvertCase } from "./cty-convert.ts";
import { runCtyFunctionCase } from "./cty-function.ts";
import { runCtyJsonCase } from "./cty-json.ts";
import type { Case, CaseResult } from "./neutral.ts";

// The cases that other people wrote, where their folder is at hand: next to the repository, or where INGOT_CONFORMANCE says.

const root = join(import.meta.dirname, "../../../..");
const folder = process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance");

const runners: Readonly<Record<string, (given: Case) => CaseResult>> = {
  cty_convert: runCtyConvertCase,
  cty_function: runCtyFunctionCase,
  cty_json: runCtyJsonCase,
};

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

const known = new Set(
  (readJson(join(root, "conformance/known-differences.json")) as { id: string }[]).map((d) => d.id),
);

for (const [category, run] of Object.entries(runners)) {
  const path = join(folder, "vectors", `${category}.json`);
  describe.skipIf(!existsSync(path))(`${category} (skipped where the vectors are not at hand)`, () => {
    it("passes every case that is not a known difference", () => {
      const { cases } = readJson(path) as { cases: Case[] };
      const failures = cases
        .filter(({ id }) => !known.has(id))
        .map((given) => ({ id: given.id, result: run(given) }))
        .filter(({ result }) => !result.passed)
        .map(({ id, result }) => `${id}: ${result.text}`);
      expect(failures).toEqual([]);
    });
  });
}
