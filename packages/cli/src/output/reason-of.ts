/**
 * Why the system refused something, in its own words: "permission denied". Node puts a code in front ("EACCES: "), and the call and the path
 * behind (", open '/x'"); writing whole files puts the path in front. The messages here name the path as it was typed.
 */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^Could not write .*: /s, "")
    .replace(/^[A-Z0-9]+: /, "")
    .replace(/, [a-z]+( '.*')?$/s, "");
}
