import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRegistry, entryOf, type LoadOptions, loadTemplate, preparePlan, renderDiagnostics } from "@ingot/engine";
import { parseTemplate as parseGoTemplate, references, render, TemplateError } from "@ingot/gotemplate";
import {
  type Body,
  type BodySchema,
  callFunction,
  convert,
  type Diagnostic,
  type Expression,
  equals,
  expandDynamic,
  formatConsole,
  formatText,
  type ParsedFile,
  parseExpression,
  parseFile,
  parseJsonFile,
  parseTemplate,
  readTypeConstraint,
  type Scope,
  standardFunctions,
  T,
  V,
  type Value,
} from "@ingot/hcl";
import { interpolate, parseBootCommand } from "@ingot/sdk";
import { doors } from "../packages/go-plugin/test/doors.ts";
import type { Language } from "./token-soup.ts";
import { openWireDoors, readCtyJson } from "./wire-doors.ts";

// What fuzzing feeds: every door through which a text from outside comes in, or bytes. A target returns or resolves, whatever it is fed;
// what it throws is a finding.

interface Target {
  readonly language: Language | "bytes";
  readonly run: (bytes: Uint8Array) => void | Promise<void>;
}

export type TargetName = keyof typeof targets;

/** Functions that reach out of the process, look through folders, or are slow on purpose. */
const left = new Set(["vault", "consul_key", "aws_secretsmanager", "aws_secretsmanager_raw", "fileset", "bcrypt"]);
const nowhere = "/nonexistent";
const functions = new Map(
  [...standardFunctions({ baseDir: nowhere, cwd: nowhere, startedAt: new Date(0), env: {}, parseTemplate })].filter(
    ([name]) => !left.has(name),
  ),
);
const secret: Value = { ...V.string("hidden"), marks: new Set(["sensitive"]) };
const scope: Scope = {
  functions,
  variables: new Map<string, Value>([
    ["a", V.string("\u00e9a")],
    ["b", V.tuple([V.number(1), V.null(T.dynamic), V.string("x"), secret])],
    ["x", V.object({ a: V.list(T.number, [V.number(1), V.number(2)]), b: V.unknown(T.string), x: secret })],
    ["var", V.object({ x: V.map(T.string, { a: V.string("1") }), a: V.unknown(T.dynamic) })],
    ["local", V.set(T.string, [V.string("a"), V.string("b")])],
  ]),
};
const schema: BodySchema = {
  attributes: [{ name: "a" }, { name: "x", required: true }],
  blocks: ["source", "locals", "variable", "build", "provisioner", "dynamic"].map((type, i) => ({
    type,
    labels: ["type", "name"].slice(0, i % 3),
  })),
};

/** The doors by their names. */
export const targets = {
  native: {
    language: "native",
    run: (bytes) => {
      const { file, diagnostics } = parseFile(bytes, "t.pkr.hcl");
      show([...diagnostics, ...evaluateBody(expandDynamic(file.body, scope), 3)], file);
    },
  },
  json: {
    language: "json",
    run: (bytes) => {
      const { file, diagnostics } = parseJsonFile(bytes, "t.pkr.json");
      show([...diagnostics, ...evaluateBody(file.body, 3)], file);
    },
  },
  expression: {
    language: "native",
    run: (bytes) => {
      const { value, diagnostics } = parseExpression(textOf(bytes), "t");
      show([...diagnostics, ...evaluateExpression(value)], { text: textOf(bytes) });
    },
  },
  template: {
    language: "native",
    run: (bytes) => {
      const { value, diagnostics } = parseTemplate(textOf(bytes), "t");
      show([...diagnostics, ...evaluateExpression(value)], { text: textOf(bytes) });
    },
  },
  type: {
    language: "native",
    run: (bytes) => {
      const constraint = readTypeConstraint(parseExpression(textOf(bytes), "t").value);
      for (const value of scope.variables.values()) convert(value, constraint.value.type);
    },
  },
  format: {
    language: "native",
    run: (bytes) => {
      const text = textOf(bytes);
      const formatted = formatText(text);
      const isRight = parseFile(text, "t").diagnostics.length === 0;
      if (isRight && formatText(formatted) !== formatted) throw new Error("Formatting a second time changes the text");
    },
  },
  functions: {
    language: "regex",
    run: (bytes) => {
      const text = textOf(bytes);
      // Cut, because what replaces and what is matched each may cost the product of two lengths.
      const [first = "", second = "", third = ""] = text.split(" ", 3).map((part) => part.slice(0, 500));
      const names = [...functions.keys()].filter((name) => !functions.get(name)?.lazy);
      const fn = functions.get(names[text.length % names.length] ?? "");
      if (fn)
        callFunction(fn, [V.string(first), V.string(second), V.string(third)].slice(0, Math.max(1, fn.params.length)));
      for (const name of ["regex", "regexall"] as const) {
        const regex = functions.get(name);
        if (regex) callFunction(regex, [V.string(first), V.string(text)]);
      }
      const replace = functions.get("regex_replace");
      if (replace) callFunction(replace, [V.string(text), V.string(first), V.string(second)]);
    },
  },
  gotemplate: {
    language: "gotemplate",
    run: (bytes) => {
      const text = textOf(bytes);
      const { template } = parseGoTemplate(text, { functions: ["user", "env", "build", "upper"] });
      references(template);
      try {
        render(
          template,
          { x: { y: 1 }, l: [1, "a", null], m: { k: "v" } },
          { user: String, env: String, build: String, upper: String },
        );
      } catch (thrown) {
        if (!(thrown instanceof TemplateError)) throw thrown;
      }
      interpolate(text, { dialect: "json", startedAt: new Date(0), cwd: nowhere, packerVersion: "1.16.0" });
    },
  },
  boot: { language: "boot", run: (bytes) => void parseBootCommand(textOf(bytes)) },
  legacy: {
    language: "json",
    run: (bytes) => load("-", [], async () => textOf(bytes)),
  },
  hcl2: {
    language: "native",
    run: (bytes) => withFile("t.pkr.hcl", bytes, (path) => load(path, [])),
  },
  "hcl2-json": {
    language: "json",
    run: (bytes) => withFile("t.pkr.json", bytes, (path) => load(path, [])),
  },
  variables: {
    language: "native",
    run: (bytes) =>
      withFile("t.pkrvars.hcl", bytes, (path) => withFile("v.pkr.hcl", declarations, (t) => load(t, [path]))),
  },
  "go-gob": { language: "bytes", run: openWireDoors("gob") },
  "go-protobuf": { language: "bytes", run: openWireDoors("protobuf") },
  "go-cty-json": { language: "cty", run: readCtyJson },
  "go-msgpack": { language: "bytes", run: doors.msgpack },
  "go-rpc-server": { language: "bytes", run: doors["rpc-server"] },
  "go-rpc-client": { language: "bytes", run: doors["rpc-client"] },
  "go-host": { language: "bytes", run: doors.host },
  "go-plugin": { language: "bytes", run: doors.plugin },
} satisfies Readonly<Record<string, Target>>;

