import { type Command, type Flag, program } from "./flag-table.ts";

const width = 80;

/** What every command takes, wherever it stands among the words (output/speak.ts). */
const outputForms: readonly (readonly [string, string])[] = [
  ["-json", "Print what happens as events, one a line in JSON, and nothing else."],
  ["-machine-readable", "Print lines for programs, as Packer does."],
];

/**
 * The usage text of a command: its line of use, what it does, and its flags in the order they were declared.
 *
 * @returns lines of at most 80 columns (unless a word is longer), ending with a newline
 */
export function formatUsage(command: Command): string {
  const flags = Object.entries(command.flags).filter(([, flag]) => !flag.hidden);
  const words = [program, command.name, "[options]", command.positional.usage];
  const lines = [`Usage: ${words.filter((word) => word !== "").join(" ")}`, ""];
  for (const paragraph of command.summary.split(/\n{2,}/)) lines.push(...wrap(paragraph, 2), "");
  if (command.topics) lines.push(command.topics.title, "", ...formatList(command.topics.entries), "");
  lines.push("Options:", "", ...formatList([...flags.map(formatFlag), ...outputForms]), "");
  return `${lines.join("\n").trimEnd()}\n`;
}

function formatFlag([name, flag]: readonly [string, Flag]): readonly [string, string] {
  return [formatHead(name, flag), `${flag.help}${formatDefault(flag)}`];
}

function formatList(entries: readonly (readonly [string, string])[]): string[] {
  const heads = entries.map(([head]) => `  ${head}`);
  // Long heads take a line of their own instead of pushing every text to the right.
  const column = Math.min(32, Math.max(...heads.map((head) => head.length)) + 2);
  return entries.flatMap(([, line], i) => {
    const head = heads[i] ?? "";
    const text = wrap(line, column);
    if (head.length + 2 > column) return [head, ...text];
    return [head.padEnd(column) + (text[0] ?? "").trimStart(), ...text.slice(1)];
  });
}

function formatHead(name: string, flag: Flag): string {
  switch (flag.kind) {
    case "bool":
      // A flag that is on by default is only ever written to turn it off.
      return flag.default ? `-${name}=false` : `-${name}`;
    case "string":
      return `-${name}=${flag.valueName ?? "text"}`;
    case "int":
      return `-${name}=${flag.valueName ?? "n"}`;
    case "list":
      return flag.commas ? `-${name}=a,b,c` : `-${name}=${flag.valueName ?? "text"}`;
    case "pairs":
      return `-${name} '${flag.valueName ?? "key=value"}'`;
    case "enum":
      return `-${name}=${flag.values.join("|")}`;
  }
}

function formatDefault(flag: Flag): string {
  switch (flag.kind) {
    case "string":
      return flag.default === undefined || flag.default === "" ? "" : ` (Default: ${flag.default})`;
    case "int":
    case "enum":
      return ` (Default: ${flag.default})`;
    case "bool":
      return flag.default ? " (Default: true)" : "";
    default:
      return flag.kind === "list" && flag.commas ? "" : " May be given several times.";
  }
}

/** Lines of at most `width` columns, each indented by `indent`. */
function wrap(text: string, indent: number): string[] {
  const pad = " ".repeat(indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(pad + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(pad + line);
  return lines;
}
