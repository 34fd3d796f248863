import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { abortAfter } from "@ingot/sdk";
import { type Engine, isMissing } from "../engine.ts";
import { inspect } from "../inspect.ts";
import { messageLines } from "../message-lines.ts";

/** How long to wait before an engine that did not answer is asked again, in milliseconds. */
const retryMs = 500;

/** How long it may take to find out how a container ended, in milliseconds. */
const describeMs = 1000;

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
      if (isMissing(error))
        return `The container ${id.slice(0, 12)} was removed by somebody else while the build still needed it`;
      // An engine that restarts breaks the client's connection and may leave the container running.
      if (signal.aborted || failures >= 2) throw error;
      await sleep(retryMs, undefined, { signal });
    }
  }
}

async function describeEnd(engine: Engine, id: string, status: string, outer: AbortSignal): Promise<string> {
  // Whoever waits for the container is to know in a moment, also when the engine is slow to tell more.
  const signal = AbortSignal.any([outer, abortAfter(describeMs)]);
  const [how, lines] = await Promise.all([describeCause(engine, id, status, signal), lastLines(engine, id, signal)]);
  outer.throwIfAborted();
  const said = lines.length === 0 ? "" : `. The last that it wrote:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  return `The container ${id.slice(0, 12)} stopped while the build still needed it: ${how}${said}`;
}

async function describeCause(engine: Engine, id: string, status: string, signal: AbortSignal): Promise<string> {
  let facts: readonly unknown[];
  try {
    facts = await inspect(engine, "container", id, [".State.OOMKilled", ".State.Status", ".State.Error"], signal);
  } catch (error) {
    return isMissing(error) ? "it was removed by somebody else" : exitCause(status);
  }
  const [isOutOfMemory, state, problem] = facts;
  if (state === "removing") return "it was removed by somebody else";
  if (isOutOfMemory === true) return `it ran out of memory, and was killed (exit status ${status})`;
  return exitCause(status) + (typeof problem === "string" && problem !== "" ? ` (${problem})` : "");
}

function exitCause(status: string): string {
  const number = Number(status) - 128;
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  if (signal !== undefined) return `its command was ended by ${signal} (exit status ${status})`;
  return `its command ended with exit status ${status}. It must go on running until the build is done; see run_command`;
}

/** What a container wrote last, without the prompts of a shell that waits for input. */
async function lastLines(engine: Engine, id: string, signal: AbortSignal): Promise<readonly string[]> {
  const lines: string[] = [];
  const sink = messageLines((line) => void lines.push(line.trim()));
  await engine
    .run(["logs", "--tail", "10", id], { stdout: sink.write, stderr: sink.write, signal })
    .then(sink.end)
    .catch(() => undefined);
  return lines.filter((line) => !/^\S{0,40} ?[#$]$/.test(line)).slice(-5);
}