/** The names of the targets. */
export const targetNames = Object.keys(targets) as readonly TargetName[];

const declarations = new TextEncoder().encode(`
variable "a" {
  type = object({ x = optional(list(string), ["y"]), b = optional(map(number)) })
}
variable "x" {
  sensitive = true
}
variable "b" {
  default = 1
  validation {
    condition     = var.b > 0
    error_message = "Must be more than nothing."
  }
}
`);

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function show(diagnostics: readonly Diagnostic[], { text }: Pick<ParsedFile, "text">): void {
  renderDiagnostics(
    diagnostics,
    new Map([
      ["t", text],
      ["t.pkr.hcl", text],
      ["t.pkr.json", text],
    ]),
  );
}

function evaluateExpression(expression: Expression): readonly Diagnostic[] {
  expression.variables();
  expression.asTraversal();
  const constant = expression.evaluate(undefined);
  const { value, diagnostics } = expression.evaluate(scope);
  formatConsole(value);
  equals(value, constant.value);
  return diagnostics;
}

/** Asks a body for everything that it has, in the ways in which readers of templates do. */
function evaluateBody(body: Body, depth: number): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const attributes = body.attributes();
  diagnostics.push(...attributes.diagnostics);
  for (const { expression } of attributes.value.values()) diagnostics.push(...evaluateExpression(expression));
  body.variables();
  const content = body.content(schema);
  diagnostics.push(...content.diagnostics);
  const { rest } = body.partial({ attributes: [{ name: "a" }], blocks: [] }).value;
  diagnostics.push(...rest.content(schema).diagnostics);
  if (depth > 0) for (const block of content.value.blocks) diagnostics.push(...evaluateBody(block.body, depth - 1));
  return diagnostics;
}

const registry = createRegistry([
  entryOf({
    name: "core",
    source: undefined,
    version: undefined,
    offers: {
      builder: ["file", "null"],
      provisioner: ["file", "shell", "shell-local", "sleep"],
      "post-processor": ["checksum", "compress", "manifest"],
      "data source": ["http", "null"],
    },
    load: async () => (await import("@ingot/plugin-core")).default,
  }),
]);

/** What `validate` does with a template. */
async function load(path: string, variableFiles: readonly string[], readStdin = async () => ""): Promise<void> {
  const signal = new AbortController().signal;
  const options: LoadOptions = {
    env: {},
    cwd: nowhere,
    variables: [],
    variableFiles,
    warnsOfUndeclared: true,
    startedAt: new Date(0),
    readStdin,
  };
  const { template, sources, diagnostics } = await loadTemplate(path, options);
  renderDiagnostics(diagnostics, sources);
  if (!template) return;
  const everything = { only: [], except: [] };
  const initialised = await template.initialise(everything, {
    registry,
    dataSources: "unknown",
    sequential: false,
    signal,
  });
  const planned = template.plan(everything);
  const prepared = await preparePlan(planned.plan, registry, {
    signal,
    cwd: nowhere,
    env: {},
    force: false,
    flags: { debug: false, force: false, onError: "cleanup" },
    sensitiveVariables: [],
  });
  template.describe();
  renderDiagnostics([...initialised.diagnostics, ...planned.diagnostics, ...prepared.diagnostics], sources);
}

/** Runs with a file of this content in the folder for files. */
async function withFile(name: string, bytes: Uint8Array, run: (path: string) => Promise<void>): Promise<void> {
  const path = join(filesFolder, name);
  writeFileSync(path, bytes);
  await run(path);
}

let filesFolder = tmpdir();

/** Says in which folder targets may write files. It is nobody else's, since their names are always the same. */
export function writeFilesTo(folder: string): void {
  filesFolder = folder;
}
