import { formatGoDuration, type RunContext } from "@ingot/sdk";
import { wait } from "./wait.ts";

/** Waits when everything has run, where the template asks for it, and says so. */
export async function pauseAfter(durationMs: number, { ui, signal }: RunContext): Promise<void> {
  if (durationMs <= 0) return;
  ui.say(`Pausing ${formatGoDuration(durationMs)} after this provisioner...`);
  await wait(durationMs, signal);
}
