import { describe, expect, it } from "vitest";
import { type Fn, FunctionError } from "../functions/contract.ts";
import type { Scope } from "../syntax/contract.ts";
import { parseExpression, parseTemplate } from "../syntax/parse-file.ts";
import { toDecimalText } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V, withMarks } from "../value/value.ts";
import { EvaluationError } from "./evaluation-error.ts";

const upper: Fn = {
  params: [{ name: "str", type: T.string }],
  description: "upper case",
  returns: () => T.string,
  call: ([text]) => (text?.k === "string" ? V.string(text.value.toUpperCase()) : V.unknown(T.string)),
};
const join: Fn = {
  params: [{ name: "separator", type: T.string }],
  variadic: { name: "parts", type: T.string },
  description: "parts with a separator between them",
  returns: () => T.string,
  call: ([separator, ...parts]) => V.string(parts.map(textOf).join(textOf(separator))),
};
const refuse: Fn = {
  params: [{ name: "x", type: T.dynamic }],
  description: "fails",
  returns: () => T.dynamic,
  call: () => {
    throw new FunctionError("this one never works", 0);
  },
};
const first: Fn = {
  params: [],
  variadic: { name: "expressions", type: T.dynamic },
  description: "the first that can be evaluated",
  returns: () => T.dynamic,
  call: () => V.null(T.dynamic),
  lazy: (args) => {
    for (const arg of args) {
      try {
        return arg.value();
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
      }
    }
    throw new FunctionError("nothing worked");
  },
};

function textOf(value: Value | undefined): string {
  return value?.k === "string" ? value.value : "";
}

const scope: Scope = {
  variables: new Map(
    Object.entries({
      var: V.object({
        name: V.string("web"),
        count: V.number(3),
        list: V.list(T.string, [V.string("a"), V.string("b")]),
        set: V.set(T.string, [V.string("z"), V.string("y")]),
        map: V.map(T.number, { b: V.number(2), a: V.number(1) }),
        none: V.null(T.string),
        nolist: V.null(T.list(T.string)),
        objects: V.list(T.object({ n: T.number }), [V.object({ n: V.number(1) }), V.object({ n: V.number(2) })]),
        later: V.unknown(T.string),
        laterlist: V.unknown(T.list(T.string)),
        secret: withMarks(V.string("hush"), ["sensitive"]),
      }),
    }),
  ),
  functions: new Map(Object.entries({ upper, join, refuse, first })),
};

/** A value in one line: unknown as "?", marked with "*". */
function show(value: Value): string {
  const star = value.marks.size > 0 ? "*" : "";
  switch (value.k) {
    case "unknown":
      return `?${value.type.k}${star}`;
    case "null":
      return `null${star}`;
    case "number":
      return toDecimalText(value.value) + star;
    case "string":
      return JSON.stringify(value.value) + star;
    case "bool":
      return String(value.value) + star;
    case "list":
    case "set":
    case "tuple":
      return `${value.k}(${value.items.map(show).join(" ")})${star}`;
    case "map":
    case "object":
      return `${value.k}(${[...value.entries].map(([k, v]) => `${k}=${show(v)}`).join(" ")})${star}`;
  }
}

function evaluate(text: string): { shown: string; errors: readonly string[] } {
  const parsed = parseExpression(text, "x.hcl");
  const { value, diagnostics } = parsed.value.evaluate(scope);
  return { shown: show(value), errors: [...parsed.diagnostics, ...diagnostics].map((d) => d.summary) };
}

