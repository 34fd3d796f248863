import { expect, it } from "vitest";
import type { Body, BodySchema, Scope } from "./contract.ts";
import { mergeBodies } from "./merge-bodies.ts";
import { parseFile } from "./parse-file.ts";

const schema: BodySchema = {
  attributes: [{ name: "image", required: true }, { name: "commit" }],
  blocks: [
    { type: "volume", labels: [] },
    { type: "provisioner", labels: ["type"] },
  ],
};

function bodyOf(text: string): Body {
  const { file, diagnostics } = parseFile(text, "t.pkr.hcl");
  expect(diagnostics).toEqual([]);
  return file.body;
}

function errorsOf(body: Body): readonly string[] {
  return body
    .content(schema)
    .diagnostics.map((d) => `${d.subject?.start.line}:${d.subject?.start.column} ${d.summary}: ${d.detail}`);
}

it.each([
  ["image = 1\n", []],
  ["imgae = 1\n", ['1:1 Unsupported argument: An argument named "imgae" is not expected here. Did you mean "image"?']],
  [
    "image = 1\nvolume = {}\n",
    [
      '2:1 Unsupported argument: An argument named "volume" is not expected here, but a block of that type is. Remove the "=" to make it one: "volume { ... }".',
    ],
  ],
  [
    "image {\n}\n",
    [
      '1:1 Unsupported block type: Blocks of type "image" are not expected here, but an argument of that name is. Write an equals sign behind it to set it: "image = ...".',
    ],
  ],
  [
    'image = 1\nprovisoner "x" {\n}\n',
    ['2:1 Unsupported block type: Blocks of type "provisoner" are not expected here. Did you mean "provisioner"?'],
  ],
  [
    "commit = 1\n",
    [
      '2:1 Missing required argument: The argument "image" is required, but is not set. Add "image = ..." to the block.',
    ],
  ],
  [
    "image = 1\nprovisioner {\n}\n",
    [
      '2:1 Missing type for provisioner: Blocks of type "provisioner" have one label ("type"), but this one has none. Write the type in quotes in front of the opening brace.',
    ],
  ],
  [
    'image = 1\nvolume "x" {\n}\n',
    ['2:8 Extraneous label for volume: Blocks of type "volume" have no labels. Remove this one.'],
  ],
])("checks %j", (text, wanted) => {
  expect(errorsOf(bodyOf(text))).toEqual(wanted);
});

it("leaves the rest, and no blocks where only arguments are wanted", () => {
  const { value } = bodyOf("image = 1\nother = 2\nvolume {\n}\nthing {\n}\n").partial(schema);
  expect([...value.attributes.keys(), ...value.blocks.map((b) => b.type)]).toEqual(["image", "volume"]);
  const rest = value.rest.attributes();
  expect([...rest.value.keys(), ...rest.diagnostics.map((d) => d.summary)]).toEqual([
    "other",
    'Unexpected "thing" block',
  ]);
});

it("tells the names that are read anywhere in it, in source order", () => {
  const body = bodyOf("a {\n  b = c.d\n  e {\n    f = g\n  }\n}\nh = i\n");
  expect(body.variables().map((t) => t.root)).toEqual(["c", "g", "i"]);
});

it("merges bodies: blocks follow one another, an argument twice is an error", () => {
  const merged = mergeBodies([bodyOf("image = 1\nvolume {\n}\n"), bodyOf("commit = 1\nimage = 2\nvolume {\n}\n")]);
  const { value } = merged.content(schema);
  expect([[...value.attributes.keys()], value.blocks.length]).toEqual([["image", "commit"], 2]);
  expect(errorsOf(merged)).toMatchInlineSnapshot(`
    [
      "2:1 Duplicate argument: The argument "image" is already set on line 1. Each argument may be set once; remove one of the two.",
    ]
  `);
  expect(errorsOf(mergeBodies([bodyOf("commit = 1\n"), bodyOf("image = 1\n")]))).toEqual([]);
  const { rest } = mergeBodies([bodyOf("image = 1\nx = 1\n"), bodyOf("y = 1\n")]).partial(schema).value;
  expect([...rest.attributes().value.keys()]).toEqual(["x", "y"]);
});

it("evaluates only in the scope that it is given", () => {
  const scope: Scope = { variables: new Map(), functions: new Map() };
  const [attribute] = bodyOf("a = b\n").attributes().value.values();
  expect(attribute?.expression.evaluate(scope).diagnostics.map((d) => d.summary)).toEqual(["Variables not allowed"]);
});
