/** A text as one word of a POSIX shell: plain where it is harmless, else in single quotes, where nothing is expanded. */
export function quoteShell(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
