import { type Path, type Range, T, V, type Value } from "@ingot/hcl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodyFromValue } from "./body-from-value.ts";
import type { ConfigBody } from "./config-body.ts";
import { type DecodeContext, decode } from "./decode.ts";
import { s } from "./field.ts";
import { overlayBody } from "./overlay-body.ts";
import { type Fields, type Schema, schema } from "./schema.ts";

// Ranges here are named after the path they stand for, so that a message shows where it points.
const rangeOf = (path: Path): Range => ({ filename: path.join("."), start: position, end: position });
const position = { line: 1, column: 1, byte: 0 };

const context: DecodeContext = {
  component: { kind: "builder", type: "demo" },
  interpolate: (text) =>
    text.includes("{{unknown}}")
      ? { unknown: true }
      : text.includes("{{broken")
        ? { error: "an expression is not closed", offset: text.indexOf("{{broken") }
        : { value: text.replaceAll("{{name}}", "rendered") },
  render: (text, vars) => {
    if (text.includes("{{bad}}")) throw new Error("no such function");
    return text.replaceAll(/\{\{\.(\w+)\}\}/g, (_, name: string) => String((vars as Record<string, unknown>)[name]));
  },
};

function value(x: unknown): Value {
  if (typeof x === "string") return V.string(x);
  if (typeof x === "number") return V.number(x);
  if (typeof x === "boolean") return V.bool(x);
  if (x === null) return V.null(T.dynamic);
  if (x === unknown) return V.unknown(T.dynamic);
  if (Array.isArray(x)) return V.tuple(x.map(value));
  return V.object(Object.entries(x as object).map(([key, part]) => [key, value(part)] as const));
}
const unknown = Symbol("unknown");

function body(x: object, weak = false): ConfigBody {
  return bodyFromValue(value(x), weak, { range: rangeOf(["header"]), rangeOf });
}

/** Every message as `place: severity? summary | detail`. */
function messages<F extends Fields>(of: Schema<F>, x: object, weak = false): string[] {
  return decode(of, body(x, weak), context).diagnostics.map(
    (d) => `${d.subject?.filename}: ${d.severity === "warning" ? "warning: " : ""}${d.summary} | ${d.detail}`,
  );
}

const all = schema({
  image: s.string().required(),
  port: s.number(),
  commit: s.bool(),
  trilean: s.triState(),
  timeout: s.duration(),
  method: s.enum("scp", "sftp").default("scp"),
  changes: s.list(s.string()),
  ports: s.list(s.number()),
  env: s.map(s.string()),
  anything: s.any(),
  command: s.template<{ Path: string }>("Path").default("run {{.Path}}"),
  password: s.string().sensitive(),
});

describe("values of HCL", () => {
  test.each([
    [{ image: "a" }, { image: "a", method: "scp" }],
    [{ image: 5 }, { image: "5", method: "scp" }],
    [{ image: true }, { image: "true", method: "scp" }],
    [{ image: "{{name}}-1" }, { image: "rendered-1", method: "scp" }],
    [
      { image: "a", port: "22", commit: "true" },
      { image: "a", port: 22, commit: true, method: "scp" },
    ],
    [
      { image: "a", port: null, changes: null },
      { image: "a", method: "scp" },
    ],
    [
      { image: "a", timeout: "1m30s", method: "sftp" },
      { image: "a", timeout: 90_000, method: "sftp" },
    ],
    [
      { image: "a", method: "" },
      { image: "a", method: "scp" },
    ],
    [
      { image: "a", changes: ["x", 1, "{{name}}"], ports: [1, "2"] },
      { image: "a", changes: ["x", "1", "rendered"], ports: [1, 2], method: "scp" },
    ],
    [
      { image: "a", env: { A: "b", "{{name}}": 1 } },
      { image: "a", env: { A: "b", rendered: "1" }, method: "scp" },
    ],
    [
      { image: "a", anything: { x: [1, "{{name}}", null] } },
      { image: "a", anything: { x: [1, "rendered", null] }, method: "scp" },
    ],
    [
      { image: "a", trilean: false },
      { image: "a", trilean: false, method: "scp" },
    ],
    [
      { image: "a", packer_build_name: "x" },
      { image: "a", method: "scp" },
    ],
  ])("%j", (given, wanted) => {
    const decoded = decode(all, body(given), context);
    expect(decoded.diagnostics).toEqual([]);
    expect({ ...decoded.config, command: undefined }).toEqual({ command: undefined, ...wanted });
  });

  test("every optional field is there", () => {
    expect(Object.keys(decode(all, body({ image: "a" }), context).config ?? {})).toEqual(Object.keys(all.fields));
  });
});

