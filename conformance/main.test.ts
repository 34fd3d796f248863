import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Runs the program on a folder with the files, and gives all that it wrote with the exit code as the last line. */
function run(files: Readonly<Record<string, unknown>>, ...words: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "ingot-conformance-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    }
    const given = words.length > 0 ? words : [folder];
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--import", "tsx", main, ...given], {
      encoding: "utf8",
    });
    return `${stdout}${stderr}`.replaceAll(folder, "DIR").concat(`exit ${status}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const identifiers = (cases: readonly unknown[]) => ({ category: "hcl_ident", cases });

test("cases of every file below the folder are run, other files are left alone", () => {
  expect(
    run({
      "a.json": identifiers([{ id: "a/0", input: "foo", want: true }]),
      "deeper/b.json": identifiers([{ id: "b/0", input: "1a", want: false }]),
      "deeper/version.json": {
        category: "version",
        cases: [{ id: "v/0", kind: "NewVersion", row: { version: "1.2", err: false } }],
      },
      "index.json": [{ at: "x" }],
      "templates/broken.json": "{",
      "notes.txt": "{",
    }),
  ).toMatchInlineSnapshot(`
    "hcl_ident: 2 passed, 0 failed, 0 skipped
    version: 1 passed, 0 failed, 0 skipped
    3 passed, 0 failed, 0 skipped
    exit 0
    "
  `);
});

test("a failing case says what was expected and what came", () => {
  expect(
    run({
      "a.json": identifiers([{ id: "a/0", input: "foo", want: false }, { input: "foo", want: true }, "no case"]),
      "b.json": { category: "version", cases: [{ id: "b/0", kind: "Core", row: { v1: "x" } }] },
      "c.json": { category: "toString", cases: [{ id: "c/0" }] },
      "d.json": {
        category: "cty_function",
        cases: [{ id: "cty_function/stdlib/TestElement/4", function: "Nothing", args: [{}, { value: "-1" }] }],
      },
      "e.json": {
        category: "hcl_ident",
        cases: [{ id: "cty_function/stdlib/TestContains/1", args: [{}, { cty: "null" }], input: "foo", want: true }],
      },
    }),
  ).toMatchInlineSnapshot(`
    "FAIL a/0: false was expected, true came
    FAIL hcl_ident/#2: undefined was expected, true came
    FAIL b/0: the case threw: x is no version
    FAIL c/0: the category toString is not known
    NOTE cty_function/stdlib/TestContains/*: passes by now; take it out of known-differences.json
    hcl_ident: 2 passed, 2 failed, 0 skipped
    version: 0 passed, 1 failed, 0 skipped
    toString: 0 passed, 1 failed, 0 skipped
    cty_function: 0 passed, 0 failed, 1 skipped
    2 passed, 4 failed, 1 skipped
    exit 1
    "
  `);
});

const usage = "Usage: npm run conformance -- [DIR] [--limit SECONDS] [--report]";

test.each([
  [
    { "a.json": identifiers([]) },
    [],
    'Error: DIR has no conformance cases. Give a folder with files of the form {"category", "cases"}.',
  ],
  [{}, ["/nowhere"], "Error: /nowhere is not a folder. Give a folder of conformance cases."],
  [
    { "a.json": "[1", "b.json": identifiers([{ id: "a/0", input: "foo", want: true }]) },
    [],
    "Error: DIR/a.json is not JSON: Expected ',' or ']' after array element in JSON at position 2. Correct it or take it away.",
  ],
  [{}, ["a", "b"], `Error: One folder was expected, 2 came. ${usage}`],
  [{}, ["--limit", "0"], `Error: --limit 0 is not a number of seconds above 0. ${usage}`],
])("%j with the words %j is an error", (files, words, error) => {
  expect(
    run(files, ...words)
      .split("\n")
      .slice(-3),
  ).toEqual([error, "exit 1", ""]);
});
