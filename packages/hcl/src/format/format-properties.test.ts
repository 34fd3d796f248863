import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeExpression } from "../eval/native-expression.ts";
import { standardFunctions } from "../functions/standard-functions.ts";
import type { BodyItems } from "../syntax/ast.ts";
import { parseNativeBody } from "../syntax/parse-native.ts";
import { isSurelyRight } from "../syntax/recognise-body.ts";
import { type Scan, scanTokens } from "../syntax/scan-tokens.ts";
import { SourceText } from "../syntax/source-text.ts";
import type { Token } from "../syntax/tokens.ts";
import { sameValue } from "../value/equality.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { formatFile } from "./format-file.ts";
import { formatScan, formatText } from "./format-text.ts";

const blanks = fc.constantFrom("", "", " ", "  ", "\t", " \t ");
const name = fc.constantFrom("a", "bb", "ccc", "in", "if", "é", "x-y");
const binary = fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||");

/** Texts with whatever blanks between them. Words and signs that would grow together stand apart. */
function row(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  const arbitraries = parts.map((part) => (typeof part === "string" ? fc.constant(part) : part));
  const gaps = fc.array(blanks, { minLength: parts.length, maxLength: parts.length });
  return fc.tuple(gaps, ...arbitraries).map(([between, ...texts]) =>
    texts.reduce((text, next, i) => {
      const gap = between[i] ?? "";
      const grows = /[\p{L}\p{N}_.-]$/u.test(text) || /[=!<>&|/*:.~-]$/.test(text);
      return i === 0 ? next : text + (gap === "" && grows ? " " : gap) + next;
    }, ""),
  );
}

const { expression } = fc.letrec<{ expression: string; pairs: string; template: string }>((tie) => {
  const inner = tie("expression");
  const newline = fc.constantFrom("", "", "\n", "\n\n", "# c\n", "/* c */");
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: "expression" },
      fc.constantFrom("1", "1.5", "true", "null", '"x"', '" x  y "', '"$${a}"', "var.a", "var.m.k", "var.l[0]"),
      row(inner, binary, inner),
      row("-", inner),
      row("!", inner),
      row("(", newline, inner, newline, ")"),
      row(inner, "?", inner, ":", inner),
      row("[", newline, inner, ",", newline, inner, newline, "]"),
      row("{", fc.constantFrom("", "\n", "# c\n"), tie("pairs"), fc.constantFrom("", "\n"), "}"),
      row("try", "(", newline, inner, ",", newline, inner, ")"),
      row("[", "for", "x", "in", inner, ":", inner, fc.constantFrom("", "if x != null"), "]"),
      row("var", ".", "l", fc.constantFrom("[*]", ".*", "[ * ]"), fc.constantFrom("", ".k")),
      tie("template").map((text) => `"${text}"`),
    ),
    pairs: fc.oneof(
      row(name, fc.constantFrom("=", ":"), inner),
      row(name, "=", inner, fc.constantFrom(",", "\n", ",\n", " # c\n"), "zz", "=", inner),
    ),
    template: fc
      .array(
        fc.oneof(
          fc.constantFrom("text", "  ", "é", "%%{x}", "$"),
          row(fc.constantFrom("${", "${~"), inner, fc.constantFrom("}", "~}")),
          row("%{", "if", inner, "}").map((text) => `${text}yes%{ endif }`),
        ),
        { maxLength: 3 },
      )
      .map((parts) => parts.join("").replace(/\$(?=\$)/g, "")),
  };
});

const heredoc = fc
  .tuple(fc.constantFrom("<<", "<<-"), fc.array(fc.constantFrom("  x = 1\n", "\t${var.a}\n", "\n", "y ${ 1+2 } z\n")))
  .map(([sign, lines]) => `${sign}EOT\n${lines.join("")}  EOT`);

/** A file that parses most of the time, as a careless person may have written it. */
const file = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: row(name, "=", fc.oneof({ weight: 5, arbitrary: expression }, heredoc)) },
      { weight: 1, arbitrary: fc.constantFrom("", "# c", "  // c", "/* c\n  c */") },
      { weight: 1, arbitrary: row("blk", fc.constantFrom("", '"l"', '"l" m'), "{", "a", "=", expression, "}") },
      { weight: 1, arbitrary: row("blk", "{", "\n", "a", "=", expression, "\n", "}") },
    ),
    { maxLength: 6 },
  )
  // Every name once, or there would be a mistake in most files.
  .map((items) => items.map((item, i) => item.replace(/^([\p{L}-]+)(?=[ \t]*=)/u, `$1${i}`)))
  .chain((items) => fc.constantFrom("\n", "\r\n", " # end\n", "  \n").map((end) => items.map((i) => i + end).join("")));

