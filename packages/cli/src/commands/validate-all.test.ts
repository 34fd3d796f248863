// Every mistake of a template in one run: unrelated ones across files, each once, in source order, and nothing that only follows from another.

import { describe, expect, test, vi } from "vitest";
import { findMistakes, listMistakes } from "../../test/fixtures/find-mistakes.ts";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const sourceA = `source "null" "a" {
  communicator = "none"
}
`;
const buildA = `build {
  sources = ["source.null.a"]
}
`;

describe("unrelated mistakes across files", () => {
  test("of every phase", async () => {
    const found = await findMistakes({
      "a.pkr.hcl": `packer {
  required_plugins {
    docker = { source = "docker", version = ">= 1.0" }
  }
}
variable "region" {
  type = strng
}
variable "count" {
  type    = number
  default = "many"
  validation {
    condition     = var.count > 3
    error_message = "too few"
  }
}
variable "token" {
  type = string
}
local "joined" {
  expresion = "a"
}
locals {
  x = upper(var.region, local.joined)
  y = local.z
}
source "docker" "web" {
  image   = "debian
  comit   = true
  changes = local.x
}
`,
      "b.pkr.hcl": `build {
  sources = ["source.docker.web", "source.docker.wep"]
  provisioner "shell" {
    inlin        = ["x"]
    pause_before = "5 minutes"
  }
  provisioner "shel" {
    inline = [var.regin]
  }
  post-processor "docker-tag" {
    repository = = "x"
    tags       = "latest"
  }
  post-processor "manifest {
    output = "x"
  }
}
`,
    });
    expect(found).toMatchInlineSnapshot(`
      "a.pkr.hcl:3 "docker" | Error: Failed to parse source
      a.pkr.hcl:7 strng | Error: Invalid type specification
      a.pkr.hcl:11 "many" | Error: Invalid default value for variable
      a.pkr.hcl:14 "too few" | Error: Invalid validation error message
      a.pkr.hcl:17 variable "token" | Error: Unset variable "token"
      a.pkr.hcl:21 expresion | Error: Unsupported argument
      a.pkr.hcl:24 local.joined | Error: Too many function arguments
      a.pkr.hcl:25 local.z | Error: failed to prepare execution graph
      a.pkr.hcl:28 " | Error: Unclosed quoted string
      a.pkr.hcl:29 comit | Error: Unsupported argument
      b.pkr.hcl:2 "source.docker.wep" | Error: Unknown source docker.wep
      b.pkr.hcl:4 inlin | Error: Unsupported argument
      b.pkr.hcl:5 "5 minutes" | Error: Failed to parse pause_before duration
      b.pkr.hcl:7 "shel" | Error: Unknown provisioner type "shel"
      b.pkr.hcl:8 .regin | Error: Unsupported attribute
      b.pkr.hcl:11 = | Error: Invalid expression
      b.pkr.hcl:12 "latest" | Error: Incorrect attribute value type
      b.pkr.hcl:14 " | Error: Unclosed quoted string
      exit 1"
    `);
  });

  test("in both syntaxes", async () => {
    const found = await findMistakes({
      "a.pkr.hcl": `variable "a" {
  default = lower("x")
}
data "http" "page" {
  uri = "http://localhost/"
}
locals {
  page = data.http.page.body
  half = 1 +
  loop = [local.loop]
}
build {
  name    = ["a"]
  sources = ["null.a", "null.b"]
  provisioner "file" {
    source      = "/no/such/file"
    destination = local.half
  }
}
`,
      "b.pkr.json": `{
  "source": { "null": { "a": { "communicator": "telnet" } } },
  "local": { "c": {} },
  "variable": { "n": { "type": "number", "default": "x", "defalt": 1 } },
  "build": { "provisioner": [{ "shell-local": { "inline": ["\${nothing}", "\${var.n + var.m}"] } }] }
}
`,
    });
    expect(found).toMatchInlineSnapshot(`
      "a.pkr.hcl:2 lower | Error: Call to unknown function
      a.pkr.hcl:5 uri | Error: Unsupported argument
      a.pkr.hcl:9  | Error: Missing expression
      a.pkr.hcl:10 local.loop | Error: failed to prepare execution graph
      a.pkr.hcl:13 ["a"] | Error: Invalid build name
      a.pkr.hcl:14 "null.b" | Error: Unknown source null.b
      a.pkr.hcl:16 "/no/such/file" | Error: Bad source '/no/such/file'
      b.pkr.json:2 "telnet" | Error: Invalid value for "communicator"
      b.pkr.json:3 "c" | Error: Missing required argument
      b.pkr.json:4 "x" | Error: Invalid default value for variable
      b.pkr.json:4 "defalt" | Error: Extraneous JSON object property
      b.pkr.json:5 "build" | Error: missing source reference
      b.pkr.json:5 nothing | Error: Unknown variable
      b.pkr.json:5 .m | Error: Unsupported attribute
      exit 1"
    `);
  });

  test("variables: types, values, rules, files", async () => {
    const found = await findMistakes(
      {
        "a.pkr.hcl": `variable "list" {
  type = list(string)
}
variable "size" {
  type = number
  validation {
    condition     = var.size > 10
    error_message = "Too small."
  }
}
variable "unset" {}
variable "wrong_type" {
  type    = map
  default = {}
}
locals {
  sum = var.size + var.wrong_type.x + var.unset + length(var.list)
}
${sourceA}`,
        "b.auto.pkrvars.hcl": `size = 3
list = = []
nobody = 1
`,
        "c.pkr.hcl": `${buildA}variable "size" {}
`,
      },
      ["-var", "size=12x", "-var", "nowhere=1"],
    );
    expect(found).toMatchInlineSnapshot(`
      "a.pkr.hcl:11 variable "unset" | Error: Unset variable "unset"
      a.pkr.hcl:13 map | Error: Invalid type specification
      c.pkr.hcl:4 variable "size" | Error: Duplicate variable
      b.auto.pkrvars.hcl:2 = | Error: Invalid expression
      b.auto.pkrvars.hcl:3 nobody | Warning: Undefined variable
      <value for var.size from arguments>:1 12x | Error: Invalid argument value for -var variable
      Error: Undefined -var variable
      exit 1"
    `);
  });
});

