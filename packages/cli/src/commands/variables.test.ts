// Where variables get their values, and in which order; shown by `inspect`.

import { expect, test, vi } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const build = `source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`;

/** The lines of `inspect` about variables and locals. */
async function shown(...given: Parameters<typeof runIngot>): Promise<string> {
  const { text } = await runIngot(...given);
  const lines = text.split("\n").filter((line) => /^(var|local)\.|^(Error|Warning):|^ +\d+: /.test(line));
  return lines.join("\n");
}

const all = {
  "t/a.pkr.hcl": `variable "v" {
  default = "default"
}
${build}`,
  "t/b.auto.pkrvars.json": `{ "v": "b.json" }`,
  "t/a.auto.pkrvars.json": `{ "v": "a.json" }`,
  "t/z.auto.pkrvars.hcl": `v = "z.hcl"`,
  "t/sub/x.auto.pkrvars.hcl": `v = "not read"`,
  "t/x.pkrvars.hcl": `v = "not read either"`,
  "one.pkrvars.hcl": `v = "one"`,
  "two.pkrvars.json": `{ "v": "two" }`,
};

test.each([
  ["the default", ["t/a.pkr.hcl"], {}, "default"],
  ["the environment", ["t/a.pkr.hcl"], { PKR_VAR_v: "env" }, "env"],
  ["an empty environment variable", ["t/a.pkr.hcl"], { PKR_VAR_v: "" }, ""],
  ["automatic files of a folder: HCL by name, then JSON by name", ["t"], { PKR_VAR_v: "env" }, "b.json"],
  ["a file given, over automatic ones", ["-var-file=one.pkrvars.hcl", "t"], {}, "one"],
  ["files in the order given", ["-var-file=two.pkrvars.json", "-var-file", "one.pkrvars.hcl", "t"], {}, "one"],
  ["-var over everything", ["-var", "v=cmd", "-var-file=one.pkrvars.hcl", "t"], { PKR_VAR_v: "env" }, "cmd"],
  ["the last -var", ["-var", "v=first", "-var=v=last=1", "t"], {}, "last=1"],
])("%s", async (_, words, env, value) => {
  expect(await shown(["inspect", ...words], all, { env })).toBe(`var.v: "${value}"`);
});

const typed = {
  "t.pkr.hcl": `variable "text" {
  type = string
}
variable "number" {
  type = number
}
variable "bool" {
  type = bool
}
variable "list" {
  type = list(string)
}
variable "object" {
  type = object({ a = string, b = optional(number, 2) })
}
variable "any" {
}
variable "inferred" {
  default = ["a", "b"]
}
${build}`,
};

test("values on the command line are read by the type of the variable", async () => {
  const values = [
    'text=["a"]',
    "number=0x10",
    "number=12.50",
    "bool=true",
    'list=["a", "b"]',
    "object={a = 1}",
    "any=true",
  ];
  expect(await shown(["inspect", ...values.flatMap((v) => ["-var", v]), "t.pkr.hcl"], typed)).toMatchInlineSnapshot(`
    "Error: Invalid argument value for -var variable
       1: 0x10"
  `);
  expect(
    await shown(
      [
        "inspect",
        ...["text=null", "number=12.50", 'list=["a", "b"]', "object={a = 1}"].flatMap((v) => ["-var", v]),
        "t.pkr.hcl",
      ],
      typed,
      { env: { PKR_VAR_bool: "false", PKR_VAR_inferred: '["c", "d"]' } },
    ),
  ).toMatchInlineSnapshot(`
    "var.any: "<unknown>"
    var.bool: "false"
    var.inferred: "[\\n  \\"c\\",\\n  \\"d\\",\\n]"
    var.list: "[\\n  \\"a\\",\\n  \\"b\\",\\n]"
    var.number: "12.5"
    var.object: "{\\n  \\"a\\" = \\"1\\"\\n  \\"b\\" = 2\\n}"
    var.text: "null""
  `);
});