const pieces =
  "{ } [ ] ( ) \" ${ %{ ~} <<EOT EOT = , . * ... for if in a 1 : :: ? # // /* */ \\ é - ! ' ; \u00A0".split(" ");
/** Tokens in any order, and lines and blanks. */
const soup = fc
  .array(fc.constantFrom(...pieces, "\n", "\r\n", " ", "\t", "<<EOT\n", "\nEOT\n"), { maxLength: 40 })
  .map((list) => list.join(""));

function scan(text: string): Scan & { readonly text: string } {
  const source = SourceText.from(text, "");
  return { ...scanTokens(source), text: source.text };
}

describe("formatting", () => {
  it.each([
    ["files", file],
    ["anything", soup],
  ])("twice is formatting once: %s", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const formatted = formatText(text);
        // Signs that stand together only in texts that do not parse may become one: `! =`, `. . .`
        fc.pre(scan(text).tokens.length === scan(formatted).tokens.length);
        expect(formatText(formatted)).toBe(formatted);
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing but blanks, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(file, soup, fc.string()), (text) => {
        const visible = (t: string) => t.replace(/^\uFEFF/, "").replaceAll(/[ \t]/g, "");
        expect(visible(formatText(text))).toBe(visible(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves the tokens what they are: strings, comments, heredocs and all", () => {
    fc.assert(
      fc.property(file, (text) => {
        const before = scan(text);
        const after = scan(formatText(text));
        fc.pre(before.diagnostics.length === 0);
        const words = ({ tokens, text: from }: typeof before) =>
          tokens.map(({ k, start, end }) => [k, from.slice(start, end)]);
        expect(words(after)).toEqual(words(before));
      }),
      { numRuns: 500 },
    );
  });

  it("changes no value", () => {
    let read = 0;
    fc.assert(
      fc.property(file, (text) => {
        const before = parseNativeBody(text, "");
        fc.pre(before.diagnostics.length === 0);
        read++;
        const after = parseNativeBody(formatText(text), "");
        expect(after.diagnostics).toEqual([]);
        const [old, now] = [valuesOf(before.tree), valuesOf(after.tree)];
        expect(now.map(([path]) => path)).toEqual(old.map(([path]) => path));
        old.forEach(([, value], i) => {
          const other = now[i]?.[1];
          expect(other !== undefined && sameValue(value, other)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
    expect(read).toBe(500);
  });

  it("refuses what the parser refuses, and nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(file, soup), (text) => {
        const { diagnostics } = parseNativeBody(text, "x");
        const formatted = formatFile(text, "x");
        expect(formatted.diagnostics).toEqual(diagnostics);
        expect(formatted.formatted).toBe(diagnostics.length > 0 ? formatted.text : formatText(text));
      }),
      { numRuns: 1000 },
    );
  });
});

const numbers = V.tuple([V.number(1), V.number(2)]);
const scope = {
  variables: new Map([
    ["var", V.object({ a: V.string("a"), l: numbers, m: V.object({ k: V.number(3) }) })],
    ["a", V.number(1)],
  ]),
  functions: standardFunctions({ baseDir: "/", cwd: "/", startedAt: new Date(0), env: {} }),
};

/** The value of every argument, by its path. */
function valuesOf(body: BodyItems, path = ""): readonly (readonly [string, Value])[] {
  const own = [...body.attributes.values()].map(
    ({ name: key, node }) => [`${path}.${key}`, nativeExpression(node).evaluate(scope).value] as const,
  );
  const below = body.blocks.flatMap(({ type, labels, body: inner }) => valuesOf(inner, `${path}.${[type, ...labels]}`));
  return [...own, ...below];
}

it("is sure of most files that are right, so that the parser is rarely asked", () => {
  const sure = fc.sample(file, { numRuns: 200, seed: 1 }).map((text) => {
    const { tokens, diagnostics, text: from } = scan(text);
    const isRight = parseNativeBody(text, "").diagnostics.length === 0;
    const isSure = diagnostics.length === 0 && isSurelyRight(from, tokens);
    expect(isRight || !isSure).toBe(true);
    return isRight ? isSure : undefined;
  });
  const right = sure.filter((answer) => answer !== undefined);
  expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.4);
});

it("looks at each token a fixed number of times, however long the text and its runs are", () => {
  const looks = (lines: number) => {
    const text = 'b {\n a=[1,"${x}"] # c\n bb =f({c=1})#d\n'.repeat(lines) + "}\n".repeat(lines);
    const { tokens, ...rest } = scan(text);
    let count = 0;
    const counted = new Proxy(tokens, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) count++;
        return Reflect.get(target, key) as Token;
      },
    });
    formatScan(text, { ...rest, tokens: counted });
    return count / tokens.length;
  };
  expect(looks(10)).toBeLessThan(12);
  expect(looks(4000)).toBeLessThan(looks(10) + 0.5);
});