describe("what follows from a mistake is not reported", () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "names that are declared in a block that nothing closes",
      {
        "a.pkr.hcl": `variable "x" {
  default = "1"

locals {
  y = var.x
}
`,
        "b.pkr.hcl": `${sourceA}build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = [var.x, local.y, var.z]
  }
}
`,
      },
      ['a.pkr.hcl:1 variable "x" | Error: Unclosed block', "b.pkr.hcl:7 .z | Error: Unsupported attribute"],
    ],
    [
      "names in a JSON file that is cut off",
      {
        "a.pkr.json": `{ "variable": { "x": { "default": 1 }, "source": {`,
        "b.pkr.hcl": `${buildA}locals {\n  y = var.x\n}\n`,
      },
      ["a.pkr.json:1 { | Error: Unclosed bracket in JSON"],
    ],
    [
      "a block whose type is wrong",
      {
        "a.pkr.hcl": `variabel "x" {\n  default = 1\n}\nsorce "null" "a" {\n}\nlocals {\n  y = var.x + 1\n}\n${buildA}`,
      },
      ["a.pkr.hcl:1 variabel | Error: Unsupported block type", "a.pkr.hcl:4 sorce | Error: Unsupported block type"],
    ],
    [
      "a declaration without a name",
      { "a.pkr.hcl": `variable {\n  default = 1\n}\nsource "null" {\n}\nlocals {\n  y = var.x + 1\n}\n${buildA}` },
      [
        "a.pkr.hcl:1 variable | Error: Missing name for variable",
        'a.pkr.hcl:4 source "null" | Error: Missing name for source',
      ],
    ],
    [
      "a build whose type is wrong",
      { "a.pkr.hcl": `${sourceA}biuld {\n  sources = ["null.a"]\n}\n` },
      ["a.pkr.hcl:4 biuld | Error: Unsupported block type"],
    ],
    [
      "sources under another name",
      { "a.pkr.hcl": `${sourceA}build {\n  source = ["null.a"]\n}\n` },
      ["a.pkr.hcl:5 source | Error: Unsupported argument"],
    ],
    [
      "a required setting whose value, or whose name, could not be read",
      {
        "a.pkr.hcl": `${sourceA}build {
  sources = ["null.a"]
  provisioner "file" {
    source      = "/etc/hostname"
    destination = "/tmp/" +
  }
  provisioner "file" {
    source = "/etc/hostname"
    "destination" = "/tmp"
  }
}
`,
      },
      ["a.pkr.hcl:8  | Error: Missing expression", 'a.pkr.hcl:12 " | Error: Invalid argument name'],
    ],
    [
      "values that builders which are wrong would announce",
      {
        "a.pkr.hcl": `source "docker" "a" {
}
source "dokcer" "b" {
}
build {
  sources = ["docker.a", "dokcer.b"]
  provisioner "shell-local" {
    inline = [build.ImageSha256]
  }
}
`,
      },
      [
        "a.pkr.hcl:1 source \"docker\" \"a\" | Error: Missing 'image' attribute or 'build' section",
        'a.pkr.hcl:1 source "docker" "a" | Error: No instructions given for handling the artifact; expected commit, discard, or export_path',
        'a.pkr.hcl:3 "dokcer" | Error: Unknown source type "dokcer"',
      ],
    ],
    [
      "a build that is closed too early",
      {
        "a.pkr.hcl": `${sourceA}build {
  sources = ["null.a"]
  }
  provisioner "shell-local" {
    inlne = ["x"]
  }
}
variable "y" {
}
`,
      },
      ["a.pkr.hcl:10 } | Error: Unexpected closing brace", 'a.pkr.hcl:11 variable "y" | Error: Unset variable "y"'],
    ],
    [
      "a variable file that is not there",
      { "a.pkr.hcl": `variable "x" {}\n${sourceA}${buildA}` },
      ["Error: Could not read a variable file"],
    ],
  ])("%s", async (what, files, expected) => {
    const flags = what.startsWith("a variable file") ? ["-var-file", "nowhere.pkrvars.hcl"] : [];
    expect((await findMistakes(files, flags)).split("\n")).toEqual([...expected, "exit 1"]);
  });
});

