import { expect, it } from "vitest";
import { toJs } from "../value/plain.ts";
import { T } from "../value/type.ts";
import { isKnown, V } from "../value/value.ts";
import type { Body, BodySchema, Scope } from "./contract.ts";
import { expandDynamic } from "./expand-dynamic.ts";
import { parseJsonFile } from "./json/parse-json-file.ts";
import { parseFile } from "./parse-file.ts";

const schema: BodySchema = {
  attributes: [],
  blocks: [
    { type: "volume", labels: [] },
    { type: "post-processor", labels: ["type"] },
  ],
};
const inner: BodySchema = {
  attributes: [{ name: "a" }, { name: "b" }],
  blocks: [{ type: "part", labels: [] }],
};
const scope: Scope = {
  variables: new Map(
    Object.entries({
      list: V.list(T.string, [V.string("x"), V.string("y")]),
      map: V.map(T.number, { k: V.number(1) }),
      set: V.set(T.string, [V.string("s")]),
      later: V.unknown(T.list(T.string)),
      nothing: V.null(T.list(T.string)),
    }),
  ),
  functions: new Map(),
};

/** What a body holds, in one line a block: its labels, its arguments, and the same for the blocks in it. */
function show(body: Body, within: BodySchema, errors: string[]): readonly string[] {
  const { value, diagnostics } = body.content(within);
  errors.push(...diagnostics.map((d) => d.summary));
  return value.blocks.map((block) => {
    const content = block.body.content(inner);
    errors.push(...content.diagnostics.map((d) => d.summary));
    const args = [...content.value.attributes].map(([name, { expression }]) => {
      const result = expression.evaluate(scope);
      errors.push(...result.diagnostics.map((d) => d.summary));
      return `${name}=${isKnown(result.value) ? JSON.stringify(toJs(result.value)) : "?"}`;
    });
    const parts =
      block.body.content(inner).value.blocks.length > 0 ? [`{${show(block.body, inner, errors).join(" ")}}`] : [];
    return [block.type, ...block.labels, ...args, ...parts].join(" ");
  });
}

function expand(text: string): { blocks: readonly string[]; errors: readonly string[] } {
  const { file, diagnostics } = text.startsWith("{") ? parseJsonFile(text, "t.pkr.json") : parseFile(text, "t.pkr.hcl");
  const errors = diagnostics.map((d) => d.summary);
  return { blocks: show(expandDynamic(file.body, scope), schema, errors), errors };
}

it.each([
  ["volume {\n a = 1\n}\n", ["volume a=1"]],
  [
    'dynamic "volume" {\n for_each = list\n content {\n a = volume.key\n b = volume.value\n }\n}\nvolume {}\n',
    ['volume a=0 b="x"', 'volume a=1 b="y"', "volume"],
  ],
  [
    'dynamic "volume" {\n for_each = map\n iterator = it\n content {\n a = "${it.key}${it.value}"\n }\n}\n',
    ['volume a="k1"'],
  ],
  ['dynamic "volume" {\n for_each = set\n content {\n a = volume.key\n }\n}\n', ['volume a="s"']],
  ['dynamic "volume" {\n for_each = []\n content {}\n}\n', []],
  [
    'dynamic "post-processor" {\n for_each = list\n labels = [post-processor.value]\n content {}\n}\n',
    ["post-processor x", "post-processor y"],
  ],
  ['dynamic "volume" {\n for_each = later\n content {\n a = 1\n }\n}\n', ["volume a=?"]],
  [
    'dynamic "volume" {\n for_each = list\n iterator = o\n content {\n dynamic "part" {\n for_each = [1, 2]\n content {\n a = "${o.value}${part.value}"\n }\n }\n }\n}\n',
    ['volume {part a="x1" part a="x2"}', 'volume {part a="y1" part a="y2"}'],
  ],
  ['{"dynamic": {"volume": {"for_each": ["p"], "content": {"a": "${volume.value}!"}}}}', ['volume a="p!"']],
])("expands %j", (text, blocks) => {
  expect(expand(text)).toEqual({ blocks, errors: [] });
});

it.each([
  ['dynamic "volume" {\n content {}\n}\n', ["Missing required argument"]],
  ['dynamic "volume" {\n for_each = []\n}\n', ["Missing dynamic content block"]],
  ['dynamic "volume" {\n for_each = []\n content {}\n content {}\n}\n', ["Extraneous dynamic content block"]],
  ['dynamic "volume" {\n for_each = nothing\n content {}\n}\n', ["Invalid dynamic for_each value"]],
  ['dynamic "volume" {\n for_each = 5\n content {}\n}\n', ["Invalid dynamic for_each value"]],
  ['dynamic "volume" {\n for_each = []\n iterator = "x"\n content {}\n}\n', ["Invalid dynamic iterator name"]],
  ['dynamic "volum" {\n for_each = []\n content {}\n}\n', ["Unsupported block type"]],
  ['dynamic "post-processor" {\n for_each = [1]\n content {}\n}\n', ["Missing required argument"]],
  ['dynamic "post-processor" {\n for_each = [1]\n labels = [null]\n content {}\n}\n', ["Invalid dynamic block label"]],
  [
    'dynamic "post-processor" {\n for_each = [1]\n labels = ["a", "b"]\n content {}\n}\n',
    ["Extraneous label for post-processor"],
  ],
  ['dynamic "volume" {\n for_each = [1]\n content {\n a = volum.value\n }\n}\n', ["Unknown variable"]],
])("reports in %j", (text, errors) => {
  expect(expand(text).errors).toEqual(errors);
});

it("leaves dynamic blocks of other types to the rest", () => {
  const { file } = parseFile(
    'dynamic "volume" {\n for_each = list\n content {}\n}\ndynamic "part" {\n for_each = list\n content {}\n}\n',
    "t",
  );
  const first = expandDynamic(file.body, scope).partial(schema).value;
  const second = first.rest.content(inner);
  expect([first.blocks.length, second.value.blocks.map((b) => b.type), second.diagnostics]).toEqual([
    2,
    ["part", "part"],
    [],
  ]);
});