describe("values of JSON templates", () => {
  test.each([
    [{ port: "22" }, { port: 22 }],
    [{ port: "0x10" }, { port: 16 }],
    [{ port: "" }, { port: 0 }],
    [{ port: true }, { port: 1 }],
    [{ commit: "" }, { commit: false }],
    [{ commit: "T" }, { commit: true }],
    [{ commit: 1 }, { commit: true }],
    [{ trilean: "" }, {}],
    [{ trilean: "False" }, { trilean: false }],
    [{ timeout: 1_500_000_000 }, { timeout: 1500 }],
    [{ timeout: "2s" }, { timeout: 2000 }],
    [{ changes: "a,b" }, { changes: ["a", "b"] }],
    [{ changes: "" }, { changes: [] }],
    [{ changes: true }, { changes: ["1"] }],
    [{ ports: 80 }, { ports: [80] }],
    [{ ports: "80,90" }, { ports: [80, 90] }],
    [{ env: [{ A: "1" }, { B: 2 }] }, { env: { A: "1", B: "2" } }],
    [{ env: [] }, { env: {} }],
    [{ CHANGES: "{{name}},x" }, { changes: ["rendered", "x"] }],
    [{ type: "demo", packer_debug: true, Packer_anything: 1 }, {}],
  ])("%j", (given, wanted) => {
    const decoded = decode(all, body({ image: "a", ...given }, true), context);
    expect(decoded.diagnostics).toEqual([]);
    expect({ ...decoded.config, command: undefined }).toEqual({ image: "a", method: "scp", ...wanted });
  });
});

