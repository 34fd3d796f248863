import type { Run } from "@ingot/engine";
import { listThings } from "./list-things.ts";

/** What a run leaves that is stopped at once, newest first, and what becomes of it: whole lines, none when it leaves nothing. */
export function tellUnfinished(run: Pick<Run, "id" | "unfinished">): string {
  const { things, isSupervised } = run.unfinished();
  if (things.length === 0) return "";
  const what = listThings([...things].reverse());
  return isSupervised
    ? `This is left, and is being removed in the background:\n${what}To see what came of it, or to try again: ingot cleanup -run=${run.id}\n`
    : `This is left:\n${what}Remove it with: ingot cleanup -run=${run.id}\n`;
}