describe("values", () => {
  it.each([
    // Operators.
    ['-"5"', "-5"],
    ['"1" + 2', "3"],
    ['!"true"', "false"],
    ["1 + 2 * 3 - 4 / 2", "5"],
    ["0.1 + 0.2 == 0.3", "true"],
    ["9007199254740993", "9007199254740993"],
    ["1 / 0 > 1e100", "true"],
    ["-5 % 3", "-2"],
    ["10 % 3.5", "3"],
    ['1 == "1"', "false"],
    ["[1, [2]] == [1, [2]]", "true"],
    ["var.none == null", "true"],
    ['var.later == "a"', "?bool"],
    ["1 < 2 && !(2 >= 3)", "true"],
    ["true || var.typo", "true"],
    ["var.typo || true", "true"],
    ["var.typo && false", "false"],
    ['var.later == "" || true', "true"],
    // Conditionals.
    ['true ? 1 : "a"', '"1"'],
    ["false ? var.typo : 2", "2"],
    ["true ? null : 2", "null"],
    ['true ? [1] : [1, "a"]', 'list("1")'],
    ['true ? {a = 1} : {b = "x"}', 'map(a="1")'],
    ["true ? var.list : []", 'list("a" "b")'],
    // A null is of any type, and so a list that has one may be too.
    ["true ? [1, null] : [[true]]", "list(1 null)"],
    ["true ? {a = 1, b = 2} : {c = null, d = true}", "map(a=1 b=2)"],
    ["true ? {x = [1, null]} : {x = [[true]]}", "object(x=list(1 null))"],
    ['true ? {a = 1, b = 2} : {c = null, d = "x", e = true}', 'map(a="1" b="2")'],
    ["true ? 1 : [nowhere].*", "1"],
    ['var.later == "" ? 1 : 2', "?number"],
    ['var.later == "" ? 1 : 1', "?number"],
    ['var.later == "" ? "a" : "b"', "?string"],
    ['var.later == "" ? "a" : var.none', "?string"],
    ['var.later == "" ? var.list : [3, "b"]', "list(?string ?string)"],
    ['var.later == "" ? var.list : []', "?list"],
    ['var.later == "" ? {a = 1, b = [1]} : {a = 1, b = [2]}', "?object"],
    ['var.later == "" ? var.map : {a = 1}', "?map"],
    ['var.later == "" ? {a = var.secret} : {a = "hush"}', "?object*"],
    ['var.later == "" ? var.typo : 1', "?dynamic"],
    ['1 < 2 ? "y" : "n"', '"y"'],
    // Templates.
    ['"${1.0}"', "1"],
    ['"${var.map}"', "map(a=1 b=2)"],
    ['"n=${1e3} ${true}"', '"n=1000 true"'],
    ['"$${a} %%{b} $$ $${"', '"${a} %{b} $$ ${"'],
    ['"\\u00e9\\t\\U0001f600"', '"é\\t😀"'],
    ['"%{ for x in ["a","b"] ~} ${x} %{ endfor ~}z"', '"a b z"'],
    ['"%{ if var.count > 2 }many%{ else }few%{ endif }"', '"many"'],
    ['"%{ for k, v in var.map }${k}${v}%{ endfor }"', '"a1b2"'],
    ['"x${var.later}"', "?string"],
    ['"x${var.secret}"', '"xhush"*'],
    ["<<-EOT\n    a\n      b\n  ${1}\n\n    EOT\n", '"  a\\n    b\\n1\\n\\n"'],
    // A strip marker works before the indentation is looked at, and a removed newline leaves no line to begin.
    ['<<-EOT\n    ${~ "x" }\n      y\n    EOT\n', '"x\\n      y\\n"'],
    ['<<-EOT\n      ${"x" ~}\n    y\n    EOT\n', '"x    y\\n"'],
    ['<<-EOT\n     \n    a\n  ${"b"}\n EOT\n', '"     \\n  a\\nb\\n"'],
    ["<<-EOT\n\ta\n  b\n EOT\n", '"a\\n b\\n"'],
    ["<<EOT\n  a\\n\nEOT\n", '"  a\\\\n\\n"'],
    ["<<EOT\r\na\r\nEOT\r\n", '"a\\r\\n"'],
    // Parts.
    ["var.list[1]", '"b"'],
    ['var.list["0"]', '"a"'],
    ["var.list.0", '"a"'],
    ['var.map.a + var.map["b"]', "3"],
    ["{a = {b = [5]}}.a.b[0]", "5"],
    ["var.laterlist[0]", "?string"],
    ["var.objects[*].n", "list(1 2)"],
    ["var.objects.*.n", "list(1 2)"],
    ["[[1, 2], [3]][*][0]", "tuple(1 3)"],
    ["[[1, 2], [3]].*[0]", "tuple(1 2)"],
    ["var.name[*]", 'tuple("web")'],
    ["var.none[*]", "tuple()"],
    ["var.laterlist[*]", "?list"],
    ["var.later[*]", "?dynamic"],
    ['[for v in [var.none, "b"] : v[*]]', 'tuple(tuple() tuple("b"))'],
    ["{a = var.laterlist}.a[*][*]", "?list"],
    ["[var.later, 1][*]", "tuple(?string 1)"],
    ["var.set[*]", 'list("y" "z")'],
    ["{a = var.secret}[*].a", 'tuple("hush"*)'],
    // Collections.
    ['{a = 1, "b" = 2, (var.name) = 3, null = 4, 5 = 6}', "object(5=6 a=1 b=2 null=4 web=3)"],
    ["{a = 1, a = 2}", "object(a=2)"],
    ["[for v in var.list : upper(v)]", 'tuple("A" "B")'],
    ['[for i, v in var.list : "${i}${v}" if v != "a"]', 'tuple("1b")'],
    ["[for v in var.set : v]", 'tuple("y" "z")'],
    ["{for k, v in var.map : v => k}", 'object(1="a" 2="b")'],
    ['{for v in ["a", "b", "a"] : v => 1...}', "object(a=tuple(1 1) b=tuple(1))"],
    ["[for v in var.laterlist : v]", "?dynamic"],
    ["[for v in [] : nowhere if v]", "tuple()"],
    ["[for v in [1] : v if v == 1 ? true : nowhere]", "tuple(1)"],
    ["[for v in [var.secret] : v]", 'tuple("hush"*)'],
    ["{for v in [var.secret] : v => 1}", "object(hush=1)*"],
    // Functions.
    ['upper("a")', '"A"'],
    ["upper(var.later)", "?string"],
    ["upper(var.secret)", '"HUSH"*'],
    ['join("-", var.list...)', '"a-b"'],
    ['join("-", var.laterlist...)', "?dynamic"],
    ["first(var.typo, 1)", "1"],
  ])("%s is %s", (text, wanted) => {
    expect(evaluate(text)).toEqual({ shown: wanted, errors: [] });
  });
});

