// The rules of HCL2 templates row by row, as the tables of Packer's reference have them: what each gives, in one line.

import { describe, expect, test, vi } from "vitest";
import { listMistakes } from "../../test/fixtures/find-mistakes.ts";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const source = `source "null" "a" {\n  communicator = "none"\n}\n`;
const build = `build {\n  sources = ["null.a"]\n}\n`;
const valid = "The configuration is valid.";

/** The summaries of what `validate` finds; or that it is right. */
async function summaries(files: Files, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { text } = await runIngot(["validate", "-no-warn-unused", ...flags, "."], files, { env });
  return listMistakes(text)
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/^.* \| /, ""));
}

/** What `inspect` says of variables and locals. */
async function values(files: Files, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { text } = await runIngot(["inspect", ...flags, "."], files, { env });
  return text.split("\n").filter((line) => /^(var|local)\./.test(line));
}

describe("2.1 packer", () => {
  const requiring = (entry: string) => ({
    "a.pkr.hcl": `packer {\n  required_plugins {\n    ${entry}\n  }\n}\n${source}${build}`,
  });
  test.each([
    ["a text", `x = ">= 1"`, "Error: Invalid plugin requirement"],
    ["a number", `x = 1`, "Error: Invalid plugin requirement"],
    ["a bool", `x = true`, "Error: Invalid plugin requirement"],
    ["no version", `x = { source = "github.com/a/x" }`, "Error: No version constraint was set"],
    ["version null", `x = { source = "github.com/a/x", version = null }`, "Error: Invalid version constraint"],
    ["version that is none", `x = { source = "github.com/a/x", version = "abc" }`, "Error: Invalid version constraint"],
    ["pre-release", `x = { source = "github.com/a/x", version = ">= 1.0.0-dev" }`, "Error: Invalid version constraint"],
    ["no source", `x = { version = ">= 1" }`, "Error: No source was set"],
    ["source that is no text", `x = { version = ">= 1", source = 1 }`, "Error: Invalid source"],
    [
      "another attribute",
      `x = { version = ">= 1", source = "github.com/a/x", y = 1 }`,
      "Error: Invalid required_plugins object",
    ],
    ["upper case", `Xx = { version = ">= 1", source = "github.com/a/x" }`, "Error: Invalid plugin local name"],
    ["two dashes", `x--y = { version = ">= 1", source = "github.com/a/x" }`, "Error: Invalid plugin local name"],
    ["a scheme", `x = { version = ">= 1", source = "https://github.com/a/x" }`, "Error: Failed to parse source"],
    ["a query", `x = { version = ">= 1", source = "github.com/a/x?a=b" }`, "Error: Failed to parse source"],
    ["two parts", `x = { version = ">= 1", source = "a/x" }`, "Error: Failed to parse source"],
    [
      "seventeen parts",
      `x = { version = ">= 1", source = "${[..."abcdefghijklmnopq"].join("/")}" }`,
      "Error: Failed to parse source",
    ],
    ["a slash in front", `x = { version = ">= 1", source = "/github.com/a/x" }`, "Error: Failed to parse source"],
    [
      "packer-plugin-",
      `x = { version = ">= 1", source = "github.com/a/packer-plugin-x" }`,
      "Error: Failed to parse source",
    ],
    ["packer-", `x = { version = ">= 1", source = "github.com/a/packer-x" }`, "Error: Failed to parse source"],
    ["a variable", `x = { version = var.y, source = "github.com/a/x" }`, "Error: Variables not allowed"],
    ["several constraints", `x = { version = "~> 1.2, != 1.3", source = "github.com/a/x" }`, valid],
  ])("required_plugins: %s", async (_, entry, expected) => {
    expect(await summaries(requiring(entry))).toEqual([expected]);
  });

  test("a plugin in two blocks", async () => {
    const entry = `x = { version = ">= 1", source = "github.com/a/x" }\n  }\n  required_plugins {\n    x = { version = ">= 1", source = "github.com/a/x" }`;
    expect(await summaries(requiring(entry))).toEqual(['Error: Duplicate required_plugin."x" block']);
  });

  test("every required_version counts", async () => {
    const files = {
      "a.pkr.hcl": `packer {\n  required_version = ">= 1.7"\n}\n${source}${build}`,
      "b.pkr.hcl": `packer {\n  required_version = "< 1.16.0"\n}\n`,
    };
    expect(await summaries(files)).toEqual(["Error: Unsupported Packer Core version"]);
  });
});