test("values that do not fit", async () => {
  const values = ["number=many", "bool=yes", "list=a,b", 'list=["a"', 'inferred=["a"]', "object={}"];
  const { text } = await runIngot(["validate", ...values.flatMap((v) => ["-var", v]), "t.pkr.hcl"], typed, {
    env: { PKR_VAR_bool: "upper(1)", PKR_VAR_nothing: "is ignored" },
  });
  expect(text).toMatchInlineSnapshot(`
    "Error: Unset variable "text"

      on t.pkr.hcl line 1, in variable "text":
       1: variable "text" {
          ^^^^^^^^^^^^^^^

    The variable has no default and was given no value. Use -var text=..., a
    variable file with -var-file, or the environment variable PKR_VAR_text; or write
    a default here.

    Error: Unset variable "any"

      on t.pkr.hcl line 16, in variable "any":
      16: variable "any" {
          ^^^^^^^^^^^^^^

    The variable has no default and was given no value. Use -var any=..., a variable
    file with -var-file, or the environment variable PKR_VAR_any; or write a default
    here.

    Error: Function calls not allowed

      on <value for var.bool from env> line 1:
       1: upper(1)
          ^^^^^

    Functions cannot be used here. Write the value itself. The value of a variable
    that is not a string or a number is read as an expression: write true, ["a",
    "b"] or { a = "b" }, quoted for the shell.

    Error: Invalid argument value for -var variable

      on <value for var.number from arguments> line 1:
       1: many
          ^^^^

    The value for "number" does not fit the type of the variable: a number is
    required. The variable is declared in t.pkr.hcl:4,1; change the value, or the
    type.

    Error: Variables not allowed

      on <value for var.bool from arguments> line 1:
       1: yes
          ^^^

    Names cannot be used here, only values that stand there as they are. If "yes" is
    meant as text, put it in double quotes. The value of a variable that is not a
    string or a number is read as an expression: write true, ["a", "b"] or { a = "b"
    }, quoted for the shell.

    Error: Extra characters after expression

      on <value for var.list from arguments> line 1:
       1: a,b
           ^

    Expected nothing behind the expression, but found ",". Remove it, or add an
    operator between the two. The value of a variable that is not a string or a
    number is read as an expression: write true, ["a", "b"] or { a = "b" }, quoted
    for the shell.

    Error: Unclosed bracket

      on <value for var.list from arguments, number 2> line 1:
       1: ["a"
          ^

    The "[" here has no matching "]". Add "]" where it should end. The value of a
    variable that is not a string or a number is read as an expression: write true,
    ["a", "b"] or { a = "b" }, quoted for the shell.

    Error: Invalid argument value for -var variable

      on <value for var.inferred from arguments> line 1:
       1: ["a"]
          ^^^^^

    The value for "inferred" does not fit the type of the variable: a tuple of 2
    elements is required, but 1 is given. The variable is declared in
    t.pkr.hcl:18,1; change the value, or the type.

    Error: Invalid argument value for -var variable

      on <value for var.object from arguments> line 1:
       1: {}
          ^^

    The value for "object" does not fit the type of the variable: attribute "a" is
    required. The variable is declared in t.pkr.hcl:13,1; change the value, or the
    type.

    exit 1
    "
  `);
});

