import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runSdkConfigCase, type SdkConfigCase } from "./sdk-config.ts";

// The cases that other people wrote, where their folder is at hand: next to the repository, or where INGOT_CONFORMANCE says.

const root = join(import.meta.dirname, "../../../..");
const path = join(process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance"), "vectors/sdk_config.json");
const cases = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { cases: SdkConfigCase[] }).cases : [];

describe.skipIf(cases.length === 0)("sdk_config (skipped where the vectors are not at hand)", () => {
  test.each(cases)("$id", (given) => {
    expect(runSdkConfigCase(given).text).toBe("");
  });
});
