// Expressions of the template language, by chance: most of them make sense, some have an argument too many, a value of another type, or a
// slip of the pen. Each fits on one line, since the console reads lines.

import type { Choose } from "./choose.ts";
import { number, quote, small, text } from "./literals.ts";
import { type Kind, signatures } from "./signatures.ts";
import { type Special, special, type } from "./special-arguments.ts";

/** The names that are bound around an expression, by for-expressions. */
type Names = readonly string[];

/** An expression. */
export function generateExpression(choose: Choose): string {
  const kind = choose.one<Kind>(["number", "string", "string", "bool", "list", "list", "map", "any"]);
  const expression = value(kind, choose.between(1, 3), [], choose);
  return choose.chance(0.04) ? slipped(expression, choose) : expression;
}

/** One character is gone, doubled, or another one. */
function slipped(expression: string, choose: Choose): string {
  const characters = [...expression];
  const at = choose.between(0, characters.length - 1);
  characters.splice(
    at,
    choose.between(0, 1),
    ...choose.several(0, 1, () => choose.one([..."(){}[]\"',.:?!=&|<>+-*/%~$ ax0"])),
  );
  return characters.join("") || "0";
}

function value(wanted: Kind, depth: number, names: Names, choose: Choose): string {
  const kind = choose.chance(0.03) ? choose.one<Kind>(["number", "string", "bool", "list", "map"]) : wanted;
  if (kind === "type") return type(choose);
  if (kind === "small") return choose.chance(0.9) ? small(choose) : value("number", depth, names, choose);
  if (choose.chance(0.015)) return "null";
  if (names.length > 0 && choose.chance(0.35)) return reference(kind, choose.one(names), choose);
  const inner = (of: Kind) => value(of, depth - 1, names, choose);
  if (depth > 0 && choose.chance(0.06)) return `(${inner("bool")} ? ${inner(kind)} : ${inner(kind)})`;
  if (depth > 0 && choose.chance(0.03)) return `(${inner(kind)})`;
  switch (kind) {
    case "number":
      return numeric(depth, inner, choose);
    case "string":
      return textual(depth, names, inner, choose);
    case "bool":
      return logical(depth, inner, choose);
    case "list":
    case "numbers":
    case "strings":
      return sequence(kind, depth, names, inner, choose);
    case "map":
      return mapping(depth, names, inner, choose);
    case "any":
      return value(choose.one<Kind>(["number", "string", "string", "bool", "list", "map"]), depth, names, choose);
    default:
      return choose.chance(0.95) ? quote(special(kind satisfies Special, choose), choose) : inner("string");
  }
}

type Inner = (of: Kind) => string;

function reference(kind: Kind, name: string, choose: Choose): string {
  if (kind === "list" || kind === "map") return choose.one([name, `[${name}]`, `{ a = ${name} }`]);
  return choose.chance(0.9) ? name : `${name}${choose.one([".a", "[0]", ".*", '["a"]', ".0", "[*].a", "[*]"])}`;
}

function numeric(depth: number, inner: Inner, choose: Choose): string {
  if (depth <= 0 || choose.chance(0.25))
    return choose.chance(0.08) ? choose.one(['"5"', '"1e3"', '"0x1"', '" 1"', '""', '"1.50"']) : number(choose);
  const roll = choose.between(0, 9);
  if (roll < 4) return `${inner("number")} ${choose.one(["+", "-", "*", "/", "%"])} ${inner("number")}`;
  if (roll === 4) return `-${inner("number")}`;
  if (roll === 5) return `${inner("numbers")}[${small(choose)}]`;
  return call("number", inner, choose);
}

function textual(depth: number, names: Names, inner: Inner, choose: Choose): string {
  if (depth <= 0 || choose.chance(0.2)) return quote(text(choose), choose);
  const roll = choose.between(0, 9);
  if (roll < 3) return template(names, inner, choose);
  if (roll === 3) return `${inner("list")}[${small(choose)}]`;
  return call("string", inner, choose);
}

/** A quoted template: texts, interpolations, directives, each with a chance of a strip marker. */
function template(names: Names, inner: Inner, choose: Choose): string {
  const strip = () => (choose.chance(0.15) ? "~" : "");
  const space = () => (choose.chance(0.5) ? " " : "");
  const marked = (mark: string, content: string) => `${mark}{${strip()}${space()}${content}${space()}${strip()}}`;
  // A dollar or percent sign at its end would change what comes behind it.
  const literal = () => quote(text(choose), choose).slice(1, -1).replace(/[$%]$/, "$& ");
  const part = (): string => {
    const roll = choose.between(0, 9);
    if (roll < 4) return literal();
    if (roll < 8) return marked("$", inner(choose.one<Kind>(["string", "number", "bool", "any"])));
    if (roll === 8) {
      const other = choose.chance(0.6) ? `${marked("%", "else")}${literal()}` : "";
      return `${marked("%", `if ${inner("bool")}`)}${literal()}${other}${marked("%", "endif")}`;
    }
    const bound = names.includes("v") ? "w" : "v";
    const head = choose.chance(0.3) ? `k, ${bound}` : bound;
    return `${marked("%", `for ${head} in ${inner(choose.one<Kind>(["list", "map"]))}`)}${literal()}${marked("$", bound)}${marked("%", "endfor")}`;
  };
  return `"${choose.several(1, 3, part).join(" ")}"`;
}

