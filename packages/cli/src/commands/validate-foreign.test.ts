// What people bring from elsewhere: Terraform's words, the other syntax under a wrong name, other encodings. One message says what to do.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

const hcl2 = `source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
}
`;
const json = '{"builders":[{"type":"null","communicator":"none"}]}';
const jsonOfHcl2 = '{"source":{"null":{"a":{"communicator":"none"}}},"build":{"sources":["null.a"]}}';

/** The summaries and details of all messages, each on a line. */
function messages(text: string): readonly string[] {
  return text
    .split(/^(?=Error: |Warning: )/m)
    .filter((message) => /^(Error|Warning): /.test(message))
    .map((message) => {
      const [summary = "", ...paragraphs] = message.replace(/\n+(exit \d+\n)?$/, "").split("\n\n");
      const detail = paragraphs.filter((part) => !/^( {2}on |with )/.test(part)).join(" ");
      return `${summary}. ${detail}`.replaceAll("\n", " ");
    });
}

async function validate(name: string, template: string): Promise<readonly string[]> {
  return messages((await runIngot(["validate", "-no-warn-unused", name], { [name]: template })).text);
}

test.each([
  ["tostring(1)", 'There is no function "tostring". Write convert(..., string) for what it does in Terraform.'],
  ['tonumber("1")', 'There is no function "tonumber". Write convert(..., number) for what it does in Terraform.'],
  ['tobool("true")', 'There is no function "tobool". Write convert(..., bool) for what it does in Terraform.'],
  ["tolist([1])", 'There is no function "tolist". Write convert(..., list(any)) for what it does in Terraform.'],
  ["toset([1])", 'There is no function "toset". Write convert(..., set(any)) for what it does in Terraform.'],
  ["tomap({})", 'There is no function "tomap". Write convert(..., map(any)) for what it does in Terraform.'],
  ["timestamp", 'There is no variable named "timestamp". There is a function of that name: call it as timestamp(...).'],
  [
    "source.null.a.communicator",
    'This object has no attribute "null". Only source.name and source.type can be read. Where a source is meant by its name, put that in double quotes.',
  ],
  [
    "build.ID",
    'This object has no attribute "ID". What a build knows can be read in its provisioners and post-processors only. Move what needs it there.',
  ],
  ['"a" + "b"', 'These are texts, and "+" adds numbers. Join texts in one: "${first}${second}".'],
  [
    '"C:\\Users"',
    'The escape "\\U" must be followed by eight hexadecimal digits, as in "\\U0001f600". For a backslash itself write "\\\\".',
  ],
  [
    '"${upper("x"}"',
    'Expected a comma or the closing parenthesis of the call of "upper", but found the end of the template sequence. Add ")" where the call ends.',
  ],
])("%s", async (expression, detail) => {
  const said = await validate("t.pkr.hcl", `locals {\n  a = ${expression}\n}\n${hcl2}`);
  expect(said.map((message) => message.slice(message.indexOf(". ") + 2))).toEqual([detail]);
});

test("what was advised for Terraform's functions works", async () => {
  for (const expression of [
    "convert(1, string)",
    "convert([1], list(any))",
    "convert([1], set(any))",
    "convert({}, map(any))",
  ])
    expect(await validate("t.pkr.hcl", `locals {\n  a = ${expression}\n}\n${hcl2}`)).toEqual([]);
});

test.each([
  ["terraform {}", "It belongs to Terraform; what a template requires stands in a block packer { ... }."],
  ['provider "aws" {}', "It belongs to Terraform; the settings of a platform stand in each source block here."],
  ['resource "a" "b" {}', "It belongs to Terraform; what is built stands in source and build blocks here."],
  [
    'module "a" {}',
    "It belongs to Terraform; here, all *.pkr.hcl files of one folder are one template. Copy its files there.",
  ],
  ['output "a" {}', "It belongs to Terraform; use the post-processor manifest to write down what was built."],
  ['provisioner "shell" {}', "It stands inside a build block. Move it into one."],
  ["post-processors {}", "It stands inside a build block. Move it into one."],
  ["required_plugins {}", "It stands inside a packer block. Move it into one."],
])("%s", async (block, advice) => {
  const type = block.split(" ")[0];
  expect(await validate("t.pkr.hcl", `${block}\n${hcl2}`)).toEqual([
    `Error: Unsupported block type. Blocks of type "${type}" are not expected here. ${advice}`,
  ]);
});