test("the components of a build without sources are checked", async () => {
  const found = await findMistakes({
    "a.pkr.hcl": `build {
  sources = ["null.b"]
  provisioner "shell-local" {
    inlne = ["x"]
    only  = ["null.b"]
  }
  provisioner "shell-local" {
    inline = [build.ID, source.name, "{{ build_name }}"]
  }
  post-processors {
    post-processor "manifest" {
      outpt = "x"
    }
  }
}
`,
  });
  expect(found).toMatchInlineSnapshot(`
    "a.pkr.hcl:2 "null.b" | Error: Unknown source null.b
    a.pkr.hcl:4 inlne | Error: Unsupported argument
    a.pkr.hcl:12 outpt | Error: Unsupported argument
    exit 1"
  `);
});

test("a template for a newer version is not looked at further", async () => {
  const found = await findMistakes({
    "a.pkr.hcl": `packer {\n  required_version = ">= 99.0"\n}\nnew_block {\n}\nlocals {\n  x = = 1\n}\n`,
  });
  expect(found).toMatchInlineSnapshot(`
    "a.pkr.hcl:2 ">= 99.0" | Error: Unsupported Packer Core version
    a.pkr.hcl:7 = | Error: Invalid expression
    exit 1"
  `);
});

test("build stops where it did: at the mistakes of one phase", async () => {
  const files = { "t/a.pkr.hcl": `variable "x" {}\nlocals {\n  y = = 1\n}\n` };
  const { text } = await runIngot(["build", "t"], files);
  expect(listMistakes(text)).toMatchInlineSnapshot(`
    "a.pkr.hcl:3 = | Error: Invalid expression
    exit 1"
  `);
});