describe("errors", () => {
  it.each([
    ["-true", "Invalid operand"],
    ["1 + null", "Invalid operand"],
    ["true && 5", "Invalid operand"],
    ["0 / 0", "Operation failed"],
    ["nam", "Unknown variable"],
    ["var.nam", "Unsupported attribute"],
    ["var.map.c", "Missing map element"],
    ["var.list.a", "Unsupported attribute"],
    ["var.name.a", "Unsupported attribute"],
    ["var.none.a", "Attempt to get attribute from null value"],
    ["var.nolist[0]", "Attempt to index null value"],
    ["var.list[2]", "Invalid index"],
    ["var.list[-1]", "Invalid index"],
    ["var.list[0.5]", "Invalid index"],
    ['var.list["a"]', "Invalid index"],
    ["var.set[0]", "Invalid index"],
    ["var.name[0]", "Invalid index"],
    ["var.nolist[*]", "Splat of null value"],
    ["var.laterlist[*].a", "Unsupported attribute"],
    ["null ? 1 : 2", "Null condition"],
    ["[] ? 1 : 2", "Incorrect condition type"],
    ["true ? {a = 1} : [1]", "Inconsistent conditional result types"],
    ["true ? [1, 2] : [null, []]", "Inconsistent conditional result types"],
    ["true ? 1 : [nowhere]", "Inconsistent conditional result types"],
    ['"a${null}"', "Invalid template interpolation value"],
    ['"a${[]}"', "Invalid template interpolation value"],
    ["[for v in null : v]", "Iteration over null value"],
    ["[for v in [] : v if null]", "Condition is null"],
    ["[for k, v in {} : v if 1]", "Invalid for-expression condition"],
    ["[for v in [] : v if nowhere]", "Unknown variable"],
    ["[for v in 5 : v]", "Iteration over non-iterable value"],
    ["[for v in [1] : v if null]", "Condition is null"],
    ["{for v in [1, 1] : v => v}", "Duplicate object key"],
    ["{for v in [null] : v => v}", "Invalid object key"],
    ["{a.b = 1}", "Ambiguous attribute key"],
    ["{(null) = 1}", "Null value as key"],
    ["{[] = 1}", "Incorrect key type"],
    ["uper(1)", "Call to unknown function"],
    ["upper()", "Not enough function arguments"],
    ["upper(1, 2)", "Too many function arguments"],
    ["upper([])", "Invalid function argument"],
    ["upper(null)", "Invalid function argument"],
    ["refuse(1)", "Invalid function argument"],
    ["first(var.typo)", "Error in function call"],
    ["upper(null...)", "Invalid expanding argument value"],
  ])("%s: %s", (text, summary) => {
    expect(evaluate(text).errors).toEqual([summary]);
  });

  it("says the same of all elements only once", () => {
    expect(evaluate("[for v in [1, 2, 3] : v.x]").errors).toEqual(["Unsupported attribute"]);
  });

  it("allows neither names nor functions without a scope", () => {
    const summaries = (text: string) =>
      parseExpression(text, "x")
        .value.evaluate(undefined)
        .diagnostics.map((d) => d.summary);
    expect(summaries("[a, f(1)]")).toEqual(["Variables not allowed", "Function calls not allowed"]);
  });

  it("suggests names and shows what the expression read", () => {
    const explain = (text: string) => {
      const [d] = parseExpression(text, "x").value.evaluate(scope).diagnostics;
      return [d?.detail, d?.suggestion, ...(d?.readings ?? []).map((r) => `${r.reference} as ${r.rendering}`)];
    };
    expect(explain("var.nmae")).toMatchInlineSnapshot(`
      [
        "This object has no attribute "nmae". Did you mean "name"?",
        "name",
        "var as object with 11 attributes",
      ]
    `);
    expect(explain("var.list[var.count]")).toMatchInlineSnapshot(`
      [
        "This list of string has no element with the index 3. It has 2 elements, with the indexes 0 to 1.",
        undefined,
        "var.list as list of string with 2 elements",
        "var.count as 3",
      ]
    `);
    expect(explain("var.secret + 1")).toMatchInlineSnapshot(`
      [
        "The left operand of "+" must be a number: a number is required. Use a value of that type.",
        undefined,
        "var.secret as a sensitive value",
      ]
    `);
    expect(explain("ver.x")).toContain("var");
    expect(explain('uper("x")')).toContain("upper");
  });
});