test("one source where sources are meant", async () => {
  const template = hcl2.replace("sources = [", "source = [");
  expect(await validate("t.pkr.hcl", template)).toEqual([
    'Error: Unsupported argument. An argument named "source" is not expected here. Did you mean "sources"? For a block of that type remove the "=": "source { ... }".',
  ]);
});

test.each([
  [
    "t.json",
    hcl2,
    'Error: Invalid JSON value. "t.json" is read as a legacy JSON template because of its name, and looks like HCL2. Rename it: the name of an HCL2 template ends with .pkr.hcl.',
  ],
  [
    "t.pkr.json",
    hcl2,
    'Error: Invalid JSON value. "t.pkr.json" is read as an HCL2 template written in JSON because of its name, and looks like HCL2. Rename it: the name of an HCL2 template ends with .pkr.hcl.',
  ],
  [
    "t.pkr.hcl",
    json,
    'Error: Invalid HCL2 template. "t.pkr.hcl" is read as HCL2 because of its name, and looks like JSON. Rename it: the name of a legacy JSON template ends with .json, that of an HCL2 template written in JSON with .pkr.json.',
  ],
  [
    "t.pkr.json",
    json,
    'Error: Extraneous JSON object property. No argument or block of the name "builders" is expected here. It is a section of legacy JSON templates, whose names end with .json but not with .pkr.json. Rename the file if it is one.',
  ],
  ["t.json", "nul", 'Error: Invalid JSON value. "nul" is not a value of JSON. Put text in double quotes.'],
])("%s: %s", async (name, template, message) => {
  expect((await validate(name, template))[0]).toBe(message);
});

test("HCL2 in JSON under the name of a legacy template", async () => {
  expect(await validate("t.json", jsonOfHcl2)).toMatchInlineSnapshot(`
    [
      "Error: Unknown root level key in template: 'source'. It belongs to HCL2 templates; the name of one that is written in JSON ends with .pkr.json. Rename the file if it is one.",
      "Error: Unknown root level key in template: 'build'. It belongs to HCL2 templates; the name of one that is written in JSON ends with .pkr.json. Rename the file if it is one.",
    ]
  `);
});

test("commands for legacy JSON templates, with an HCL2 template", async () => {
  const run = async (command: string) => messages((await runIngot([command, "t.pkr.hcl"], { "t.pkr.hcl": hcl2 })).text);
  expect([await run("fix"), await run("hcl2_upgrade")]).toMatchInlineSnapshot(`
    [
      [
        "Error: "t.pkr.hcl" is not a legacy JSON template. HCL2 templates have nothing that could be fixed. Give the path of a legacy JSON template, whose name does not end with .pkr.hcl or .pkr.json.",
      ],
      [
        "Error: "t.pkr.hcl" is not a legacy JSON template. It is an HCL2 template, and this command is for legacy JSON templates. Give it one of those.",
      ],
    ]
  `);
});

test.each(["utf16le", "utf16be", "utf16le with a mark"])("%s", async (encoding) => {
  const folder = mkdtempSync(join(tmpdir(), "ingot-utf16-"));
  const encode = (text: string) => {
    const bytes = Buffer.from(encoding.endsWith("mark") ? `\uFEFF${text}` : text, "utf16le");
    return encoding === "utf16be" ? bytes.swap16() : bytes;
  };
  for (const [name, text] of Object.entries({ "t.pkr.hcl": hcl2, "t.json": json, "t.pkr.json": jsonOfHcl2 })) {
    writeFileSync(join(folder, name), encode(text));
    const said = messages((await runIngot(["validate", join(folder, name)])).text);
    expect(said).toEqual(["Error: Invalid character encoding. This file is encoded as UTF-16. Save it as UTF-8."]);
  }
  rmSync(folder, { recursive: true });
});
