import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { evaluateCall } from "./functions/evaluate-call.fixture.ts";
import { greatestFileBytes } from "./limits.ts";
import { collectInput, readInput, readInputText } from "./read-input.ts";
import { parseJsonFile } from "./syntax/json/parse-json-file.ts";
import { parseExpression, parseFile, parseTemplate } from "./syntax/parse-file.ts";
import { readTypeConstraint } from "./syntax/read-type-constraint.ts";
import { checkSize } from "./value/check-size.ts";
import type { Value } from "./value/types.ts";
import { V } from "./value/value.ts";

const folder = mkdtempSync(join(tmpdir(), "ingot-limits-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of this size without the room that it would take. */
function sparseFile(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, "a = 1\n");
  truncateSync(path, bytes);
  return path;
}

describe("files", () => {
  it("one above the limit is not read", async () => {
    const path = sparseFile("large", greatestFileBytes + 1);
    await expect(readInput(path)).rejects.toThrow("It is larger than 64 MiB, the most that is read of one file");
    expect(evaluateCall(`file("${path}")`)).toBe(
      `error: ${path} is larger than 64 MiB, the most that is read of a file`,
    );
  });

  it("one that does not say its size is read up to the limit", async () => {
    await expect(readInput("/dev/zero")).rejects.toMatchObject({ code: "EFBIG" });
    expect(evaluateCall('file("/dev/zero")')).toBe(
      "error: /dev/zero is larger than 64 MiB, the most that is read of a file",
    );
    expect(await readInputText("/dev/null")).toBe("");
  });

  it("a stream is left as soon as it has brought too much", async () => {
    let chunks = 0;
    async function* endless() {
      for (;;) {
        chunks++;
        yield new Uint8Array(2 ** 20);
      }
    }
    await expect(collectInput(endless())).rejects.toMatchObject({ code: "EFBIG" });
    expect(chunks).toBe(65);
  });
});

describe("nesting", () => {
  const deep = 100_000;
  it.each([
    ["brackets", "[".repeat(deep)],
    ["closed brackets", `${"[".repeat(deep)}${"]".repeat(deep)}`],
    ["parentheses", "(".repeat(deep)],
    ["braces", "{a=".repeat(deep)],
    ["signs", "!".repeat(deep)],
    ["conditions", "a?".repeat(deep)],
    ["calls", "a(".repeat(deep)],
    ["indexes", "a[".repeat(deep)],
    ["splats", "a[*]".repeat(deep)],
    ["for-expressions", "[for a in ".repeat(deep)],
    ["sequences", '"${'.repeat(deep)],
    ["types", "list(".repeat(deep)],
  ])("%s end with a diagnostic", (_, text) => {
    const parsed = parseExpression(text, "t");
    parsed.value.evaluate({ variables: new Map(), functions: new Map() });
    parsed.value.variables();
    readTypeConstraint(parsed.value);
    expect(parsed.diagnostics.length).toBeGreaterThan(0);
    expect(parseFile(`a = ${text}`, "t").diagnostics.length).toBeGreaterThan(0);
  });

  it.each([
    ["blocks", () => parseFile("a {\n".repeat(deep), "t")],
    ["sequences of templates", () => parseTemplate("${".repeat(deep), "t")],
    ["directives", () => parseTemplate("%{ if true }".repeat(deep), "t")],
    ["arrays of JSON", () => parseJsonFile("[".repeat(deep), "t.json")],
    ["objects of JSON", () => parseJsonFile('{"a":'.repeat(deep), "t.json")],
  ])("%s end with a diagnostic", (_, parse) => {
    const { diagnostics } = parse();
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  it.each([
    `jsondecode("${"[".repeat(deep)}")`,
    `yamldecode("${"[".repeat(deep)}")`,
    `yamldecode("${"[".repeat(3000)}${"]".repeat(3000)}")`,
  ])("of what functions decode ends with a diagnostic", (call) => {
    expect(evaluateCall(call)).toMatch(/^error: /);
  });
});

describe("values", () => {
  it("a text that grows by the product of lengths", () => {
    const long = 'join("", [for i in range(1000) : "0123456789"])';
    expect(evaluateCall(`replace(${long}, "", ${long})`)).toBe(
      "error: the text that it makes is longer than 67108864 characters",
    );
    expect(evaluateCall("setproduct(range(1000), range(1000), range(1000))")).toBe(
      "error: there are 1000000000 combinations, and their values are more than 10000000",
    );
  });

  it("YAML whose aliases multiply", () => {
    const lines = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`);
    const yaml = ["a0: &a0 1", ...lines].join("\\n");
    expect(evaluateCall(`yamldecode("${yaml}")`)).toBe("error: the value of the YAML has more than 10000000 parts");
  });

  it("shared parts count as often as they are reached", () => {
    let value: Value = V.string("x");
    for (let i = 0; i < 40; i++) value = V.tuple([value, value]);
    expect(checkSize(value)).toBe("has more than 10000000 parts");
    for (let i = 0; i < 2000; i++) value = V.tuple([value]);
    expect(checkSize(value)).toBe("is nested more than 1000 levels deep");
    expect(checkSize(V.object({ a: V.tuple([V.null({ k: "dynamic" })]) }))).toBeUndefined();
  });
});
