/** More than this nobody reads. */
const mostNamed = 10;

/** Things in words, a line each; of many only the first. */
export function listThings(things: readonly { readonly description: string }[]): string {
  const rest = things.length - mostNamed;
  const lines = things.slice(0, mostNamed).map(({ description }) => description);
  return [...lines, ...(rest > 0 ? [`... and ${rest} more`] : [])].map((line) => `  ${line}\n`).join("");
}
