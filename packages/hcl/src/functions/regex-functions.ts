import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { compileRegex, type GoRegex, type RegexMatch } from "./compile-regex.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, text, textOf } from "./define-function.ts";

/** A match is a text; with groups a tuple of theirs, with named groups an object. */
function matchType({ names }: GoRegex): Type {
  if (names.length === 0) return T.string;
  if (names.every((name) => name === "")) return T.tuple(names.map(() => T.string));
  if (names.includes("")) throw new FunctionError("a regular expression cannot have both named and unnamed groups", 0);
  return T.object(names.map((name) => [name, T.string] as const));
}

function matchValue({ names }: GoRegex, match: RegexMatch): Value {
  const [whole = "", ...groups] = match;
  if (names.length === 0) return V.string(whole);
  const values = groups.map((group) => (group === undefined ? V.null(T.string) : V.string(group)));
  if (names[0] === "") return V.tuple(values);
  return V.object(names.map((name, i) => [name, values[i] ?? V.null(T.string)] as const));
}

function typeFor(pattern: Value | undefined): Type {
  return pattern?.k === "string" ? matchType(compileRegex(pattern.value)) : T.dynamic;
}

/**
 * Go's templates of replacement: `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be, and one of digits is a number unless
 * it begins with a zero. A group that is not there is empty.
 */
function expand(template: string, regex: GoRegex, match: RegexMatch): string {
  return template.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return "$";
    const index = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : regex.names.indexOf(name) + 1 || -1;
    return match[index] ?? "";
  });
}

function replaceAll(str: string, regex: GoRegex, template: string): string {
  let out = "";
  let end = 0;
  for (const match of regex.matches(str)) {
    out += str.slice(end, match.index) + expand(template, regex, match);
    end = match.index + match[0].length;
  }
  return out + str.slice(end);
}

/** The functions of regular expressions, which are Go's. */
export const regexFunctions: Readonly<Record<string, Fn>> = {
  regex: define({
    description: "The first match of a regular expression; its groups, where it has any.",
    params: [text("pattern"), text("string")],
    returns: ([pattern]) => typeFor(pattern),
    call: ([pattern, string]) => {
      const regex = compileRegex(textOf(pattern));
      for (const match of regex.matches(textOf(string))) return matchValue(regex, match);
      throw new FunctionError("the regular expression matches nothing in the text");
    },
  }),
  regexall: define({
    description: "All matches of a regular expression.",
    params: [text("pattern"), text("string")],
    returns: ([pattern]) => T.list(typeFor(pattern)),
    call: ([pattern, string]) => {
      const regex = compileRegex(textOf(pattern));
      return V.list(
        matchType(regex),
        Array.from(regex.matches(textOf(string)), (match) => matchValue(regex, match)),
      );
    },
  }),
  regex_replace: define({
    description: "The text with every match of a regular expression replaced; $1 stands for a group.",
    params: [text("str"), text("pattern"), text("replace")],
    type: T.string,
    call: ([str, pattern, replace]) => {
      const regex = translateArgument(textOf(pattern));
      return V.string(replaceAll(textOf(str), regex, textOf(replace)));
    },
  }),
};

/** The pattern of `regex_replace`, which is its second argument. */
function translateArgument(pattern: string): GoRegex {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (error instanceof FunctionError) throw new FunctionError(error.message, 1);
    throw error;
  }
}