describe("messages", () => {
  test("about names", () => {
    expect(messages(all, { imgae: "a", command: "x" })).toMatchInlineSnapshot(`
      [
        "imgae: Unsupported argument | A setting named "imgae" is not expected here. Did you mean "image"?",
      ]
    `);
    expect(messages(all, { image: "a", nonsense: 1 })).toMatchInlineSnapshot(`
      [
        "nonsense: Unsupported argument | A setting named "nonsense" is not expected here. Remove it, or correct its name.",
      ]
    `);
    expect(messages(all, { image: "a", _comment: "x" }, true)).toMatchInlineSnapshot(`
      [
        "_comment: Unknown configuration key "_comment" | A setting named "_comment" is not expected here. Remove it, or correct its name.",
      ]
    `);
    expect(messages(all, {})).toMatchInlineSnapshot(`
      [
        "header: Missing required argument | The builder "demo" needs "image". Add it.",
      ]
    `);
    expect(messages(all, { image: "" })).toMatchInlineSnapshot(`
      [
        "image: Missing required argument | The builder "demo" needs "image"; here it is empty. Give it a value.",
      ]
    `);
  });

  test("about types, at the very element", () => {
    expect(messages(all, { image: ["a"] })).toMatchInlineSnapshot(`
      [
        "image: Incorrect attribute value type | "image" needs a string; a list stands here. Write a string in its place.",
      ]
    `);
    expect(messages(all, { image: "a", changes: "a,b" })).toMatchInlineSnapshot(`
      [
        "changes: Incorrect attribute value type | "changes" needs a list; the string "a,b" stands here. Write a list in its place.",
      ]
    `);
    expect(messages(all, { image: "a", changes: ["a", {}, null] })).toMatchInlineSnapshot(`
      [
        "changes.1: Incorrect attribute value type | "changes[1]" needs a string; an object stands here. Write a string in its place.",
        "changes.2: Incorrect attribute value type | "changes[2]" needs a value; null stands here. Write a value in its place.",
      ]
    `);
    expect(messages(all, { image: "a", env: { A: [] } })).toMatchInlineSnapshot(`
      [
        "env.A: Incorrect attribute value type | "env["A"]" needs a string; a list stands here. Write a string in its place.",
      ]
    `);
    expect(messages(all, { image: "a", port: "many", commit: "yes" })).toMatchInlineSnapshot(`
      [
        "port: Incorrect attribute value type | "port" needs a number; the string "many" stands here. Write a number in its place.",
        "commit: Incorrect attribute value type | "commit" needs true or false; the string "yes" stands here. Write true or false in its place.",
      ]
    `);
    expect(messages(all, { image: "a", commit: "maybe", trilean: "TrUe" }, true)).toMatchInlineSnapshot(`
      [
        "commit: Incorrect attribute value type | "commit" needs true or false; the string "maybe" stands here. Write true or false in its place.",
        "trilean: Incorrect attribute value type | "trilean" needs true or false; the string "TrUe" stands here. Write true or false in its place.",
      ]
    `);
  });

  test("about values", () => {
    expect(messages(all, { image: "a", method: "sctp" })).toMatchInlineSnapshot(`
      [
        "method: Invalid value for "method" | "method" must be "scp" or "sftp"; "sctp" is not one of them. Did you mean "scp"?",
      ]
    `);
    expect(messages(all, { image: "a", timeout: "5" })).toMatchInlineSnapshot(`
      [
        "timeout: Invalid value for "timeout" | "timeout" must be a duration such as "30s", "5m" or "1h30m"; "5" is none. Give the number a unit: "5s" for seconds.",
      ]
    `);
    expect(messages(all, { image: "a", timeout: "5 minutes" })).toMatchInlineSnapshot(`
      [
        "timeout: Invalid value for "timeout" | "timeout" must be a duration such as "30s", "5m" or "1h30m"; "5 minutes" is none.",
      ]
    `);
    expect(messages(all, { image: "a", changes: ["x", "a {{broken"] })).toMatchInlineSnapshot(`
      [
        "changes.1: Invalid template expression | an expression is not closed. The trouble begins at "{{broken". Correct what stands between "{{" and "}}".",
      ]
    `);
    expect(messages(all, { image: "a", password: { secret: 1 } })).toMatchInlineSnapshot(`
      [
        "password: Incorrect attribute value type | "password" needs a string; an object stands here. Write a string in its place.",
      ]
    `);
  });
});

describe("rules", () => {
  const ruled = schema({
    commit: s.bool(),
    discard: s.bool(),
    export_path: s.string(),
    old: s.string().deprecated('Use "export_path"'),
    later: s.string().refused("There is no way to do that here; leave it out"),
  })
    .exactlyOneOf("commit", "discard", "export_path")
    .rule(["export_path"], (c) =>
      c.export_path === "-" ? { field: "export_path", summary: "No dash", detail: "Name a file." } : undefined,
    );

  test.each([
    [{ commit: true }, []],
    [{ commit: true, discard: false, export_path: "" }, []],
    [{ export_path: unknown }, []],
    [{ comit: true }, ["comit"]],
    [{}, ["header"]],
    [{ commit: true, discard: true }, ["discard"]],
    [{ export_path: "-" }, ["export_path"]],
    [{ commit: true, later: "x" }, ["later"]],
    [{ commit: true, later: "" }, []],
    [{ commit: true, old: "x" }, ["old"]],
  ])("%j", (given, places) => {
    const { diagnostics } = decode(ruled, body(given), context);
    expect(diagnostics.map((d) => d.subject?.filename)).toEqual(places);
  });

  test("a deprecated field is a warning, and the config is there", () => {
    const decoded = decode(ruled, body({ commit: true, old: "x" }), context);
    expect(decoded.config?.old).toBe("x");
    expect(messages(ruled, { commit: true, old: "x" })).toMatchInlineSnapshot(`
      [
        "old: warning: "old" is deprecated | Use "export_path".",
      ]
    `);
    expect(messages(ruled, { commit: true, later: "x" })).toMatchInlineSnapshot(`
      [
        "later: "later" cannot be served | There is no way to do that here; leave it out.",
      ]
    `);
  });
});