describe("without evaluating", () => {
  it("tells the names that are read, without those of for-expressions", () => {
    const { value } = parseExpression('[for x in var.a : x[local.i].y + data.b["c"].*.d + f(e)] == "${g}"', "x");
    const names = value
      .variables()
      .map((t) => [t.root, ...t.steps.map((s) => (s.k === "attribute" ? s.name : s.k))].join("."));
    expect(names).toEqual(["var.a", "local.i", "data.b.index.splat", "e", "g"]);
  });

  it("reads static forms", () => {
    const { value } = parseExpression('{ a = f(b.c, [1, "x"]), "d" = 2 }', "x");
    const [a, d] = value.asPairs() ?? [];
    const call = a?.value.asCall();
    expect([a?.key.asTraversal()?.root, d?.key.evaluate(undefined).value.k]).toEqual(["a", "string"]);
    expect([call?.name, call?.args[0]?.asTraversal()?.steps.length, call?.args[1]?.asList()?.length]).toEqual([
      "f",
      1,
      2,
    ]);
  });

  it.each([
    ["a", 0],
    ['a.b[0]["c"].1', 4],
    ['a["${b}"]', undefined],
    ["a[b]", undefined],
    ["a[-1]", undefined],
    ["a[true]", undefined],
    ["a[*].b", undefined],
    ["(a).b", undefined],
    ['"${a.b}"', undefined],
    ["f(a).b", undefined],
    ["null", undefined],
  ])("%s as a traversal has so many steps: %s", (text, steps) => {
    expect(parseExpression(text, "x").value.asTraversal()?.steps.length).toBe(steps);
  });

  it("reads keys that are bare words as names", () => {
    const pairs = parseExpression('{ a = 1, null = 1, true = 1, "b" = 1, (c) = 1, 5 = 1 }', "x").value.asPairs();
    expect(pairs?.map(({ key }) => key.asTraversal()?.root)).toEqual([
      "a",
      "null",
      "true",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("says where parts stand", () => {
    const { value } = parseExpression('{ a = [1, { "b" = 22 }] }', "x");
    const columns = (path: (string | number)[]) => [value.rangeOf(path).start.column, value.rangeOf(path).end.column];
    expect([columns(["a", 1, "b"]), columns(["a", 0]), columns(["z"])]).toEqual([
      [19, 21],
      [8, 9],
      [1, 26],
    ]);
  });
});

it("reads a bare template", () => {
  const text = (template: string) => show(parseTemplate(template, "x").value.evaluate(scope).value);
  expect(text("a\\n ${var.name}\n%{ for v in var.list ~}\n  - ${v}\n%{ endfor ~}\nend")).toMatchInlineSnapshot(
    `""a\\\\n web\\n  - a\\n  - b\\nend""`,
  );
  expect(text("${var.count}")).toBe("3");
});
