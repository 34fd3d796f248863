/** Whether a text was written as UTF-16 and read as UTF-8: every other byte of its characters is zero then. */
export function looksLikeUtf16(text: string): boolean {
  return /^(?:\uFFFD\uFFFD)?(?:\0[^\0]\0[^\0]|[^\0]\0[^\0]\0)/.test(text);
}

/** What is said of it, once for the file. */
export const utf16Problem = [
  "Invalid character encoding",
  "This file is encoded as UTF-16. Save it as UTF-8.",
] as const;
