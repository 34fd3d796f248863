// Parses a command's words by the rules of Go's flag package, which Packer's users know: `-x` and `--x` are the same,
// `-x=v` and `-x v` are the same, a boolean never takes a separate word, and the first word that is not a flag ends the
// flags. Mistakes come back as data; how they are shown is the caller's business.
import { findNearestName } from "./find-nearest-name.ts";
import { type Command, type Flag, type FlagTable, type FlagValues, type KeyValue, program } from "./flag-table.ts";

/** Something wrong with the words given. */
export interface FlagProblem {
  readonly kind:
    | "bad-syntax"
    | "unknown-flag"
    | "missing-value"
    | "invalid-value"
    | "misplaced-flag"
    | "argument-count";
  /** The flag it is about, without dashes. */
  readonly flag?: string;
  /** A phrase without a full stop. */
  readonly summary: string;
  /** Sentences that end with what to do. */
  readonly detail: string;
  /** The flag that was probably meant, without dashes. */
  readonly suggestion?: string;
}

/** The outcome of {@link parseFlags}. */
export interface ParsedFlags<F extends FlagTable> {
  /** Every declared flag, with its default where it was not given. */
  readonly values: FlagValues<F>;
  /** The flags that were given in so many words. */
  readonly given: ReadonlySet<string>;
  /** The words behind the flags. */
  readonly positional: readonly string[];
  /** `-h` or `-help` was among the flags. */
  readonly help: boolean;
  readonly problems: readonly FlagProblem[];
}

type FlagValue = boolean | string | number | undefined | readonly string[] | readonly KeyValue[];
type Read = { readonly value: FlagValue } | { readonly expected: string };

/**
 * Parses the words behind a command's name.
 *
 * @param command what the command takes
 * @param words the words behind the command's name, as in argv
 */
export function parseFlags<F extends FlagTable>(command: Command<F>, words: readonly string[]): ParsedFlags<F> {
  const values: Record<string, FlagValue> = {};
  for (const [name, flag] of Object.entries(command.flags)) values[name] = defaultOf(flag);
  const given = new Set<string>();
  const problems: FlagProblem[] = [];
  let help = false;
  let index = 0;
  let ended = false;
  for (; index < words.length && !ended; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      ended = true;
      continue;
    }
    if (word.length < 2 || !word.startsWith("-")) break;
    const { name, text } = splitWord(word);
    if (name === "" || name.startsWith("-") || name.startsWith("=")) {
      problems.push({
        kind: "bad-syntax",
        summary: `Bad flag syntax: ${word}`,
        detail:
          "A flag is written -name, -name=value or -name value. Use -- before an argument that begins with a dash.",
      });
      continue;
    }
    const flag = Object.hasOwn(command.flags, name) ? command.flags[name] : undefined;
    if (!flag) {
      if (name === "h" || name === "help") help = true;
      else {
        problems.push(unknownFlag(command, name));
        // Whether the next word is this flag's value cannot be known, so it is not reported as anything.
        const next = words[index + 1];
        if (text === undefined && next !== undefined && !next.startsWith("-")) return finish(words.length);
      }
      continue;
    }
    let value = text;
    if (value === undefined && flag.kind !== "bool") {
      value = words[index + 1];
      if (value === undefined) {
        problems.push(missingValue(name, flag));
        continue;
      }
      index++;
    }
    const read = readValue(flag, value, values[name]);
    if ("expected" in read) problems.push(invalidValue(name, value ?? "", read.expected));
    else values[name] = read.value;
    given.add(name);
  }
  return finish(index);

  function finish(from: number): ParsedFlags<F> {
    const positional = words.slice(from);
    if (!help && problems.length === 0) problems.push(...checkPositional(command, positional, ended));
    return { values: values as FlagValues<F>, given, positional, help, problems };
  }
}

/** Whether help is asked for anywhere before a bare `--`; it is looked for before anything else is parsed. */
export function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === "-h" || word === "-help" || word === "--help");
}

function splitWord(word: string): { readonly name: string; readonly text: string | undefined } {
  const body = word.slice(word.startsWith("--") ? 2 : 1);
  const equals = body.indexOf("=", 1);
  return equals < 0 ? { name: body, text: undefined } : { name: body.slice(0, equals), text: body.slice(equals + 1) };
}

function defaultOf(flag: Flag): FlagValue {
  switch (flag.kind) {
    case "list":
    case "pairs":
      return [];
    default:
      return flag.default;
  }
}

