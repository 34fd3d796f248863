import { expect, test } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

const files = {
  "t.pkr.hcl": `variable "region" {
  default = "eu"
}
variable "password" {
  default   = "hunter22"
  sensitive = true
}
variable "unset" {
}
data "null" "here" {
  input = "read"
}
locals {
  list  = ["a", 1]
  known = data.null.here.output
}
source "null" "a" {
  communicator = "none"
}
`,
  "broken.pkr.hcl": `locals {
  broken = nonsense(1)
  after  = local.broken
}
`,
  "t.json": `{
    "variables": { "region": "eu", "password": "hunter22", "both": "{{user \`region\`}}-{{user \`password\`}}" },
    "sensitive-variables": ["password"],
    "builders": [{ "type": "null", "communicator": "none" }]
  }`,
  "needs.json": `{ "variables": { "x": null }, "builders": [{ "type": "null", "communicator": "none" }] }`,
};

/** What the lines of a file give; each is answered. */
async function typed(lines: readonly string[], words: readonly string[]): Promise<string> {
  return (await runIngot(["console", ...words], files, { stdin: `${lines.join("\n")}\n`, stdinKind: "file" })).text;
}

/** What the lines give as a batch. */
async function piped(stdin: string, words: readonly string[] = ["-config-type=hcl2"]): Promise<string> {
  return (await runIngot(["console", ...words], files, { stdin })).text;
}

test.each([
  ["1 + 1", "2"],
  ['"text"', "text"],
  ["var.region", "eu"],
  ["local.list", '[\n  "a",\n  1,\n]'],
  ["local.known", "read"],
  ["var.unset", "<unknown>"],
  ["upper(var.password)", "HUNTER22"],
  ['"-${var.password}-"', "-<sensitive>-"],
  ["packer.version", "1.16.0"],
  ["path.root", "."],
  ["source.name", "<unknown>"],
  ["build", "<unknown>"],
  ["null", "null"],
  ["", ""],
])("HCL2: %s", async (line, result) => {
  expect(await typed([line], ["t.pkr.hcl"])).toBe(`${result}\nexit 0\n`);
});

test.each([
  ["data.null.here", "There is no variable named"],
  ["local.broken", 'This object has no attribute "broken"'],
  ["local.after", 'This object has no attribute "after"'],
])("HCL2, not visible: %s", async (line, message) => {
  expect(await typed([line], ["broken.pkr.hcl"])).toContain(message);
});

test("HCL2: a session goes on after mistakes, which show the line, and ends at exit", async () => {
  const lines = ["1 +", "variables", "help", 'upper(["a"])', "exit", "1"];
  expect(await typed(lines, ["t.pkr.hcl"])).toMatchInlineSnapshot(`
    "Error: Missing expression

      on <console-input> line 1:
       1: 1 +
             ^

    Expected an expression, but found the end of the file. Write a value here, for
    instance a quoted string.

    > input-variables:

    var.password: "<sensitive>"
    var.region: "eu"
    var.unset: "<unknown>"

    > local-variables:

    local.known: "read"
    local.list: "[\\n  \\"a\\",\\n  1,\\n]"

    The console evaluates expressions of HCL2 templates: type one, press enter, and
    see its value. Variables, locals and all functions of the template can be used.

    "upper(var.region)" shows the variable "region" in upper case, if the template
    has it.
    "variables" shows all variables with their values.
    To leave, type exit, or press Ctrl-D, or Ctrl-C on an empty line.

    Expressions of JSON templates, such as "{{timestamp}}", are plain text here;
    without a template, -config-type=json evaluates those.
    Error: Invalid function argument

      on <console-input> line 1:
       1: upper(["a"])
                ^^^^^

    The value for the parameter "str" of "upper" is not valid: a string is required,
    but this is a tuple.

    exit 0
    "
  `);
});

test("HCL2 without a template", async () => {
  expect(await typed(["var", "path.root", "variables"], ["-config-type=hcl2"])).toMatchInlineSnapshot(`
    "{}

    > input-variables:


    > local-variables:


    exit 0
    "
  `);
});