test("files with values that are wrong", async () => {
  const { text } = await runIngot(
    [
      "validate",
      ...["a.pkrvars.hcl", "b.pkrvars.json", "c.txt", "d.hcl", "e.hcl", "nowhere.hcl"].map((f) => `-var-file=${f}`),
      "t.pkr.hcl",
    ],
    {
      ...typed,
      "a.pkrvars.hcl": `txt = "a"\nnumber = "many"\nlist = [upper("a"), var.x]\nbool = \n`,
      "b.pkrvars.json": `{ "number": [1], "txet": 1, "text": "\${var.x}" }`,
      "c.txt": `text = "a"`,
      "d.hcl": `variable "text" {\n  default = "a"\n}\n`,
      "e.hcl": `number = "many"\nlist = [upper("a"), var.x]\nother = 1\n`,
    },
  );
  expect(text).toMatchInlineSnapshot(`
    "Warning: Undefined variable

      on a.pkrvars.hcl line 1:
       1: txt = "a"
          ^^^

    The variable "txt" is given a value here, but the template does not declare it.
    Did you mean "text"?

    Error: Invalid value for variable

      on a.pkrvars.hcl line 2:
       2: number = "many"
                   ^^^^^^

    The value for "number" does not fit the type of the variable: a number is
    required. The variable is declared in t.pkr.hcl:4,1; change the value, or the
    type.

    Error: Function calls not allowed

      on a.pkrvars.hcl line 3:
       3: list = [upper("a"), var.x]
                  ^^^^^

    Functions cannot be used here. Write the value itself.

    Error: Variables not allowed

      on a.pkrvars.hcl line 3:
       3: list = [upper("a"), var.x]
                              ^^^

    Names cannot be used here, only values that stand there as they are. If "var" is
    meant as text, put it in double quotes.

    Error: Missing expression

      on a.pkrvars.hcl line 4:
       4: bool =
                 ^

    Expected an expression, but found the end of the line. Write a value here, for
    instance a quoted string.

    Error: Invalid value for variable

      on b.pkrvars.json line 1:
       1: { "number": [1], "txet": 1, "text": "\${var.x}" }
                      ^^^

    The value for "number" does not fit the type of the variable: a number is
    required, but this is a tuple. The variable is declared in t.pkr.hcl:4,1; change
    the value, or the type.

    Warning: Undefined variable

      on b.pkrvars.json line 1:
       1: { "number": [1], "txet": 1, "text": "\${var.x}" }
                           ^^^^^^

    The variable "txet" is given a value here, but the template does not declare it.
    Did you mean "text"?

    Error: Variable declaration in a .pkrvar file

      on d.hcl line 1, in variable "text":
       1: variable "text" {
          ^^^^^^^^^^^^^^^

    A variable file gives values: write text = ... here, and declare the variable in
    a *.pkr.hcl file.

    Error: Invalid value for variable

      on e.hcl line 1:
       1: number = "many"
                   ^^^^^^

    The value for "number" does not fit the type of the variable: a number is
    required. The variable is declared in t.pkr.hcl:4,1; change the value, or the
    type.

    Error: Function calls not allowed

      on e.hcl line 2:
       2: list = [upper("a"), var.x]
                  ^^^^^

    Functions cannot be used here. Write the value itself.

    Error: Variables not allowed

      on e.hcl line 2:
       2: list = [upper("a"), var.x]
                              ^^^

    Names cannot be used here, only values that stand there as they are. If "var" is
    meant as text, put it in double quotes.

    Warning: Undefined variable

      on e.hcl line 3:
       3: other = 1
          ^^^^^

    The variable "other" is given a value here, but the template does not declare
    it. Declare it (variable "other" {}), or remove it.

    Error: Could not guess the format of a variable file

    "c.txt" ends neither with .hcl nor with .json. Rename it, for example to
    values.pkrvars.hcl.

    Error: Could not read a variable file

    "nowhere.hcl": There is no such file. Check the path after -var-file.

    exit 1
    "
  `);
});

test("a -var-file that cannot be read", async () => {
  const { text } = await runIngot(["validate", "-var-file=nowhere.json", "-var-file=t", "t.json"], {
    "t.json": '{ "builders": [{ "type": "null", "communicator": "none" }] }',
    "t/x": "",
  });
  expect(text).toMatchInlineSnapshot(`
    "Error: Could not read a variable file

    "nowhere.json": There is no such file. Check the path after -var-file.

    Error: Could not read a variable file

    "t": It is a folder. Check the path after -var-file.

    exit 1
    "
  `);
});

