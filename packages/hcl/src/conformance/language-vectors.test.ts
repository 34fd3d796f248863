import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseJsonFile } from "../syntax/json/parse-json-file.ts";
import { parseFile } from "../syntax/parse-file.ts";
import { hclRunners } from "./hcl-runners.ts";
import type { Case } from "./neutral.ts";

// The cases about the language that other people wrote, where their folder is at hand: next to the repository, or where
// INGOT_CONFORMANCE says. Also their templates: every one must parse.

const root = join(import.meta.dirname, "../../../..");
const folder = process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance");
const templates = join(folder, "templates");
const differences = join(root, "conformance/known-differences.json");

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

const known = new Set(existsSync(differences) ? (readJson(differences) as { id: string }[]).map((d) => d.id) : []);

for (const [category, run] of Object.entries(hclRunners)) {
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

describe.skipIf(!existsSync(templates))("templates (skipped where they are not at hand)", () => {
  it("parses every one of them", () => {
    const files = readdirSync(templates, { recursive: true }).map(String);
    const problems = files.flatMap((name) => {
      const parse = /\.hcl$/.test(name) ? parseFile : /\.pkr(vars)?\.json$/.test(name) ? parseJsonFile : undefined;
      const diagnostics = parse?.(readFileSync(join(templates, name)), name).diagnostics ?? [];
      return diagnostics.map((d) => `${name}:${d.subject?.start.line}: ${d.summary}`);
    });
    expect(problems).toEqual([]);
  });
});
