import { graphemesOf } from "../graphemes.ts";
import { compareUtf8 } from "../value/compare-utf8.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { isWhollyKnown, V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, itemsOf, numeric, parameter, text, textFunction, textOf, wholeOf } from "./define-function.ts";
import { toLower, toTitle, toUpper } from "./map-case.ts";

function mapping(description: string, map: (text: string) => string): Fn {
  return textFunction(description, ["str"], (str = "") => V.string(map(str)));
}

function test(description: string, names: readonly string[], holds: (text: string, part: string) => boolean): Fn {
  return define({
    description,
    params: names.map(text),
    type: T.bool,
    call: ([str, part]) => V.bool(holds(textOf(str), textOf(part))),
  });
}

function join(separator: string, lists: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one list must be given");
  if (!lists.every(isWhollyKnown)) return V.unknown(T.string);
  const parts = lists.flatMap((list, i) =>
    itemsOf(list).map((item, j) => {
      if (item.k === "null") throw new FunctionError(`element ${j} is null, and null cannot be joined`, i + 1);
      return textOf(item);
    }),
  );
  return V.string(parts.join(separator));
}

function substr(str: string, offset: number, length: number): string {
  const characters = graphemesOf(str);
  const start = offset < 0 ? Math.max(characters.length + offset, 0) : offset;
  if (length === 0 && offset >= 0) return "";
  return characters.slice(start, length <= 0 ? undefined : start + length).join("");
}

function sort(list: Value): Value {
  const items = itemsOf(list);
  // Where an unknown text would stand is unknown for all of them.
  if (!isWhollyKnown(list)) {
    return V.list(
      T.string,
      items.map(() => V.unknown(T.string)),
    );
  }
  const texts = items.map((item, i) => {
    if (item.k === "null") throw new FunctionError(`element ${i} is null, and null cannot be sorted`, 0);
    return textOf(item);
  });
  return V.list(T.string, texts.sort(compareUtf8).map(V.string));
}

function trimSet(str: string, set: string): string {
  const characters = [...str];
  const cut = new Set(set);
  let start = 0;
  let end = characters.length;
  while (start < end && cut.has(characters[start] ?? "")) start += 1;
  while (end > start && cut.has(characters[end - 1] ?? "")) end -= 1;
  return characters.slice(start, end).join("");
}

const greatestIndent = 10_000;

/** Functions of texts, but for `format` and the regular expressions. */
export const stringFunctions: Readonly<Record<string, Fn>> = {
  chomp: mapping("The text without the line ends at its end.", (str) => str.replace(/[\r\n]+$/, "")),
  endswith: test("Whether the text ends with another.", ["str", "suffix"], (str, suffix) => str.endsWith(suffix)),
  startswith: test("Whether the text begins with another.", ["str", "prefix"], (str, prefix) => str.startsWith(prefix)),
  strcontains: test("Whether the text contains another.", ["str", "substr"], (str, part) => str.includes(part)),
  indent: define({
    description: "The text with so many spaces after every line end.",
    params: [numeric("spaces"), text("str")],
    type: T.string,
    call: ([spaces, str]) => {
      const count = wholeOf(spaces, 0);
      const isNeeded = textOf(str).includes("\n");
      if (count < 0 || (isNeeded && count > greatestIndent)) {
        throw new FunctionError(`the number of spaces must be from 0 to ${greatestIndent}`, 0);
      }
      if (!isNeeded) return V.string(textOf(str));
      return V.string(textOf(str).replaceAll("\n", `\n${" ".repeat(count)}`));
    },
  }),
  join: define({
    description: "The texts of one or more lists with a separator between them.",
    params: [text("separator")],
    variadic: parameter("lists", T.list(T.string)),
    type: T.string,
    call: ([separator, ...lists]) => join(textOf(separator), lists),
  }),
  lower: mapping("The text in lower case.", toLower),
  upper: mapping("The text in upper case.", toUpper),
  title: mapping("The text with a capital at the start of every word.", toTitle),
  replace: textFunction(
    "The text with every occurrence of a part replaced.",
    ["str", "substr", "replace"],
    (str = "", part = "", by = "") => V.string(part === "" ? ["", ...str, ""].join(by) : str.split(part).join(by)),
  ),
  sort: define({
    description: "The texts in the order of their bytes.",
    params: [parameter("list", T.list(T.string))],
    type: T.list(T.string),
    call: ([list = V.tuple([])]) => sort(list),
  }),
  split: define({
    description: "The parts of a text between the separators; with an empty one, its characters.",
    params: [text("separator"), text("str")],
    type: T.list(T.string),
    call: ([separator, str]) => {
      const parts = textOf(separator) === "" ? [...textOf(str)] : textOf(str).split(textOf(separator));
      return V.list(T.string, parts.map(V.string));
    },
  }),
  strrev: mapping("The text with its characters in reverse order.", (str) => [...graphemesOf(str)].reverse().join("")),
  substr: define({
    description: "So many characters of a text from an offset on; -1 for all, a negative offset counts from the end.",
    params: [text("str"), numeric("offset"), numeric("length")],
    type: T.string,
    call: ([str, offset, length]) => V.string(substr(textOf(str), wholeOf(offset, 1), wholeOf(length, 2))),
  }),
  trim: textFunction("The text without the given characters at both ends.", ["str", "cutset"], (str = "", set = "") =>
    V.string(trimSet(str, set)),
  ),
  trimprefix: textFunction("The text without a prefix.", ["str", "prefix"], (str = "", prefix = "") =>
    V.string(str.startsWith(prefix) ? str.slice(prefix.length) : str),
  ),
  trimsuffix: textFunction("The text without a suffix.", ["str", "suffix"], (str = "", suffix = "") =>
    V.string(str.endsWith(suffix) ? str.slice(0, str.length - suffix.length) : str),
  ),
  trimspace: mapping("The text without blanks at both ends.", (str) =>
    str.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""),
  ),
};