test("-syntax-only goes as far as it did", async () => {
  const files = { "a.pkr.hcl": `variable "x" {}\nlocals {\n  y = nothing()\n}\n` };
  expect(await findMistakes(files, ["-syntax-only"])).toMatchInlineSnapshot(`
    "Syntax-only check passed. Everything looks okay.
    exit 0"
  `);
});

describe("legacy JSON", () => {
  const validate = async (
    template: unknown,
    flags: readonly string[] = [],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const text = typeof template === "string" ? template : JSON.stringify(template, undefined, 1);
    return listMistakes((await runIngot(["validate", ...flags, "t.json"], { "t.json": text, ...more })).text);
  };

  test("mistakes of every phase", async () => {
    const found = await validate({
      variabls: { lost: "x" },
      variables: { unset: null, number: 5, circle: "{{user `circle`}}", good: "a" },
      builders: [
        { type: "docker", image: "{{user `number`}}", comit: true },
        { name: "untyped" },
        { type: "null", name: "n", communicator: "{{user `unset`}}", ssh_host: "{{nothing}}" },
      ],
      provisioners: [
        { type: "shell", only: ["n", "untyped", "nobody"], inline: ["{{user `lost`}}"], pause_before: "soon" },
        { type: "shell-local", inlin: ["x"], max_retries: "{{user `unset`}}" },
      ],
      "post-processors": ["nothing-like-it", [{ type: "manifest", keep_input_artifact: "yes" }]],
    });
    expect(found).toMatchInlineSnapshot(`
      "t.json:2 "variabls" | Error: Unknown root level key in template: 'variabls'
      t.json:6 "unset" | Error: required variable not set: unset
      t.json:7 5 | Error: Invalid default for the variable "number"
      t.json:8 "{{user \`circle\`}}" | Error: Failed to interpolate "circle"
      t.json:15 "comit" | Error: Unknown configuration key "comit"
      t.json:17 { | Error: Missing type of a builder
      t.json:24 "{{nothing}}" | Error: Invalid template expression
      t.json:33 "nobody" | Error: 'only' specified builder 'nobody', which does not exist
      t.json:38 "soon" | Error: Failed to parse pause_before duration
      t.json:42 "inlin" | Error: Unknown configuration key "inlin"
      t.json:49 "nothing-like-it" | Error: Unknown post-processor type "nothing-like-it"
      t.json:53 "yes" | Error: Invalid value for "keep_input_artifact"
      exit 1"
    `);
  });

  test("a syntax error that hides nothing", async () => {
    const found = await validate(`{
  // what is built
  "builders": [{ "type": "null", "comunicator": "none" }, ],
  "provisioners": [{ "type": "shell-lokal" }]
}`);
    expect(found).toMatchInlineSnapshot(`
      "t.json:2 // what is built | Error: Comment in JSON
      t.json:3 "comunicator" | Error: Unknown configuration key "comunicator"
      t.json:3 , | Error: Trailing comma in JSON
      t.json:4 "shell-lokal" | Error: Unknown provisioner type "shell-lokal"
      exit 1"
    `);
  });

  test("a syntax error that hides the rest", async () => {
    const found = await validate(`{
  "builders": [{ "type": "null", "comunicator": "none" }
  "provisioners": [{ "type": "shell-lokal" }]
}`);
    expect(found).toMatchInlineSnapshot(`
      "t.json:2  | Error: Missing comma in JSON
      exit 1"
    `);
  });

  test("a variable file that cannot be read may give every variable", async () => {
    const template = {
      variables: { x: null },
      builders: [{ type: "null", communicator: "{{user `y`}}", ssh_hst: "" }],
    };
    const found = await validate(template, ["-var-file", "v.json"], { "v.json": "{" });
    expect(found).toMatchInlineSnapshot(`
      "t.json:3 "x" | Warning: Unused variable "x"
      t.json:9 "ssh_hst" | Error: Unknown configuration key "ssh_hst"
      v.json:1 { | Error: Unclosed bracket in JSON
      exit 1"
    `);
  });
});