function logical(depth: number, inner: Inner, choose: Choose): string {
  if (depth <= 0 || choose.chance(0.2))
    return choose.one(["true", "false", '"true"', '"false"', "true", "false", '"1"', '"yes"']);
  const roll = choose.between(0, 9);
  if (roll < 3) return `${inner("any")} ${choose.one(["==", "!="])} ${inner("any")}`;
  if (roll < 5) return `${inner("number")} ${choose.one(["<", "<=", ">", ">="])} ${inner("number")}`;
  if (roll < 7) return `${inner("bool")} ${choose.one(["&&", "||"])} ${inner("bool")}`;
  if (roll === 7) return `!${inner("bool")}`;
  return call("bool", inner, choose);
}

function sequence(
  kind: "list" | "numbers" | "strings",
  depth: number,
  names: Names,
  inner: Inner,
  choose: Choose,
): string {
  const element = kind === "numbers" ? "number" : kind === "strings" ? "string" : "any";
  const roll = choose.between(0, 9);
  if (depth <= 0 || roll < 4) {
    // Lists of one type, so that functions like what they get.
    const alike =
      element === "any" && choose.chance(0.6) ? choose.one<Kind>(["number", "string", "map", "list"]) : element;
    return `[${choose.several(0, 4, () => inner(alike)).join(", ")}]`;
  }
  if (roll === 4) return loop("[", depth, names, inner, choose);
  if (roll === 5)
    return `${choose.one(["[", "("])}${inner("map")}`.startsWith("[")
      ? `[${inner("map")}, ${inner("map")}]${choose.one(["[*].a", ".*.a", "[*]", ".*"])}`
      : `${inner("any")}[*]`;
  if (roll === 6)
    return `convert(${inner(kind)}, ${choose.one(["list", "set"])}(${element === "any" ? choose.one(["string", "number", "any"]) : element}))`;
  return call("list", inner, choose);
}

function mapping(depth: number, names: Names, inner: Inner, choose: Choose): string {
  const roll = choose.between(0, 9);
  if (depth <= 0 || roll < 5) {
    const key = (): string =>
      choose.one([
        "a",
        "b",
        "c",
        '"a"',
        '"b c"',
        "true",
        "null",
        '"é"',
        "a-b",
        `(${quote(text(choose), choose)})`,
        "1",
        '""',
      ]);
    const items = choose.several(
      0,
      3,
      () => `${key()} ${choose.one(["=", ":"])} ${inner(choose.one<Kind>(["number", "string", "any"]))}`,
    );
    return `{ ${items.join(", ")} }`;
  }
  if (roll === 5) return loop("{", depth, names, inner, choose);
  if (roll === 6) return `convert(${inner("map")}, map(${choose.one(["string", "number", "any"])}))`;
  return call("map", inner, choose);
}

/** A for-expression: `[` gives a tuple, `{` an object. */
function loop(bracket: "[" | "{", depth: number, names: Names, inner: Inner, choose: Choose): string {
  const bound = names.includes("v") ? "w" : "v";
  const hasKey = choose.chance(0.5);
  const within = [...names, bound, ...(hasKey ? ["k"] : [])];
  const body = (of: Kind) => value(of, depth - 1, within, choose);
  const head = `for ${hasKey ? "k, " : ""}${bound} in ${inner(choose.one<Kind>(["list", "map", "numbers", "strings"]))}`;
  const condition = choose.chance(0.3) ? ` if ${body("bool")}` : "";
  if (bracket === "[") return `[${head} : ${body("any")}${condition}]`;
  const key = choose.one([bound, `"${"${"}${bound}}"`, ...(hasKey ? ["k", "k"] : []), body("string")]);
  return `{${head} : ${key} => ${body("any")}${choose.chance(0.3) ? "..." : ""}${condition}}`;
}

function call(gives: keyof typeof signatures, inner: Inner, choose: Choose): string {
  const [name, kinds] = choose.one(Object.entries(signatures[gives]));
  const wanted = kinds.split(" ") as (Kind | "...")[];
  const repeated = wanted.at(-1) === "..." ? wanted.at(-2) : undefined;
  const parameters = wanted.filter((kind): kind is Kind => kind !== "...");
  if (repeated && repeated !== "...") parameters.push(...choose.several(0, 2, (): Kind => repeated));
  if (choose.chance(0.03)) parameters.pop();
  if (choose.chance(0.03)) parameters.push("any");
  const given = parameters.map((kind) => inner(choose.chance(0.03) ? "any" : kind));
  const expands = repeated && choose.chance(0.1) ? `${given.length > 0 ? ", " : ""}${inner("list")}...` : "";
  return `${name}(${given.join(", ")}${expands})`;
}
