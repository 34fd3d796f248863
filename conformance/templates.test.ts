import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseJsonFile } from "../packages/hcl/src/syntax/json/parse-json-file.ts";
import { parseFile } from "../packages/hcl/src/syntax/parse-file.ts";

// The templates that other people wrote, where their folder is at hand: next to the repository, or where INGOT_CONFORMANCE says.

const folder = process.env.INGOT_CONFORMANCE ?? join(import.meta.dirname, "../../shared/conformance");
const templates = join(folder, "templates");

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
