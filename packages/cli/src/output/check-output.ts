import type { Host } from "../host.ts";
import { reasonOf } from "./reason-of.ts";

/** The exit code of a command whose output was asked for: 1 where some of it was lost. Says why, unless the reader only has had enough. */
export async function checkOutput(code: number, host: Host): Promise<number> {
  const lost = host.lostOutput();
  if (!lost) return code;
  if (!("code" in lost && lost.code === "EPIPE")) {
    const advice = "Make room or choose another place for it, and run the command again.";
    await host.writeLog(`Error: Could not write the output\n\nThe system says: ${reasonOf(lost)}. ${advice}\n`);
  }
  return code === 0 ? 1 : code;
}
