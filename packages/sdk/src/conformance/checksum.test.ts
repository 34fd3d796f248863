import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ChecksumCase, runChecksumCase } from "./checksum.ts";

const folder = process.env.INGOT_CONFORMANCE ?? join(import.meta.dirname, "../../../../../shared/conformance");
const path = join(folder, "vectors/checksum.json");
const cases = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { cases: ChecksumCase[] }).cases : [];

describe.skipIf(cases.length === 0)("checksum (skipped where the vectors are not at hand)", () => {
  test.each(cases)("$id", async (given) => {
    expect((await runChecksumCase(given)).text).toBe("");
  });
});