test("names in files that nobody declares: validate warns unless told not to, build only when told", async () => {
  const files = {
    "t.pkr.hcl": `variable "region" {\n  default = "eu"\n}\n${build}`,
    "v.pkrvars.hcl": `regoin = "us"\n`,
  };
  expect((await runIngot(["validate", "-var-file=v.pkrvars.hcl", "t.pkr.hcl"], files)).text).toMatchInlineSnapshot(`
    "Warning: Unused variable "region"

      on t.pkr.hcl line 1, in variable "region":
       1: variable "region" {
          ^^^^^^^^^^^^^^^^^

    Nothing reads var.region. Read it, or remove it.

    Warning: Undefined variable

      on v.pkrvars.hcl line 1:
       1: regoin = "us"
          ^^^^^^

    The variable "regoin" is given a value here, but the template does not declare
    it. Did you mean "region"?

    The configuration is valid.
    exit 0
    "
  `);
  expect(
    (await runIngot(["validate", "-no-warn-undeclared-var", "-var-file=v.pkrvars.hcl", "t.pkr.hcl"], files)).text,
  ).toMatchInlineSnapshot(`
    "Warning: Unused variable "region"

      on t.pkr.hcl line 1, in variable "region":
       1: variable "region" {
          ^^^^^^^^^^^^^^^^^

    Nothing reads var.region. Read it, or remove it.

    The configuration is valid.
    exit 0
    "
  `);
});

test("sensitive values are not shown, wherever they come from and however wrong they are", async () => {
  const files = {
    "t.pkr.hcl": `variable "password" {
  type      = list(string)
  sensitive = true
}
variable "key" {
  type      = string
  sensitive = true
}
locals {
  address = "ftp://me:\${var.key}@example.com"
}
local "secret" {
  expression = "derived"
  sensitive  = true
}
locals {
  copy = local.secret
}
${build}`,
    "bad.pkrvars.hcl": `password = "hunter2"\nkey = corr3ct-horse\n`,
    "good.pkrvars.hcl": `password = ["hunter2"]\nkey = "corr3ct-horse"\n`,
  };
  const words = ["-var-file=bad.pkrvars.hcl", "t.pkr.hcl"];
  const env = { PKR_VAR_password: "[swordfish" };
  expect((await runIngot(["validate", ...words], files, { env })).text).toMatchInlineSnapshot(`
    "Error: Unclosed bracket

      on <value for var.password from env> line 1:
       1: <sensitive>
          ^

    The "[" here has no matching "]". Add "]" where it should end. The value of a
    variable that is not a string or a number is read as an expression: write true,
    ["a", "b"] or { a = "b" }, quoted for the shell.

    Error: Invalid value for variable

      on bad.pkrvars.hcl line 1:
       1: password = "<sensitive>"
                     ^^^^^^^^^

    The value for "password" does not fit the type of the variable: a list of string
    is required, but this is a string. The variable is declared in t.pkr.hcl:1,1;
    change the value, or the type.

    Error: Variables not allowed

      on bad.pkrvars.hcl line 2:
       2: key = <sensitive>
                ^^^^^^^^^^^^^

    Names cannot be used here, only values that stand there as they are. If
    "<sensitive>" is meant as text, put it in double quotes.

    exit 1
    "
  `);
  expect(await shown(["inspect", "-var-file=good.pkrvars.hcl", "t.pkr.hcl"], files)).toMatchInlineSnapshot(`
    "var.key: "<sensitive>"
    var.password: "<sensitive>"
    local.address: "ftp://me:<sensitive>@example.com"
    local.copy: "<sensitive>"
    local.secret: "<sensitive>""
  `);
});

test("the files of a folder are one template; mistakes come file by file", async () => {
  const { text } = await runIngot(["validate", "t"], {
    "t/b.pkr.hcl": `build {\n  sources = ["null.a", "null.b"]\n}\nlocals {\n  both = "\${var.a}\${local.late}"\n}\n`,
    "t/a.pkr.hcl": `variable "a" {\n  default = "x"\n}\nsource "null" "a" {\n  communicator = "nonsense"\n}\n`,
    "t/c.pkr.json": `{ "locals": { "late": "\${uper(var.a)}" } }`,
    "t/ignored.json": `{`,
    "t/ignored.hcl": `{`,
    "t/sub/ignored.pkr.hcl": `{`,
  });
  expect(text).toMatchInlineSnapshot(`
    "Error: Invalid value for "communicator"

      on t/a.pkr.hcl line 5, in source "null" "a":
       5:   communicator = "nonsense"
                           ^^^^^^^^^^

    "communicator" must be "ssh", "winrm" or "none"; "nonsense" is not one of them.

    Error: Unknown source null.b

      on t/b.pkr.hcl line 2, in build:
       2:   sources = ["null.a", "null.b"]
                                 ^^^^^^^^

    There is no source "null.b". Did you mean "null.a"?

    Warning: Unused local "both"

      on t/b.pkr.hcl line 5, in locals:
       5:   both = "\${var.a}\${local.late}"
            ^^^^

    Nothing reads local.both. Read it, or remove it.

    Error: Call to unknown function

      on t/c.pkr.json line 1:
       1: { "locals": { "late": "\${uper(var.a)}" } }
                                   ^^^^

    There is no function "uper". Did you mean "upper"?

    exit 1
    "
  `);
});

