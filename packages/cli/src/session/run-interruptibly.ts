import { StateError } from "@ingot/engine";
import type { Host } from "../host.ts";
import { InterruptError, type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { showDiagnostics } from "./show-diagnostics.ts";

/** Does work that Ctrl-C stops, and shows what is wrong with the state folder where that ends it. Resolves with the exit code. */
export async function runInterruptibly(
  isColoured: boolean,
  host: Host,
  work: (interrupts: Interrupts) => Promise<number>,
): Promise<number> {
  const interrupts = listenForInterrupts(isColoured, host);
  try {
    return await work(interrupts);
  } catch (error) {
    // The person has been told of it when it came.
    if (error instanceof InterruptError && error === interrupts.signal.reason) return 1;
    if (!(error instanceof StateError)) throw error;
    const { summary, detail } = error;
    await showDiagnostics([{ severity: "error", summary, detail }], new Map(), { isColoured, host });
    return 1;
  } finally {
    interrupts.stop();
  }
}
