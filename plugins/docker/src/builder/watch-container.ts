import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engine.ts";
import { inspect } from "../inspect.ts";

/** How long to wait before an engine that did not answer is asked again, in milliseconds. */
const retryMs = 500;

/** Tells when a container stops. */
export interface ContainerWatch {
  /** Aborts, with the reason, when the container has stopped. */
  readonly gone: AbortSignal;
  readonly stop: () => Promise<void>;
}

/** Watches a container from now on, by a client that waits for its end. */
export function watchContainer(engine: Engine, id: string): ContainerWatch {
  const gone = new AbortController();
  const stopped = new AbortController();
  const watching = waitForEnd(engine, id, stopped.signal).then(
    (reason) => gone.abort(new Error(reason)),
    (error: unknown) => {
      if (!stopped.signal.aborted) gone.abort(error);
    },
  );
  return {
    gone: gone.signal,
    stop: async () => {
      stopped.abort(new Error("The container is not watched any more"));
      await watching;
    },
  };
}

/** Resolves with the reason when the container has ended; rejects when the engine does not answer any more. */
async function waitForEnd(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  for (let failures = 0; ; failures++) {
    try {
      const status = await engine.ask(["wait", id], { signal });
      return await describeEnd(engine, id, status, signal);
    } catch (error) {
      // An engine that restarts breaks the client's connection and may leave the container running.
      if (signal.aborted || failures >= 2) throw error;
      await sleep(retryMs, undefined, { signal });
    }
  }
}

async function describeEnd(engine: Engine, id: string, status: string, signal: AbortSignal): Promise<string> {
  const [isOutOfMemory] = await inspect(engine, "container", id, [".State.OOMKilled"], signal).catch(() => [false]);
  const cause = isOutOfMemory === true ? "it ran out of memory" : `its command ended with exit status ${status}`;
  return (
    `The container ${id.slice(0, 12)} stopped while the build still needed it: ${cause}. ` +
    "Its command must go on running until the build is done; see run_command"
  );
}