test("syntax mistakes of every file are shown, and nothing else", async () => {
  const { text } = await runIngot(["validate", "t"], {
    "t/a.pkr.hcl": `build {\n  sources = [\n}\n`,
    "t/b.pkr.hcl": `source "null" "a" {\n  x = = 1\n}\n`,
    "t/c.pkr.json": `{ "build": { "sources": ["null.x" } }`,
  });
  expect(text).toMatchInlineSnapshot(`
    "Error: Unclosed bracket

      on t/a.pkr.hcl line 2, in build:
       2:   sources = [
                      ^

    The "[" here has no matching "]". Add "]" where it should end.

    Error: Invalid expression

      on t/b.pkr.hcl line 2, in source "null" "a":
       2:   x = = 1
                ^

    Expected an expression, but found "=". For a comparison write "==".

    Error: Mismatched bracket in JSON

      on t/c.pkr.json line 1:
       1: { "build": { "sources": ["null.x" } }
                                            ^

    The "[" of line 1 is closed by "}". Write "]" here, or check the brackets in
    between.

    exit 1
    "
  `);
});

test("dynamic blocks make builds, provisioners and chains", async () => {
  const { text } = await runIngot(["inspect", "t.pkr.hcl"], {
    "t.pkr.hcl": `variable "names" {
  default = { web = "w", db = "d" }
}
source "null" "a" {
  communicator = "none"
}
build {
  name = "x"
  dynamic "source" {
    for_each = var.names
    labels   = ["null.a"]
    content {
      name = source.key
    }
  }
  dynamic "provisioner" {
    for_each = ["shell-local", "sleep"]
    iterator = kind
    labels   = [kind.value]
    content {
    }
  }
  dynamic "post-processor" {
    for_each = ["manifest", "checksum"]
    labels   = [post-processor.value]
    content {
      name = "n"
    }
  }
}
`,
  });
  expect(text).toMatchInlineSnapshot(`
    "Packer Inspect: HCL2 mode

    > input-variables:

    var.names: "{\\n  \\"db\\" = \\"d\\"\\n  \\"web\\" = \\"w\\"\\n}"

    > local-variables:


    > builds:

      > x:

        sources:

          null.db

          null.web

        provisioners:

          shell-local
          sleep

        post-processors:

          0:
            manifest.n

          1:
            checksum.n

    exit 0
    "
  `);
});

test("what no selected build needs may be missing", async () => {
  const files = {
    "t.pkr.hcl": `data "amazon-ami" "base" {
}
source "amazon-ebs" "cloud" {
  source_ami = data.amazon-ami.base.id
}
source "null" "here" {
  communicator = "none"
}
build {
  sources = ["null.here", "amazon-ebs.cloud"]
}
`,
  };
  const summaries = async (...words: string[]) =>
    [...(await runIngot(["validate", ...words, "t.pkr.hcl"], files)).text.matchAll(/^Error: .*$/gm)].map(
      ([line]) => line,
    );
  expect(await summaries("-only=null.*")).toEqual([]);
  expect(await summaries("-except=amazon-*")).toEqual([]);
  expect(await summaries()).toEqual([
    'Error: Unknown data type "amazon-ami"',
    'Error: Unknown source type "amazon-ebs"',
  ]);
});