describe("2.2 variable", () => {
  const declaring = (content: string) => ({ "a.pkr.hcl": `variable "x" {\n${content}\n}\n${source}${build}` });
  test.each<[string, string, readonly string[], Readonly<Record<string, string>>, string]>([
    ["a default of null sets it", "default = null", [], {}, valid],
    [
      "a default may call no other function than env",
      `default = upper("a")`,
      [],
      {},
      "Error: Call to unknown function",
    ],
    ["a default may read nothing", "default = path.cwd", [], {}, "Error: Variables not allowed"],
    [
      "a tuple of another length",
      `default = ["a"]`,
      ["-var", `x=["a","b"]`],
      {},
      "Error: Invalid argument value for -var variable",
    ],
    [
      "an object without an attribute",
      "default = { a = 1 }",
      ["-var", "x={b=1}"],
      {},
      "Error: Invalid argument value for -var variable",
    ],
    ["a bare list", "type = list\n default = []", [], {}, "Error: Invalid type specification"],
    ["a type in quotes", `type = "string"\n default = ""`, [], {}, "Error: Invalid type specification"],
    ["a bare word for a bool", "type = bool", ["-var", "x=yes"], {}, "Error: Variables not allowed"],
    [
      "a wrong value that is overridden",
      "type = number\n default = 1",
      ["-var", "x=5"],
      { PKR_VAR_x: "abc" },
      "Error: Invalid value for variable",
    ],
    ["a computed description", `description = upper("a")\n default = 1`, [], {}, "Error: Function calls not allowed"],
    ["a computed sensitive", "sensitive = path.cwd\n default = 1", [], {}, "Error: Variables not allowed"],
    ["unset, though nothing reads it", "", [], {}, 'Error: Unset variable "x"'],
    [
      "a rule that gives null",
      `default = "a"\n validation {\n condition = var.x == "a" ? null : true\n error_message = "A."\n }`,
      [],
      {},
      "Error: Invalid variable validation result",
    ],
    [
      "a rule without a message",
      `default = "a"\n validation {\n condition = var.x == "a"\n error_message = ""\n }`,
      [],
      {},
      "Error: Invalid validation error message",
    ],
    [
      "a rule that calls functions of files",
      `default = "a.pkr.hcl"\n validation {\n condition = fileexists(var.x)\n error_message = "A."\n }`,
      [],
      {},
      valid,
    ],
    [
      "a rule on the final value alone",
      `default = "a"\n validation {\n condition = var.x == "b"\n error_message = "A."\n }`,
      ["-var", "x=b"],
      {},
      valid,
    ],
  ])("%s", async (_, content, flags, env, expected) => {
    expect(await summaries(declaring(content), flags, env)).toEqual([expected]);
  });

  test.each<[string, string, readonly string[], Readonly<Record<string, string>>, string]>([
    ["env", `default = env("FOO")`, [], { FOO: "bar" }, `var.x: "bar"`],
    ["env, unset", `default = env("FOO")`, [], {}, `var.x: ""`],
    [
      "extra attributes are dropped",
      "default = { a = 1 }",
      ["-var", "x={a=2,b=1}"],
      {},
      `var.x: "{\\n  \\"a\\" = 2\\n}"`,
    ],
    ["without type and default a value is text", "", ["-var", "x=[1]"], {}, `var.x: "[1]"`],
    [
      "defaults of optional attributes",
      `type = object({ a = string, b = optional(number, 5) })`,
      ["-var", `x={a="x",b=null}`],
      {},
      `var.x: "{\\n  \\"a\\" = \\"x\\"\\n  \\"b\\" = 5\\n}"`,
    ],
  ])("%s", async (_, content, flags, env, expected) => {
    expect(await values(declaring(content), flags, env)).toEqual([expected]);
  });

  test("the last value wins", async () => {
    const files = {
      ...declaring('default = "d"'),
      "a.auto.pkrvars.hcl": 'x = "ah"\n',
      "a.auto.pkrvars.json": '{"x":"${aj}"}',
      "f.hcl": 'x = "f"\n',
    };
    const env = { PKR_VAR_x: "e" };
    expect(await values(declaring('default = "d"'), [], env)).toEqual([`var.x: "e"`]);
    expect(await values(files, [], env)).toEqual([`var.x: "\${aj}"`]);
    expect(await values(files, ["-var-file", "f.hcl"], env)).toEqual([`var.x: "f"`]);
    expect(await values(files, ["-var", "x=v", "-var-file", "f.hcl"], env)).toEqual([`var.x: "v"`]);
  });
});

