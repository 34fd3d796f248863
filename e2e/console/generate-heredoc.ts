import type { Choose } from "./choose.ts";

const texts = [
  ...'a|text  |two words|$ x|100% x|$${x}|%%{x}|"quoted"|back\\slash|\\n|é|e\u0301|日本語|👍🏽|#not a comment|EOT x|x EOT|}|{'.split(
    "|",
  ),
  "\u00a0nbsp",
  "\u2028",
];

// One that makes 1.6.6 crash would take all others with it.
const parts = [
  ...'"x"|""|"é\\n"|"a${1}b"|"${"in"}"|" s "|1|1.50|-0|1e30|true|null|[1]|{}|1 + 1|1 / 3|true ? "y" : "n"|"1" + 1'.split(
    "|",
  ),
  ...'upper("ß")|join(",", ["a", "b"])|jsonencode({ a = [null] })|"%{ if false }a%{ else }b%{ endif }"|nowhere'.split(
    "|",
  ),
];

/** A heredoc of some lines with its line breaks: plain or flush, with interpolations, directives and strip markers. */
export function generateHeredoc(choose: Choose): string {
  const mark = choose.chance(0.6) ? "<<-" : "<<";
  const lines = choose.several(0, 6, () => line(choose));
  return `${mark}EOT\n${lines.map((text) => `${text}\n`).join("")}${indent(choose)}EOT\n`;
}

function indent(choose: Choose): string {
  return choose.chance(0.2) ? choose.one(["\t", "\t ", " \t", "        "]) : " ".repeat(choose.between(0, 4));
}

function line(choose: Choose): string {
  if (choose.chance(0.12)) return choose.one(["", "  ", "\t", "      "]);
  return indent(choose) + choose.several(1, 3, () => part(choose)).join(choose.one(["", " ", "  "]));
}

function part(choose: Choose): string {
  const strip = () => (choose.chance(0.25) ? "~" : "");
  const marked = (kind: "$" | "%", content: string) =>
    `${kind}{${strip()}${choose.one(["", " "])}${content}${choose.one(["", " "])}${strip()}}`;
  const roll = choose.between(0, 9);
  if (roll < 5) return choose.one(texts);
  if (roll < 8) return marked("$", choose.one(parts));
  // A directive may go over lines.
  const inside = () =>
    choose
      .several(1, 3, () => choose.one([choose.one(texts), "\n", `\n${indent(choose)}`, marked("$", '"x"')]))
      .join("");
  if (roll === 8)
    return `${marked("%", `if ${choose.one(["true", "false", "1 > 2"])}`)}${inside()}${marked("%", "else")}${inside()}${marked("%", "endif")}`;
  return `${marked("%", `for v in ${choose.one(['["a", "b"]', "[]", "{ k = 1 }", "[1, 2, 3]"])}`)}${inside()}${marked("$", "v")}${marked("%", "endfor")}`;
}
