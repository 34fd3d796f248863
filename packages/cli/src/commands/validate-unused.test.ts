// Warnings for what a template declares and nothing uses.

import { describe, expect, test, vi } from "vitest";
import { findMistakes, listMistakes } from "../../test/fixtures/find-mistakes.ts";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const rest = `source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`;

test("one warning for each name, and the exit code stays 0", async () => {
  const { text } = await runIngot(["validate", "t"], {
    "t/a.pkr.hcl": `variable "region" {
  default = "eu"
  validation {
    condition     = var.region != ""
    error_message = "The region is empty."
  }
}
variables {
  short = 1
}
locals {
  a = 1
}
local "b" {
  expression = 2
}
data "null" "d" {
  input = "x"
}
source "null" "lost" {
  communicator = "none"
}
${rest}`,
  });
  expect(text).toMatchInlineSnapshot(`
    "Warning: Unused variable "region"

      on t/a.pkr.hcl line 1, in variable "region":
       1: variable "region" {
          ^^^^^^^^^^^^^^^^^

    Nothing reads var.region. Read it, or remove it.

    Warning: Unused variable "short"

      on t/a.pkr.hcl line 9, in variables:
       9:   short = 1
            ^^^^^

    Nothing reads var.short. Read it, or remove it.

    Warning: Unused local "a"

      on t/a.pkr.hcl line 12, in locals:
      12:   a = 1
            ^

    Nothing reads local.a. Read it, or remove it.

    Warning: Unused local "b"

      on t/a.pkr.hcl line 14, in local "b":
      14: local "b" {
          ^^^^^^^^^

    Nothing reads local.b. Read it, or remove it.

    Warning: Unused data source "null.d"

      on t/a.pkr.hcl line 17, in data "null" "d":
      17: data "null" "d" {
          ^^^^^^^^^^^^^^^

    Nothing reads data.null.d, and every build asks for it all the same. Read it, or
    remove it.

    Warning: Unused source "null.lost"

      on t/a.pkr.hcl line 20, in source "null" "lost":
      20: source "null" "lost" {
          ^^^^^^^^^^^^^^^^^^^^

    No build uses it, so that it is neither checked nor built. Write
    "source.null.lost" into the sources of a build, or remove it.

    The configuration is valid.
    exit 0
    "
  `);
});

test("-no-warn-unused turns them off; nothing is said where a mistake may hide the use", async () => {
  const files = { "t/a.pkr.hcl": `variable "x" {\n  default = 1\n}\n${rest}` };
  expect((await runIngot(["validate", "-no-warn-unused", "t"], files)).text).toBe(
    "The configuration is valid.\nexit 0\n",
  );
  expect((await runIngot(["validate", "-syntax-only", "t"], files)).text).not.toContain("Unused");
  const broken = ["locals {\n  y = = 1\n}\n", "lokals {\n  y = var.x\n}\n", "locals {\n  y = var.X\n}\n"];
  for (const more of broken)
    expect(await findMistakes({ "a.pkr.hcl": `${files["t/a.pkr.hcl"]}${more}` })).not.toContain('"x"');
});