// Go's strconv.ParseBool.
const trueWords = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const falseWords = new Set(["0", "f", "F", "FALSE", "false", "False"]);

function readValue(flag: Flag, text: string | undefined, soFar: FlagValue): Read {
  const given = text ?? "";
  switch (flag.kind) {
    case "bool":
      if (text === undefined || trueWords.has(text)) return { value: true };
      return falseWords.has(text) ? { value: false } : { expected: "true or false" };
    case "string":
      return { value: given };
    case "int": {
      const value = readInt(given);
      return value === undefined ? { expected: "a whole number" } : { value };
    }
    case "list": {
      const items = flag.commas ? given.split(",").filter((item) => item !== "") : [given];
      return { value: [...stringsOf(soFar), ...items] };
    }
    case "pairs": {
      const equals = given.indexOf("=");
      if (equals < 0) return { expected: "key=value" };
      return { value: [...pairsOf(soFar), { key: given.slice(0, equals), value: given.slice(equals + 1) }] };
    }
    case "enum":
      if (given === "") return { value: flag.default };
      return flag.values.includes(given) ? { value: given } : { expected: `one of ${flag.values.join(", ")}` };
  }
}

function stringsOf(value: FlagValue): readonly string[] {
  return Array.isArray(value) ? value : [];
}

function pairsOf(value: FlagValue): readonly KeyValue[] {
  return Array.isArray(value) ? value : [];
}

/** Go's integer literals: a sign, a base prefix (a leading zero is octal), underscores between digits. */
function readInt(text: string): number | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const digits = text.slice(sign.length);
  if (!/^(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO]?(_?[0-7])+|0|[1-9](_?[0-9])*)$/.test(digits)) return undefined;
  const plain = digits.replaceAll("_", "");
  const value = Number(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
  if (!Number.isSafeInteger(value)) return undefined;
  return sign === "-" ? 0 - value : value;
}

function unknownFlag(command: Command, name: string): FlagProblem {
  const suggestion = findNearestName(name, visibleFlags(command.flags));
  return {
    kind: "unknown-flag",
    flag: name,
    summary: `Unknown flag -${name}`,
    detail:
      suggestion === undefined
        ? `"${command.name}" has no flag -${name}. Run "${program} ${command.name} -help" for the flags it has.`
        : `"${command.name}" has no flag -${name}. Did you mean -${suggestion}?`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function visibleFlags(flags: FlagTable): string[] {
  return Object.keys(flags).filter((name) => !flags[name]?.hidden);
}

function missingValue(name: string, flag: Flag): FlagProblem {
  const form = flag.kind === "pairs" ? `-${name} key=value` : `-${name}=VALUE`;
  return {
    kind: "missing-value",
    flag: name,
    summary: `Flag -${name} needs a value`,
    detail: `No word follows it. Write ${form}.`,
  };
}

function invalidValue(name: string, text: string, expected: string): FlagProblem {
  return {
    kind: "invalid-value",
    flag: name,
    summary: `Invalid value ${JSON.stringify(text)} for flag -${name}`,
    detail: `-${name} takes ${expected}.`,
  };
}

/** The number of words, and flags that stand behind the first of them, where they are only words. */
function checkPositional(command: Command, words: readonly string[], flagsEnded: boolean): FlagProblem[] {
  const misplaced = flagsEnded ? [] : words.slice(1).filter((word) => isFlagOf(command, word));
  if (misplaced.length > 0) {
    return misplaced.map((word) => ({
      kind: "misplaced-flag",
      flag: splitWord(word).name,
      summary: `Flag ${word} stands behind the argument ${JSON.stringify(words[0])}`,
      detail: `Flags end at the first argument. Write "${program} ${command.name} ${word} ${words[0]}", or put -- before words that are not flags.`,
    }));
  }
  const { min, max, usage } = command.positional;
  if (words.length >= min && words.length <= max) return [];
  const wanted = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const noun = wanted === "1" || wanted === "at least 1" ? "argument" : "arguments";
  return [
    {
      kind: "argument-count",
      summary: `"${command.name}" takes ${wanted === "0" ? "no" : wanted} ${noun}, ${words.length} given`,
      detail: `Write: ${[program, command.name, "[options]", usage].filter((part) => part !== "").join(" ")}`,
    },
  ];
}

function isFlagOf(command: Command, word: string): boolean {
  return word.length > 1 && word.startsWith("-") && Object.hasOwn(command.flags, splitWord(word).name);
}
