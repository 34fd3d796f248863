import type { EndFacts } from "@ingot/sdk";

/** Waits for a piece of a build and tells how it ended, before whatever follows from that. */
export async function reportEnd<T>(work: Promise<T>, signal: AbortSignal, report: (end: EndFacts) => void): Promise<T> {
  const startedMs = performance.now();
  const tookMs = () => Math.round(performance.now() - startedMs);
  try {
    const result = await work;
    report({ outcome: "done", tookMs: tookMs() });
    return result;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    report({ outcome: signal.aborted ? "cancelled" : "failed", tookMs: tookMs(), error: text });
    throw error;
  }
}