describe("what is not known yet", () => {
  test.each([
    [{ image: unknown }, ["image"]],
    [{ image: "{{unknown}}" }, ["image"]],
    [{ image: "a", changes: ["x", unknown] }, ["changes"]],
    [{ image: "a", env: { "{{unknown}}": "x" } }, ["env"]],
    [{ image: "a", anything: [{ x: unknown }] }, ["anything"]],
    [{ image: "a", command: "{{unknown}}" }, []],
  ])("%j", (given, names) => {
    const decoded = decode(all, body(given), context);
    expect(decoded.diagnostics).toEqual([]);
    expect(decoded.unknown).toEqual(names);
    expect(decoded.config === undefined).toBe(names.length > 0);
    for (const name of names) expect(name in decoded.draft).toBe(false);
  });
});

describe("blocks", () => {
  const disk = schema({ size: s.number().required(), label: s.string().sensitive() }).rule(["size"], (c) =>
    c.size < 1 ? { field: "size", summary: "Too small", detail: "Use 1 or more." } : undefined,
  );
  const machine = schema({ disk: s.blocks(disk, { min: 1, max: 2 }), boot: s.block(disk), cpu: s.number() });

  test("single and repeated, with their places", () => {
    const decoded = decode(machine, body({ disk: [{ size: 1 }, { size: 2, label: "x" }], boot: { size: 3 } }), context);
    expect(decoded.diagnostics).toEqual([]);
    expect(decoded.config).toEqual({
      disk: [{ size: 1 }, { size: 2, label: "x" }],
      boot: { size: 3 },
    });
    expect(decoded.secrets).toEqual(["x"]);
    expect(decoded.ranges.get("disk[1].size")?.filename).toBe("disk.1.size");
    expect(decoded.ranges.get("boot.size")?.filename).toBe("boot.size");
    const complaint = { summary: "s", detail: "d", field: "disk", path: [1, "label"] };
    expect(decoded.locate(complaint).subject?.filename).toBe("disk.1.label");
    expect(decoded.locate({ summary: "s", detail: "d" }).subject?.filename).toBe("header");
  });

  test("an object stands for a list of one, and a missing optional block is undefined", () => {
    const decoded = decode(machine, body({ disk: { size: "1" } }, true), context);
    expect(decoded.config).toEqual({ disk: [{ size: 1 }], boot: undefined, cpu: undefined });
  });

  test("messages", () => {
    expect(messages(machine, {})).toMatchInlineSnapshot(`
      [
        "header: Missing disk block | The builder "demo" needs a block "disk". Add what is missing.",
      ]
    `);
    expect(messages(machine, { disk: [{ size: 1 }, { size: 1 }, { size: 1 }] })).toMatchInlineSnapshot(`
      [
        "disk.2: Too many disk blocks | At most 2 blocks "disk" may stand here, and there are 3. Remove what is too many.",
      ]
    `);
    expect(messages(machine, { disk: [{ size: 0 }, { sizes: 1 }] })).toMatchInlineSnapshot(`
      [
        "disk.0.size: Too small | Use 1 or more.",
        "disk.1.sizes: Unsupported argument | A setting named "sizes" is not expected here. Did you mean "size"?",
      ]
    `);
    expect(messages(machine, { disk: "x" })).toMatchInlineSnapshot(`
      [
        "disk: Unsupported argument | "disk" is a block, not a setting. Write "disk { ... }" instead.",
      ]
    `);
    expect(messages(machine, { disk: { size: 1 }, boot: [{ size: 1 }, { size: 1 }] })).toMatchInlineSnapshot(`
      [
        "boot.1: Too many boot blocks | Only one block "boot" may stand here, and there are 2. Remove what is too many.",
      ]
    `);
  });

  test("an unknown inside makes the block unknown", () => {
    expect(decode(machine, body({ disk: [{ size: unknown }] }), context).unknown).toEqual(["disk"]);
  });
});

