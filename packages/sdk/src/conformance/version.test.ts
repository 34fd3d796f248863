import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runVersionCase, type VersionCase } from "./version.ts";

// The cases that other people wrote, where their folder is at hand: next to the repository, or where INGOT_CONFORMANCE says.

const root = join(import.meta.dirname, "../../../..");
const folder = process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance");
const path = join(folder, "vectors/version.json");

describe.skipIf(!existsSync(path))("the vectors of version (skipped where they are not at hand)", () => {
  it("all pass", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: VersionCase[] };
    const failures = cases
      .map((given) => `${given.id}: ${runVersionCase(given).text}`)
      .filter((line) => !line.endsWith(": "));
    expect(failures).toEqual([]);
  });
});
