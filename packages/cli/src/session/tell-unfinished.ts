import type { Run } from "@ingot/engine";

/** More than this nobody reads who is in a hurry. */
const mostNamed = 10;

/** What a run leaves that is stopped at once, and what becomes of it: whole lines, none when it leaves nothing. */
export function tellUnfinished(run: Pick<Run, "id" | "unfinished">): string {
  const { things, isSupervised } = run.unfinished();
  if (things.length === 0) return "";
  const named = things.slice(-mostNamed).reverse();
  const rest = things.length - named.length;
  const list = [...named.map(({ description }) => description), ...(rest > 0 ? [`${rest} more`] : [])];
  const what = list.map((line) => `  ${line}\n`).join("");
  return isSupervised
    ? `This is left, and is being removed in the background:\n${what}To see what came of it, or to try again: ingot cleanup -run=${run.id}\n`
    : `This is left:\n${what}Remove it with: ingot cleanup -run=${run.id}\n`;
}
