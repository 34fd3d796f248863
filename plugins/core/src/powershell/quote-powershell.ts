// Texts in PowerShell's code. Its scanner takes the typographic quotes for the plain ones.

/** A text as one literal, in which nothing is expanded. */
export function quoteLiteral(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** A text as it must stand between double quotes to be itself. */
export function escapeInDoubleQuotes(text: string): string {
  return text.replace(/[$"`'\u2018-\u201e]/g, "`$&");
}

/** A script as its file holds it. Windows PowerShell takes a file for one of its code page, unless a mark says that it is UTF-8. */
export function scriptText(text: string): string {
  return /\P{ASCII}/u.test(text) ? `\ufeff${text}` : text;
}
