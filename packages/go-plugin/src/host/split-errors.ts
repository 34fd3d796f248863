/** `2 error(s) occurred:` of Packer's SDK, `2 errors occurred:` and `1 error(s) decoding:` of the libraries that plugins use. */
const heading = /^(?:[^\n]*?[ :])?\d+ errors?(?:\(s\))? (?:occurred|decoding):?\s*$/;

/** The single messages in a text that a plugin answers with: Go joins several errors into one text. */
export function splitErrors(text: string): readonly string[] {
  const lines = text.replaceAll("\r\n", "\n").trim().split("\n");
  if (!lines.some((line) => heading.test(unmarked(line)))) return [text.trim()].filter((one) => one !== "");
  const items: string[] = [];
  for (const line of lines) {
    const isItem = /^\s*\* /.test(line);
    if (heading.test(unmarked(line))) continue;
    if (isItem || items.length === 0) items.push(unmarked(line));
    else items[items.length - 1] += `\n${line.trim()}`;
  }
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

function unmarked(line: string): string {
  return line.replace(/^\s*(?:\* )+/, "");
}
