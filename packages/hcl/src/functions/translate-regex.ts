import { FunctionError } from "./contract.ts";

/** A regular expression of Go's syntax, ready to be run. Groups are numbered; their names stand beside. */
export interface GoRegex {
  readonly pattern: RegExp;
  /** The names of the groups in order; "" for one without a name. */
  readonly names: readonly string[];
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

const noFlags: Flags = { i: false, m: false, s: false, U: false };

/** What ends a text, whatever the flags of JS are. */
const textStart = "(?:(?<![^]))";
const textEnd = "(?:(?![^]))";
const lineStart = "(?:(?<![^\\n]))";
const lineEnd = "(?:(?![^\\n]))";

/** Classes with a letter of their own, as the inside of a class of JS. */
const perlClasses: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r\\x20" };

const posixClasses: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t\\x20",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
  space: "\\t\\n\\v\\f\\r\\x20",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** Letters that fold together beyond their upper and lower case. */
const otherCases: Readonly<Record<string, string>> = {
  k: "\u212a",
  s: "\u017f",
  "\u00e5": "\u212b",
  "\u03c9": "\u2126",
  "\u03c3": "\u03c2",
};

/** A wider range than this is taken to hold all cases of its letters. */
const widestFoldedRange = 0x3000;

const greatestRepeat = 1000;

function escapeCode(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function casesOf(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const lower = character.toLowerCase();
  const forms = [
    character,
    lower,
    character.toUpperCase(),
    otherCases[lower] ?? "",
    (otherCases[lower] ?? "").toLowerCase(),
  ];
  return [...new Set(forms.filter((form) => [...form].length === 1).map((form) => form.codePointAt(0) ?? code))];
}

/**
 * Translates a regular expression of Go (RE2 syntax) into one of JS. What RE2 does not have (look-around, references back)
 * is refused.
 * @throws FunctionError
 */
export function translateRegex(source: string): GoRegex {
  const names: string[] = [];
  let at = 0;
  let flags = noFlags;

  function fail(what: string): never {
    throw new FunctionError(`invalid regular expression: ${what}`, 0);
  }

  function take(prefix: string): boolean {
    if (!source.startsWith(prefix, at)) return false;
    at += prefix.length;
    return true;
  }

  function match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found ?? undefined;
  }

  function next(): number {
    const code = source.codePointAt(at);
    if (code === undefined) return fail("it ends too early");
    at += code > 0xffff ? 2 : 1;
    return code;
  }

  function literal(code: number): string {
    if (!flags.i) return escapeCode(code);
    const cases = casesOf(code);
    return cases.length === 1 ? escapeCode(code) : `[${cases.map(escapeCode).join("")}]`;
  }

  function readAlternatives(isGroup: boolean): string {
    let out = "";
    for (;;) {
      if (at >= source.length) {
        if (isGroup) fail('a ")" is missing');
        return out;
      }
      if (source[at] === ")") {
        if (!isGroup) fail('there is a ")" without "("');
        return out;
      }
      if (take("|")) {
        out += "|";
        continue;
      }
      const atom = readAtom();
      if (atom !== undefined) out += readRepeats(atom);
    }
  }

  /** One thing that can be repeated; undefined for a change of flags. */
  function readAtom(): string | undefined {
    if (take("\\Q")) return readQuoted();
    if (source[at] === "(") return readGroup();
    if (source[at] === "[") return readClass();
    if (source[at] === "\\") return readEscape();
    if (take(".")) return flags.s ? "[^]" : "[^\\n]";
    if (take("^")) return flags.m ? lineStart : textStart;
    if (take("$")) return flags.m ? lineEnd : textEnd;
    if (match(/[*+?]/y)) return fail(`nothing stands before "${source[at - 1]}"`);
    if (match(/\{\d+(?:,\d*)?\}/y)) return fail("nothing stands before a repetition");
    return literal(next());
  }

  function readQuoted(): string | undefined {
    const end = source.indexOf("\\E", at);
    const text = source.slice(at, end < 0 ? undefined : end);
    at = end < 0 ? source.length : end + 2;
    const parts = Array.from(text, (character) => literal(character.codePointAt(0) ?? 0));
    const last = parts.pop();
    // A repetition behind \E is of the last character only.
    return last === undefined ? undefined : parts.join("") + readRepeats(last);
  }

  function readRepeats(atom: string): string {
    const found = match(/([*+?]|\{(\d+)(?:,(\d*))?\})(\??)/y);
    if (!found) return atom;
    const [, repeat = "", least, most, lazy] = found;
    if (Number(least ?? 0) > greatestRepeat || Number(most || 0) > greatestRepeat)
      fail(`a repetition of more than ${greatestRepeat}`);
    if (least !== undefined && most && Number(most) < Number(least))
      fail(`the repetition ${repeat} is in the wrong order`);
    if (match(/[*+?]|\{\d+(?:,\d*)?\}/y)) fail("a repetition is itself repeated");
    const isLazy = (lazy === "?") !== flags.U;
    return atom + repeat + (isLazy ? "?" : "");
  }

  function readGroup(): string | undefined {
    if (match(/\(\?(?:=|!|<=|<!)/y)) fail("look-around is not supported");
    const named = match(/\(\?P?<([^>]*)>/y);
    if (named) {
      const name = named[1] ?? "";
      if (!/^\w+$/.test(name)) fail(`"${name}" is no name for a group`);
      if (names.includes(name)) fail(`the group name "${name}" is used twice`);
      names.push(name);
      return readInside("(", flags);
    }
    const flagged = match(/\(\?([imsU]*)(?:-([imsU]+))?([:)])/y);
    if (flagged) {
      const changed: Record<keyof Flags, boolean> = { ...flags };
      for (const flag of flagged[1] ?? "") changed[flag as keyof Flags] = true;
      for (const flag of flagged[2] ?? "") changed[flag as keyof Flags] = false;
      if (flagged[3] === ":") return readInside("(?:", changed);
      flags = changed;
      return undefined;
    }
    if (source.startsWith("(?", at)) fail(`the group "${source.slice(at, at + 4)}" is not supported`);
    at += 1;
    names.push("");
    return readInside("(", flags);
  }

  /** The inside of a group; flags set in it end with it. */
  function readInside(open: string, inner: Flags): string {
    const outer = flags;
    flags = inner;
    const inside = readAlternatives(true);
    at += 1;
    flags = outer;
    return `${open}${inside})`;
  }

  /** An escape that stands for one character; undefined for all others. */
  function readEscapedCode(): number | undefined {
    const hex = match(/\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/y);
    if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
      return code > 0x10ffff ? fail(`there is no character ${hex[0]}`) : code;
    }
    const octal = match(/\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/y);
    if (octal) return Number.parseInt(octal[1] ?? "0", 8);
    const control = match(/\\([aftnrv])/y);
    if (control) return controls[control[1] ?? ""];
    return match(/\\[!-/:-@[-`{-~]/y)?.[0].codePointAt(1);
  }

  function readEscape(): string {
    const code = readEscapedCode();
    if (code !== undefined) return literal(code);
    if (take("\\A")) return textStart;
    if (take("\\z")) return textEnd;
    const boundary = match(/\\[bB]/y)?.[0];
    if (boundary) return `(?:${boundary})`;
    const set = readClassEscape();
    if (set !== undefined) return set.startsWith("[") || set.startsWith("\\") ? set : `[${set}]`;
    if (match(/\\[1-9]/y)) return fail("references back to a group are not supported");
    return fail(
      at + 1 < source.length ? `the escape "${source.slice(at, at + 2)}" is not known` : "it ends with a backslash",
    );
  }

  /** `\d`, `\pL` and their like, to stand in a class of JS. */
  function readClassEscape(): string | undefined {
    const perl = match(/\\([dDsSwW])/y)?.[1];
    if (perl) {
      const inside = perlClasses[perl.toLowerCase()] ?? "";
      return perl === perl.toLowerCase() ? `[${inside}]` : `[^${inside}]`;
    }
    const unicode = match(/\\([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/y);
    if (!unicode) return undefined;
    const [whole, letter, caret, long, short] = unicode;
    const name = long ?? short ?? "";
    const isNegated = (letter === "P") !== (caret === "^");
    const property = /^(?:[A-Z][a-z]?|Any)$/.test(name) ? name : `Script=${name}`;
    const set = `\\${isNegated ? "P" : "p"}{${property}}`;
    try {
      new RegExp(set, "v");
    } catch {
      fail(`the class ${whole} is not known`);
    }
    return set;
  }

  function readClass(): string {
    at += 1;
    const open = take("^") ? "[^" : "[";
    let inside = "";
    let isFirst = true;
    while (isFirst || source[at] !== "]") {
      if (at >= source.length) fail('a "]" is missing');
      isFirst = false;
      inside += readClassItem();
    }
    at += 1;
    return `${open}${inside}]`;
  }

  function readClassItem(): string {
    const posix = match(/\[:(\^?)(\w+):\]/y);
    if (posix) {
      const set = posixClasses[posix[2] ?? ""] ?? fail(`the class ${posix[0]} is not known`);
      return posix[1] ? `[^${set}]` : `[${flags.i ? foldedSet(set) : set}]`;
    }
    const set = source[at] === "\\" ? readClassEscape() : undefined;
    if (set !== undefined) return set;
    const low = readClassCode();
    if (source[at] !== "-" || source[at + 1] === "]" || at + 1 >= source.length) return range(low, low);
    at += 1;
    const high = readClassCode();
    if (high < low) fail(`the range ${String.fromCodePoint(low)}-${String.fromCodePoint(high)} is in the wrong order`);
    return range(low, high);
  }

  function readClassCode(): number {
    if (source[at] !== "\\") return next();
    return readEscapedCode() ?? fail(`the escape "${source.slice(at, at + 2)}" is not known in a class`);
  }

  function range(low: number, high: number): string {
    const plain = low === high ? escapeCode(low) : `${escapeCode(low)}-${escapeCode(high)}`;
    if (!flags.i || high - low > widestFoldedRange) return plain;
    const others = new Set<number>();
    for (let code = low; code <= high; code += 1) {
      for (const other of casesOf(code)) if (other < low || other > high) others.add(other);
    }
    return plain + [...others].map(escapeCode).join("");
  }

  function foldedSet(set: string): string {
    return set.includes("a-z") || set.includes("A-Z") ? `${set}A-Za-z\\u{17f}\\u{212a}` : set;
  }

  return { pattern: new RegExp(readAlternatives(false), "vg"), names };
}