describe("2.4 the graph", () => {
  const chain = (node: (at: number) => string, last: string) =>
    `${Array.from({ length: 12 }, (_, at) => node(at)).join("")}${last}${source}${build}`;
  test.each([
    ["itself", "locals {\n  a = local.a\n}\n", "Error: failed to prepare execution graph"],
    ["each other", "locals {\n  a = local.b\n  b = local.a\n}\n", "Error: failed to prepare execution graph"],
    ["what is not there", "locals {\n  a = data.null.b.output\n}\n", "Error: failed to prepare execution graph"],
    ["nothing: one step says too little", "locals {\n  a = keys(local)\n  b = 1\n}\n", valid],
  ])("locals that read %s", async (_, locals, expected) => {
    expect(await summaries({ "a.pkr.hcl": `${locals}${source}${build}` })).toEqual([expected]);
  });

  test("chains may be long, one after the other as well", async () => {
    const locals = chain(
      (at) => `local "l${at}" {\n  expression = local.l${at + 1}\n}\n`,
      `local "l12" {\n  expression = 1\n}\n`,
    );
    const data = chain(
      (at) => `data "null" "d${at}" {\n  input = data.null.d${at + 1}.output\n}\n`,
      `data "null" "d12" {\n  input = "x"\n}\n`,
    );
    for (const template of [locals, data])
      for (const flags of [[], ["-use-sequential-evaluation"]])
        expect(await summaries({ "a.pkr.hcl": template }, flags)).toEqual([valid]);
  });

  test("one after the other data sources cannot read locals", async () => {
    const files = { "a.pkr.hcl": `locals {\n  a = "x"\n}\ndata "null" "d" {\n  input = local.a\n}\n${source}${build}` };
    expect(await summaries(files)).toEqual([valid]);
    expect(await summaries(files, ["-use-sequential-evaluation"])).toEqual(["Error: Unsupported attribute"]);
  });
});

describe("2.6 to 2.9 sources and builds", () => {
  const provisioner = (settings: string) =>
    `build {\n  sources = ["null.a"]\n  provisioner "shell-local" {\n    inline = ["x"]\n    ${settings}\n  }\n}\n`;
  test.each([
    ["any word in front of a reference", `build {\n  sources = ["anything.null.a"]\n}\n`, valid],
    ["parts behind it", `build {\n  sources = ["source.null.a.more.parts"]\n}\n`, valid],
    ["a reference that is no identifier", `build {\n  sources = ["null.a b"]\n}\n`, "Error: Invalid source reference"],
    ["a reference with a number", `build {\n  sources = ["null.1a"]\n}\n`, "Error: Invalid source reference"],
    ["a reference of one part", `build {\n  sources = ["null"]\n}\n`, "Error: Invalid source reference"],
    ["a source that is not used may be wrong", `source "nonsense" "x" {\n  y = 1\n}\n${build}`, valid],
    ["a source twice", `build {\n  sources = ["null.a", "null.a"]\n}\n`, valid],
    [
      "an argument in both places",
      `build {\n  source "null.a" {\n    communicator = "none"\n  }\n}\n`,
      "Error: Duplicate argument",
    ],
    [
      "a computed alias",
      `build {\n  source "null.a" {\n    name = upper("x")\n  }\n}\n`,
      "Error: Function calls not allowed",
    ],
    [
      "build in a source",
      `source "null" "b" {\n  communicator = build.name\n}\nbuild {\n  sources = ["null.b"]\n}\n`,
      "Error: Unsupported attribute",
    ],
    [
      "a value of the build that only the run has",
      provisioner("env = { A = build.SSHPrivateKeyFile }"),
      "Error: Unsupported attribute",
    ],
    ["a value of the build in only", provisioner("only = [build.ID]"), "Error: Unsupported attribute"],
    ["only with a name that nobody has", provisioner(`only = ["nobody"]`), valid],
    [
      "only and except",
      provisioner(`only = ["a"]\n    except = ["b"]`),
      "Error: only one of 'only' or 'except' may be specified",
    ],
    ["a pause without unit", provisioner("pause_before = 10"), "Error: Failed to parse pause_before duration"],
    [
      "an override that is none",
      provisioner("override = [1]"),
      "Error: provisioner's override block must be an HCL object",
    ],
    ["from, which is ignored", `build {\n  sources = ["null.a"]\n  from "x" {\n    y = 1\n  }\n}\n`, valid],
    ["communicator, which is ignored", `communicator "ssh" "x" {\n  y = 1\n}\n${build}`, valid],
  ])("%s", async (_, template, expected) => {
    expect(await summaries({ "a.pkr.hcl": `${source}${template}` })).toEqual([expected]);
  });
});