describe("what counts as used", () => {
  test.each([
    [
      "read by a source that is used",
      `variable "x" {}\nsource "null" "b" {\n  communicator = var.x\n}\nbuild {\n  sources = ["null.b"]\n}\n`,
    ],
    [
      "read by a source that is not used",
      `variable "x" {}\nsource "null" "b" {\n  communicator = var.x\n}\n`,
      "null.b",
    ],
    ["read by a local that nothing reads", `variable "x" {}\nlocals {\n  y = var.x\n}\n`, "y"],
    [
      "read in a nested block",
      `variable "x" {}\nbuild {\n  source "null.a" {\n    name = "b"\n  }\n  provisioner "shell-local" {\n    inline = ["\${var.x}"]\n  }\n}\n`,
    ],
    ["read by an index", `variable "x" {}\nlocals {\n  y = var["x"]\n}\n`, "y"],
    ["read by a computed index", `variable "x" {}\nlocals {\n  y = var[lower("X")]\n}\n`, "y"],
    ["read as a whole", `variable "x" {}\nlocals {\n  y = keys(var)\n}\n`, "y"],
    ["read through a splat", `variable "x" {}\nlocals {\n  y = values(var)[*]\n}\n`, "y"],
    ["given to a template file", `variable "x" {}\nlocals {\n  y = templatefile("f.tpl", { x = var.x })\n}\n`, "y"],
    [
      "read in dynamic blocks",
      `variable "x" {\n  default = ["true"]\n}\nbuild {\n  sources = ["null.a"]\n  dynamic "provisioner" {\n    for_each = var.x\n    labels   = ["shell-local"]\n    content {\n      inline = [provisioner.value]\n    }\n  }\n}\n`,
    ],
    [
      "not read: the name of a for-expression hides it",
      `variable "x" {}\nlocals {\n  y = [for var in [{ x = 1 }] : var.x]\n}\n`,
      "x y",
    ],
    [
      "not read: in its own rule",
      `variable "x" {\n  validation {\n    condition     = var.x != "a"\n    error_message = "No."\n  }\n}\n`,
      "x",
    ],
    [
      "a source under another name",
      `source "null" "b" {\n  communicator = "none"\n}\nbuild {\n  source "source.null.b" {\n    name = "c"\n  }\n}\n`,
    ],
    [
      "a source in a computed list",
      `source "null" "b" {\n  communicator = "none"\n}\nbuild {\n  sources = [for n in ["b"] : "null.\${n}"]\n}\n`,
    ],
    [
      "sources that depend on what is read later",
      `data "http" "d" {\n  url = "http://localhost/"\n}\nsource "null" "b" {\n  communicator = "none"\n}\nbuild {\n  sources = [data.http.d.body]\n}\n`,
    ],
    [
      "a data source that another reads",
      `data "null" "d" {\n  input = "x"\n}\ndata "null" "e" {\n  input = data.null.d.output\n}\nlocals {\n  y = data.null["e"]\n}\n`,
      "y",
    ],
  ])("%s", async (_, template, unused = "") => {
    const files = { "a.pkr.hcl": `${template}${rest}`, "f.tpl": "${x}" };
    const found = listMistakes((await runIngot(["validate", "-var", "x=none", "a.pkr.hcl"], files)).text).split("\n");
    const declaresX = template.includes('variable "x" {}') || template.includes('"x" {\n  validation');
    const text = declaresX ? found : (await findMistakes({ "a.pkr.hcl": files["a.pkr.hcl"] })).split("\n");
    expect(text.filter((line) => line.includes("Error"))).toEqual([]);
    expect(text.flatMap((line) => /Unused [a-z ]+ "(.*)"/.exec(line)?.[1] ?? []).join(" ")).toBe(unused);
  });

  test("what is read in another file, in either syntax", async () => {
    const found = await findMistakes({
      "a.pkr.hcl": `variable "x" {\n  default = 1\n}\nvariable "y" {\n  default = 1\n}\n${rest}`,
      "b.pkr.json": JSON.stringify({
        build: { sources: ["null.a"], provisioner: { "shell-local": { inline: ["\${var.x}", "{\${var.y}}"] } } },
      }),
    });
    expect(found).toBe("The configuration is valid.\nexit 0");
  });

  test("what files beside a single file read, which are no part of the template", async () => {
    const files = {
      "a.pkr.hcl": `variable "x" {\n  default = 1\n}\nvariable "y" {\n  default = 1\n}\n${rest}`,
      "b.pkr.hcl": `locals {\n  z = var.x\n}\n`,
    };
    const { text } = await runIngot(["validate", "a.pkr.hcl"], files);
    expect(text.match(/Unused.*/g)).toEqual(['Unused variable "y"']);
  });
});

describe("legacy JSON", () => {
  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ["nothing reads it", { variables: { x: "1" } }, ["x"]],
    [
      "a builder reads it",
      { variables: { x: "none" }, builders: [{ type: "null", communicator: "{{user `x`}}" }] },
      [],
    ],
    ["another variable reads it", { variables: { x: "1", y: '{{user "x"}}' } }, ["y"]],
    ["it reads itself by a default of another", { variables: { x: "{{env `X`}}" } }, ["x"]],
    [
      "a key of a map reads it",
      {
        variables: { x: "A" },
        provisioners: [{ type: "shell-local", inline: ["true"], env: { "{{user `x`}}": "1" } }],
      },
      [],
    ],
    [
      "a pipeline reads it",
      { variables: { x: "1" }, provisioners: [{ type: "shell-local", inline: ["{{ user `x` | upper }}"] }] },
      [],
    ],
    [
      "its name is computed",
      { variables: { x: "1" }, provisioners: [{ type: "shell-local", inline: ["{{ user (lower `X`) }}"] }] },
      [],
    ],
    ["it is listed as sensitive", { variables: { x: "1" }, "sensitive-variables": ["x"] }, []],
    ["a comment names it", { variables: { x: "1" }, _comment: "x" }, ["x"]],
  ])("%s", async (_, template, unused) => {
    const whole = { builders: [{ type: "null", communicator: "none" }], ...template };
    const { text, code } = await runIngot(["validate", "t.json"], { "t.json": JSON.stringify(whole) });
    expect(code, text).toBe(0);
    expect([...text.matchAll(/Unused variable "(.*)"/g)].map((match) => match[1])).toEqual(unused);
  });
});

test("user variables that are read and not there", async () => {
  const builder = {
    type: "file",
    target: "{{user `nmae`}}-{{user `given`}}-{{user `in_file`}}-{{user `nmae`}}",
    content: "{{user `name`}}{{user `x`}}",
  };
  const template = { variables: { name: "web" }, builders: [builder] };
  const files = { "t.json": JSON.stringify(template, undefined, 2), "v.json": '{"in_file": "1"}' };
  const words = ["validate", "-var", "given=1", "-var-file=v.json", "t.json"];
  expect((await runIngot(words, files)).text).toMatchInlineSnapshot(`
    "Warning: Undeclared variable "nmae"

      on t.json line 8:
       8:       "target": "{{user \`nmae\`}}-{{user \`given\`}}-{{user \`in_file\`}}-{{user \`nmae\`}}",
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    The template declares no user variable "nmae", and none was given: the text is
    empty there. Did you mean "name"?

    Warning: Undeclared variable "x"

      on t.json line 9:
       9:       "content": "{{user \`name\`}}{{user \`x\`}}"
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    The template declares no user variable "x", and none was given: the text is
    empty there. Declare it in "variables".

    The configuration is valid.
    exit 0
    "
  `);
  expect((await runIngot(["validate", "-no-warn-unused", ...words.slice(1)], files)).text).not.toContain("Warning");
});
