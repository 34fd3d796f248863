import { type Body, formatText, hasErrors, isIdentifier, parseFile, toJs } from "@ingot/hcl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRegistry } from "../registry/registry.ts";
import { upgradeTemplate } from "./upgrade-template.ts";

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [name: string]: Json;
}

async function upgrade(template: unknown): Promise<{ readonly text: string | undefined; readonly isWrong: boolean }> {
  const { text, diagnostics } = await upgradeTemplate("-", {
    env: {},
    cwd: "/",
    variables: [],
    variableFiles: [],
    warnsOfUndeclared: false,
    startedAt: new Date(0),
    readStdin: async () => (typeof template === "string" ? template : JSON.stringify(template)),
    registry: createRegistry([]),
    hasAnnotations: true,
  });
  return { text, isWrong: hasErrors(diagnostics) };
}

/** The bodies of the blocks of a type, in their order. */
function blocksOf(body: Body, type: string, labels: readonly string[]): readonly Body[] {
  const { value } = body.partial({ attributes: [], blocks: [{ type, labels }] });
  return value.blocks.map((block) => block.body);
}

/** What an object has become as a body, in the form of the object; what HCL cannot say is left out of both. */
function readBack(body: Body, object: JsonObject): JsonObject {
  const names = Object.keys(object).filter(isIdentifier);
  const { attributes } = body.partial({ attributes: names.map((name) => ({ name })), blocks: [] }).value;
  const entries = names.flatMap((name): readonly (readonly [string, Json])[] => {
    const attribute = attributes.get(name);
    if (attribute) return [[name, toJs(attribute.expression.evaluate(undefined).value)]];
    const value = object[name];
    const objects = (Array.isArray(value) ? value : [value]) as readonly JsonObject[];
    const blocks = blocksOf(body, name, []).map((block, i) => readBack(block, objects[i] ?? {}));
    if (blocks.length === 0) return [];
    return [[name, Array.isArray(value) ? blocks : (blocks[0] ?? null)]];
  });
  return Object.fromEntries(entries);
}

/** What is to be read back: no empty lists, names that are identifiers where they name arguments, and texts in the form NFC. */
function meant(object: JsonObject): JsonObject {
  const isBlock = (value: Json): value is JsonObject =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const isNested = (value: Json) => typeof value === "object" && value !== null;
  const option = (value: Json): Json => {
    if (isBlock(value) && Object.values(value).some(isNested)) return meant(value);
    if (Array.isArray(value) && value.every(isBlock)) return value.map(meant);
    return plain(value);
  };
  return Object.fromEntries(
    Object.entries(object)
      .filter(([name, value]) => isIdentifier(name) && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => [name, option(value)]),
  );
}

function plain(value: Json): Json {
  if (typeof value === "string") return value.normalize("NFC");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.normalize("NFC"), plain(part)]));
}

const text = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom("$", "%", "{", " ", '"', "\\", "\n", "\u0000", "é", "-") }),
  )
  .filter((text) => !text.includes("{{"));
const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/) },
  { weight: 1, arbitrary: fc.constantFrom("for", "null", "true", "if", "in") },
  { weight: 1, arbitrary: text },
);
const options = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  object: fc.dictionary(name, tie("value"), { maxKeys: 4 }),
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => number + 0),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
    fc.array(tie("object"), { minLength: 1, maxLength: 2 }),
  ),
})).object;
/** The engine's own settings are not compared here. */
const own = (object: JsonObject) => {
  const taken = [
    "type",
    "name",
    "only",
    "except",
    "override",
    "pause_before",
    "max_retries",
    "timeout",
    "linux_options",
  ];
  return Object.fromEntries(Object.entries(object).filter(([name]) => !taken.includes(name) && name !== "__proto__"));
};

test("a template without expressions means what it meant, parses and is formatted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(options.map(own), { minLength: 1, maxLength: 3 }),
      options.map(own),
      async (builders, shell) => {
        const { text, isWrong } = await upgrade({
          builders: builders.map((builder, i) => ({ ...builder, type: "qemu", name: `b${i}` })),
          provisioners: [{ ...shell, type: "puppet-server" }],
        });
        expect(isWrong).toBe(false);
        const { file, diagnostics } = parseFile(text ?? "", "x.pkr.hcl");
        expect(diagnostics).toEqual([]);
        expect(formatText(text ?? "")).toBe(text);
        const sources = blocksOf(file.body, "source", ["type", "name"]);
        expect(sources.map((body, i) => readBack(body, builders[i] ?? {}))).toEqual(builders.map(meant));
        const [build] = blocksOf(file.body, "build", []);
        const [provisioner] = build ? blocksOf(build, "provisioner", ["type"]) : [];
        expect(provisioner && readBack(provisioner, shell)).toEqual(meant(shell));
      },
    ),
    { numRuns: 150 },
  );
});

const few = { maxLength: 3 };
const fewKeys = { maxKeys: 3 };
const words = [
  "{{",
  "}}",
  "user",
  "`a`",
  ".Vars",
  "timestamp",
  "|",
  "upper",
  "if",
  "end",
  "- ",
  "env `X`",
  "(",
  "$x",
  ":=",
];
const calls = [
  "{{user `a`}}",
  "{{timestamp}}",
  "{{.Vars}}",
  "{{upper `x`}}",
  "{{env `X`}}",
  "{{build `ID`}}",
  "$" + "{",
  "{{",
];
const anyText = fc.oneof(
  text,
  fc.array(fc.oneof(text, fc.constantFrom(...words)), { maxLength: 8 }).map((parts) => parts.join(" ")),
  fc.array(fc.oneof(text, fc.constantFrom(...calls)), few).map((parts) => parts.join("")),
);
const component = fc.dictionary(
  fc.oneof(name, anyText),
  fc.oneof(anyText, fc.array(anyText, few), fc.dictionary(anyText, anyText, fewKeys)),
  fewKeys,
);
const builder = fc.record({ type: fc.constantFrom("qemu", "amazon-ebs"), name: fc.option(anyText) });
const provisioner = fc.record({ type: fc.constant("shell"), only: fc.array(anyText, few), max_retries: anyText });
const merged = (settings: fc.Arbitrary<object>) =>
  fc.tuple(component, settings).map(([options, known]) => ({ ...options, ...known }));
const template = fc.record(
  {
    description: anyText,
    min_packer_version: anyText,
    variables: fc.dictionary(anyText, fc.option(anyText), fewKeys),
    "sensitive-variables": fc.array(anyText, few),
    builders: fc.array(merged(builder), few),
    provisioners: fc.array(merged(provisioner), few),
    "post-processors": fc.array(fc.oneof(anyText, fc.array(merged(fc.constant({ type: "vagrant" })), few)), few),
  },
  { requiredKeys: ["builders"] },
);

test("whatever stands in it, what is written parses and is formatted", async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(template, async (json) => {
      const { text } = await upgrade(json);
      if (text === undefined) return;
      written++;
      expect(parseFile(text, "x.pkr.hcl").diagnostics).toEqual([]);
      expect(formatText(text)).toBe(text);
    }),
    { numRuns: 150 },
  );
  expect(written).toBeGreaterThan(20);
});

test("no text makes it crash", async () => {
  const pieces = ['"builders"', '"type"', '"null"', '"variables"', "null", "1", '"{{"', '"only"', ..."{}[],:"];
  const scraps = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(""));
  await fc.assert(fc.asyncProperty(fc.oneof(fc.json(), scraps), async (json) => void (await upgrade(json))));
});
