// What expressions are made of at their ends: numbers and texts at the edges of what they can be.

import type { Choose } from "./choose.ts";

const numbers = [
  ..."0 1 2 3 7 10 12 100 1024 1000000 0.1 0.2 0.5 1.5 2.5 3.14159 1e3 1E-2 1.25e+2 007 0.30000000000000004 1e21".split(
    " ",
  ),
  ..."2147483648 9007199254740993 9223372036854775807 9223372036854775808 18446744073709551616".split(" "),
  ..."123456789012345678901234567890.125 1e100 1e-100 1e-7 0.000001 999999 123456.789 1e308 1e309".split(" "),
];

/** A number as it is written; negative ones stand behind a minus. */
export function number(choose: Choose): string {
  if (choose.chance(0.3)) return String(choose.between(0, 5));
  if (choose.chance(0.15)) return `${choose.between(0, 9999)}.${choose.between(0, 999)}`;
  const text = choose.one(numbers);
  return choose.chance(0.2) ? `-${text}` : text;
}

/** A small whole number: a position, a count, a width. */
export function small(choose: Choose): string {
  return choose.chance(0.12)
    ? choose.one(["-1", "-2", "0.5", '"1"', "1025", "-0", "1e2"])
    : String(choose.between(0, 5));
}

const words = [
  ..."|a|b|c|abc|Hello World|hello-world foo_bar|x,y,z|a.b.c|true|false|0|1|42|-7|1.50|0x10|1e3| x |TeSt".split("|"),
  ..."é|e\u0301|ß|İı|日本語|ﬀ|ǆ|Ω≈ç|👍🏽|👨‍👩‍👧‍👦|🇩🇪|naïve café|\u00a0nbsp\u00a0|\u2028|\u200b|\ufeff|Ⅷ|Σίσυφος".split(
    "|",
  ),
  ..."a\nb|line1\nline2\n|\n|\r\n|a\tb|\"quoted\"|back\\slash|<a href='x'>&amp;</a>|${x}|%{x}|$|%|$$|$${|100%".split(
    "|",
  ),
  "it's",
  "a|b",
  "\u0000",
  "\u0007\u001b",
  "tail\r\n\r\n",
];

/** A text. */
export function text(choose: Choose): string {
  if (choose.chance(0.12)) return choose.several(2, 4, () => choose.one(words)).join("");
  return choose.chance(0.4) ? choose.one(words.slice(1, 12)) : choose.one(words);
}

/** The text in quotes, as HCL writes it. */
export function quote(of: string, choose: Choose): string {
  const inside = [...of].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0xfeff;
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    if (character === '"' || character === "\\") return `\\${character}`;
    if (isControl || (code > 0x7f && code <= 0xffff && choose.chance(0.2)))
      return `\\u${code.toString(16).padStart(4, "0")}`;
    if (code > 0xffff && choose.chance(0.2)) return `\\U${code.toString(16).padStart(8, "0")}`;
    return character;
  });
  return `"${inside.join("").replaceAll("${", "$${").replaceAll("%{", "%%{")}"`;
}
