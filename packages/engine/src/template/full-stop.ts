/** A text as a sentence: what libraries say comes with a full stop or without. */
export function withFullStop(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
