import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, text, textOf } from "./define-function.ts";
import { type GoRegex, translateRegex } from "./translate-regex.ts";

/** The matches in order. As in Go, an empty match right behind another match does not count. */
function* findAll({ pattern }: GoRegex, str: string): Iterable<RegExpExecArray> {
  let end = -1;
  for (const match of str.matchAll(pattern)) {
    if (match[0] === "" && match.index === end) continue;
    end = match.index + match[0].length;
    yield match;
  }
}

/** A match is a text; with groups a tuple of theirs, with named groups an object. */
function matchType({ names }: GoRegex): Type {
  if (names.length === 0) return T.string;
  if (names.every((name) => name === "")) return T.tuple(names.map(() => T.string));
  if (names.includes("")) throw new FunctionError("a regular expression cannot have both named and unnamed groups", 0);
  return T.object(names.map((name) => [name, T.string] as const));
}

function matchValue({ names }: GoRegex, match: RegExpExecArray): Value {
  const [whole, ...groups] = match;
  if (names.length === 0) return V.string(whole);
  // A group that took no part is undefined, whatever the type of the array says.
  const values = groups.map((group: string | undefined) => (group === undefined ? V.null(T.string) : V.string(group)));
  if (names[0] === "") return V.tuple(values);
  return V.object(names.map((name, i) => [name, values[i] ?? V.null(T.string)] as const));
}

function typeFor(pattern: Value | undefined): Type {
  return pattern?.k === "string" ? matchType(translateRegex(pattern.value)) : T.dynamic;
}

/** Go's templates of replacement: `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be. */
function expand(template: string, regex: GoRegex, match: RegExpExecArray): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return "$";
    const index = /^\d+$/.test(name) ? Number(name) : regex.names.indexOf(name) + 1 || -1;
    return whole === "$$" ? "$" : (match[index] ?? "");
  });
}

function replaceAll(str: string, regex: GoRegex, template: string): string {
  let out = "";
  let end = 0;
  for (const match of findAll(regex, str)) {
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
      const regex = translateRegex(textOf(pattern));
      for (const match of findAll(regex, textOf(string))) return matchValue(regex, match);
      throw new FunctionError("the regular expression matches nothing in the text");
    },
  }),
  regexall: define({
    description: "All matches of a regular expression.",
    params: [text("pattern"), text("string")],
    returns: ([pattern]) => T.list(typeFor(pattern)),
    call: ([pattern, string]) => {
      const regex = translateRegex(textOf(pattern));
      return V.list(
        matchType(regex),
        Array.from(findAll(regex, textOf(string)), (match) => matchValue(regex, match)),
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
    return translateRegex(pattern);
  } catch (error) {
    if (error instanceof FunctionError) throw new FunctionError(error.message, 1);
    throw error;
  }
}