test("JSON", async () => {
  const lines = [
    "plain",
    "{{user `region`}}",
    "{{user `both`}}",
    "{{user `nobody`}}.",
    "{{packer_version | upper}}",
    "{{nope}}",
    "{{build_name}}",
    "variables",
    "help",
  ];
  expect(await typed(lines, ["-var", "region=us", "t.json"])).toMatchInlineSnapshot(`
    "plain
    us
    us-<sensitive>
    .
    1.16.0
    Error: Interpolation error

    There is no function "nope". The trouble begins at "nope}}". Correct what stands
    between "{{" and "}}".

    Error: Interpolation error

    build_name: build_name is not available here; it exists inside builds only. The
    trouble begins at "build_name}}". Correct what stands between "{{" and "}}".

    both: us-<sensitive>,
    password: <sensitive>,
    region: us,

    The console renders texts of JSON templates: type one, press enter, and see what
    becomes of it. Variables and functions of the template can be used.

    "{{timestamp}}" shows the time in seconds, "{{user \`region\`}}" the variable
    "region".
    "variables" shows all variables with their values.
    To leave, type exit, or press Ctrl-D, or Ctrl-C on an empty line.

    Expressions of HCL2 templates need an HCL2 template, or -config-type=hcl2 where
    no template is given.
    exit 0
    "
  `);
});

test("JSON without a template, and with one whose variables have no value", async () => {
  const lines = ["{{user `x`}}.", "{{template_dir}}", "variables"];
  expect(await typed(lines, ["-var", "x=1"])).toMatchInlineSnapshot(`
    "1.
    Error: Interpolation error

    template_dir: template_dir is not available here, because the template has no
    path. The trouble begins at "template_dir}}". Correct what stands between "{{"
    and "}}".

    x: 1,

    exit 0
    "
  `);
  expect(await typed(["{{upper `x`}}"], ["needs.json"])).toBe("X\nexit 0\n");
});

test.each([
  ["the last result", "1\n2\n", "2\nexit 0\n"],
  ["no line break at the end", "1\n2", "2\nexit 0\n"],
  ["Windows' line breaks", "1\r\n2\r\n", "2\nexit 0\n"],
  ["an empty last line", "1\n\n", "\nexit 0\n"],
  ["nothing at all", "", "\nexit 0\n"],
  ["exit ends nothing", "exit\n2\n", "2\nexit 0\n"],
])("a batch: %s", async (_, stdin, text) => {
  expect(await piped(stdin)).toBe(text);
});

test("a batch prints what is wrong with any line; its exit code is that of the last wrong one", async () => {
  expect(await piped("nope\n1\n")).toMatchInlineSnapshot(`
    "Error: Unknown variable

      on <console-input> line 1:
       1: nope
          ^^^^

    There is no variable named "nope". If it is meant as text, put it in double
    quotes.

    1
    exit 1
    "
  `);
  expect(await piped("1\nnope\n")).toMatch(/^Error: Unknown variable\n[\s\S]*\n\n\nexit 1\n$/);
  expect(await piped("{{nope}}\n1\n", [])).toMatch(/^Error: Interpolation error\n[\s\S]*\n1\nexit 0\n$/);
});

test("what cannot be read ends it; several templates are none", async () => {
  expect(await piped("1", ["no.json"])).toMatch(/^Error: Could not find the template "no.json"\n[\s\S]*exit 1\n$/);
  expect(await piped("1", ["-config-type=hcl2", "-var", "x=1"])).toMatch(/^Error: Undefined -var[\s\S]*exit 1\n$/);
  expect(await piped("path.root", ["-config-type=hcl2", "t.json", "t.pkr.hcl"])).toBe("\nexit 0\n");
});

test.each(["console", "inspect"])("%s: a secret too short to be hidden is shown, and that is said", async (command) => {
  const template =
    'locals {\n  url = "x-${local.pin}"\n}\nlocal "pin" {\n  expression = "42"\n  sensitive  = true\n}\n';
  const { text, log } = await runIngot([command, "t.pkr.hcl"], { "t.pkr.hcl": template }, { stdin: "local.url" });
  // A script that takes what is printed gets the result alone.
  expect(log).toContain("Warning: Secret too short to be hidden\n\nThe value of local.pin has fewer than three");
  expect(text).toContain("x-42");
});