test("templates are rendered by the component, with the field's name in the error", () => {
  const decoded = decode(all, body({ image: "a", command: "sh {{.Path}}" }), context);
  expect(decoded.config?.command.source).toBe("sh {{.Path}}");
  expect(decoded.config?.command.render({ Path: "/x" })).toBe("sh /x");
  expect(decode(all, body({ image: "a" }), context).config?.command.render({ Path: "/x" })).toBe("run /x");
  const broken = decode(all, body({ image: "a", command: "{{bad}}" }), context);
  expect(() => broken.config?.command.render({ Path: "/x" })).toThrow(
    'The template in "command" could not be rendered: no such function',
  );
  const checked = { ...context, checkTemplate: () => ({ error: "it never ends", offset: 0 }) };
  expect(decode(all, body({ image: "a", command: "{{" }), checked).diagnostics).toMatchObject([
    { summary: "Invalid template expression", detail: "it never ends. Correct the template." },
  ]);
});

test("an overlay wins and is decoded weakly", () => {
  const below = body({ image: "a", changes: ["x"], port: 1 });
  const decoded = decode(all, overlayBody(below, value({ changes: "b,c", port: null }), rangeOf), context);
  expect(decoded.config).toMatchObject({ image: "a", changes: ["b", "c"], port: 1 });
});

test("secrets of sensitive fields are known to the filter and stay out of messages", () => {
  expect(decode(all, body({ image: "a", password: "hunter2" }), context).secrets).toEqual(["hunter2"]);
  const marked = schema({ port: s.number(), timeout: s.duration() });
  const sensitive = { ...V.string("hunter2"), marks: new Set(["sensitive"]) };
  const given = bodyFromValue(V.object({ port: sensitive, timeout: sensitive }), false, {
    range: rangeOf([]),
    rangeOf,
  });
  expect(decode(marked, given, context).diagnostics.map((d) => d.detail)).toMatchInlineSnapshot(`
    [
      ""port" needs a number; another string stands here. Write a number in its place.",
      ""timeout" must be a duration such as "30s", "5m" or "1h30m"; what is given is none.",
    ]
  `);
});

test("a key named like a part of JavaScript is only a key", () => {
  const decoded = decode(all, body({ image: "a", env: JSON.parse('{"__proto__": "x"}') as object }), context);
  expect(Object.entries(decoded.config?.env ?? {})).toEqual([["__proto__", "x"]]);
});

test("whatever stands in a body, there is a config or a reason why there is none", () => {
  const names = fc.constantFrom(...Object.keys(all.fields), "type", "other", "IMAGE");
  const bodies = fc.dictionary(names, fc.jsonValue(), { maxKeys: 8 });
  fc.assert(
    fc.property(bodies, fc.boolean(), (given, weak) => {
      const { config, diagnostics, unknown: waiting } = decode(all, body(given as object, weak), context);
      const isWrong = diagnostics.some((d) => d.severity === "error");
      expect(config === undefined).toBe(isWrong || waiting.length > 0);
      for (const d of diagnostics) expect(d.detail).toMatch(/[.?]$/);
    }),
  );
});