describe("2.10 hcp_packer_registry", () => {
  const unused = "Warning: hcp_packer_registry is not used";
  const inBuild = (content: string) => `build {\n  sources = ["null.a"]\n  hcp_packer_registry {\n${content}\n  }\n}\n`;
  test.each([
    ["at the root", `hcp_packer_registry {\n  bucket_name = "abc"\n}\n${build}`, [unused, valid]],
    [
      "in a build",
      inBuild(`bucket_name = "abc"`),
      ["Warning: Build block level hcp_packer_registry are deprecated", unused, valid],
    ],
    [
      "two",
      `hcp_packer_registry {\n}\nhcp_packer_registry {\n}\n${build}`,
      [unused, "Error: Only one hcp_packer_registry is allowed"],
    ],
    [
      "a name that is too short",
      `hcp_packer_registry {\n  bucket_name = "a"\n}\n${build}`,
      [unused, 'Error: Invalid value for "bucket_name"'],
    ],
    [
      "a name with other characters",
      `hcp_packer_registry {\n  bucket_name = "abc_d"\n}\n${build}`,
      [unused, 'Error: Invalid value for "bucket_name"'],
    ],
    [
      "a description that is too long",
      `hcp_packer_registry {\n  description = "${"x".repeat(256)}"\n}\n${build}`,
      [unused, 'Error: Invalid value for "description"'],
    ],
    [
      "labels twice",
      `hcp_packer_registry {\n  labels = {}\n  bucket_labels = {}\n}\n${build}`,
      [unused, 'Error: "labels" and "bucket_labels" exclude each other'],
    ],
    [
      "another argument",
      `hcp_packer_registry {\n  bucket = "abc"\n}\n${build}`,
      [unused, "Error: Unsupported argument"],
    ],
  ])("%s", async (_, template, expected) => {
    expect(await summaries({ "a.pkr.hcl": `${source}${template}` })).toEqual(expected);
  });
});

describe("2.11 dynamic", () => {
  const dynamic = (content: string) =>
    `${source}build {\n  sources = ["null.a"]\n  dynamic "provisioner" {\n${content}\n    content {\n      inline = ["x"]\n    }\n  }\n}\n`;
  test.each([
    ["a list", `for_each = [1]\n labels = ["shell-local"]`, valid],
    ["a map", `for_each = { a = 1 }\n labels = ["shell-local"]`, valid],
    ["null", `for_each = null\n labels = ["shell-local"]`, "Error: Invalid dynamic for_each value"],
    ["a text", `for_each = "a"\n labels = ["shell-local"]`, "Error: Invalid dynamic for_each value"],
    ["no labels", "for_each = [1]", "Error: Missing required argument"],
    ["a label that is null", "for_each = [1]\n labels = [null]", "Error: Invalid dynamic block label"],
  ])("%s", async (_, content, expected) => {
    expect(await summaries({ "a.pkr.hcl": dynamic(content) })).toEqual([expected]);
  });

  test("not in data sources", async () => {
    const data = `data "null" "d" {\n  input = "x"\n  dynamic "y" {\n    for_each = [1]\n    content {\n    }\n  }\n}\n`;
    expect(await summaries({ "a.pkr.hcl": `${data}${source}${build}` })).toEqual(["Error: Unsupported block type"]);
  });
});

describe("-only and -except (core-cli 5)", () => {
  const named = { "a.pkr.hcl": `${source}build {\n  name    = "w"\n  sources = ["null.a"]\n}\n` };
  test.each([
    ["-only=w.*", [valid]],
    ["-only=w.null.?", [valid]],
    ["-only={w}.null.[!b]", [valid]],
    ["-except=w.null.a", [valid]],
    ["-only=null.a", ["Warning: -only=null.a matches no build", valid]],
    ["-only=w.[a", ["Error: Invalid pattern in -only"]],
  ])("%s", async (flag, expected) => {
    expect(await summaries(named, [flag])).toEqual(expected);
  });
});
