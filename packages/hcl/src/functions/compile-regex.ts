import type { RE2JS } from "re2js";
import { longestRegex } from "../limits.ts";
import { FunctionError } from "./contract.ts";
import { loadRe2 } from "./libraries.ts";

/** A regular expression of Go's syntax (RE2), which runs in time linear to the text. Groups are numbered; their names stand beside. */
export interface GoRegex {
  /** The matches in order, the leftmost first. As in Go, an empty match right behind another match does not count. */
  readonly matches: (text: string) => Iterable<RegexMatch>;
  /** The names of the groups in order; "" for one without a name. */
  readonly names: readonly string[];
}

/** The whole match, then its groups: undefined for one that took no part. */
export interface RegexMatch extends ReadonlyArray<string | undefined> {
  readonly 0: string;
  /** Where the match begins, in UTF-16 units. */
  readonly index: number;
}

/** Expressions that were compiled lately: a for-expression calls with the same one for every element. */
const compiled = new Map<string, GoRegex>();
const mostCompiled = 50;
/** A longer one costs more to keep than to compile. */
const longestKept = 4096;

/**
 * Compiles a regular expression. What RE2 does not have (look-around, references back) is refused.
 * @throws FunctionError
 */
export function compileRegex(source: string): GoRegex {
  const known = compiled.get(source);
  if (known) return known;
  const regex = compile(source);
  if (compiled.size >= mostCompiled) compiled.clear();
  if (source.length <= longestKept) compiled.set(source, regex);
  return regex;
}

function compile(source: string): GoRegex {
  if (source.length > longestRegex) {
    throw new FunctionError(`the regular expression has more than ${longestRegex} characters`, 0);
  }
  const { RE2JS, RE2JSSyntaxException } = loadRe2();
  try {
    const regex = RE2JS.compile(source);
    return { matches: (text) => findMatches(regex, text), names: namesOf(regex) };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new FunctionError(`invalid regular expression: ${explain(error.error, error.input ?? "")}`, 0);
  }
}

function* findMatches(regex: RE2JS, text: string): Iterable<RegexMatch> {
  let end = -1;
  for (const match of regex.matchAll(text)) {
    const { 0: whole = "", index = 0 } = match;
    if (whole === "" && index === end) continue;
    end = index + whole.length;
    yield Object.assign(match, { 0: whole, index });
  }
}

function namesOf(regex: RE2JS): readonly string[] {
  const names = Array.from({ length: regex.groupCount() }, () => "");
  for (const [name, group] of Object.entries(regex.namedGroups())) names[group - 1] = name;
  return names;
}

const explanations: Readonly<Record<string, (part: string) => string>> = {
  "missing closing )": () => 'a ")" is missing',
  "missing closing ]": () => 'a "]" is missing',
  "unexpected )": () => 'there is a ")" without "("',
  "trailing backslash at end of expression": () => "it ends with a backslash",
  "missing argument to repetition operator": (part) => `nothing stands before "${part}"`,
  "invalid nested repetition operator": () => "a repetition is itself repeated",
  "invalid repeat count": explainRepeat,
  "duplicate capture group name": (part) => `the group name "${part}" is used twice`,
  "invalid named capture": explainGroup,
  "invalid or unsupported Perl syntax": explainGroup,
  "invalid escape sequence": (part) =>
    /^\\[1-9]/.test(part) ? "references back to a group are not supported" : `the escape "${part}" is not known`,
  "invalid character class range": (part) =>
    /^(?:\\[pP]|\[:)/.test(part) ? `the class ${part} is not known` : `the range ${part} is in the wrong order`,
  "expression nests too deeply": () => "its groups and repetitions are nested too deeply",
  "expression too large": () => "it is too large",
};

/** The library's reason in our words; `part` is the part of the expression that it means. */
function explain(reason: string, part: string): string {
  return (explanations[reason] ?? (() => `${reason} ${part}`.trim()))(part);
}

const greatestRepeat = 1000;

function explainRepeat(part: string): string {
  const [least = 0, most] = part.match(/\d+/g)?.map(Number) ?? [];
  if (Math.max(least, most ?? 0) > greatestRepeat) return `a repetition of more than ${greatestRepeat}`;
  if (most !== undefined && most < least) return `the repetition ${part} is in the wrong order`;
  return `repetitions within one another of more than ${greatestRepeat} in all`;
}

function explainGroup(part: string): string {
  if (/^\(\?(?:=|!|<=|<!)/.test(part)) return "look-around is not supported";
  const name = /^\(\?P?<([^>]*)>/.exec(part)?.[1];
  if (name !== undefined) return `"${name}" is no name for a group`;
  return `the group "${part}" is not supported`;
}
