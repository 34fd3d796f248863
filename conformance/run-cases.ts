import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Case, type CaseResult, failed } from "./case.ts";

export interface RunOptions {
  /** The module that runs one case a message: `case-worker.ts`, or another in the tests of this file. */
  readonly worker: URL;
  /** How long one case may take. */
  readonly limitMs: number;
}

/** What a worker is asked; it answers with a `CaseResult`. Before its first answer it says `"ready"`. */
export interface Question {
  readonly category: string;
  readonly given: Case;
}

/**
 * Runs cases one after the other in a process of its own, so that a case that hangs, runs out of memory or ends its process is a
 * failure of that case and no more.
 *
 * @throws Error where the worker cannot be started
 */
export async function* runCases(
  questions: Iterable<Question>,
  { worker: module, limitMs }: RunOptions,
): AsyncGenerator<readonly [Question, CaseResult]> {
  let worker: ChildProcess | undefined;
  try {
    for (const question of questions) {
      if (!worker?.connected) worker = await startWorker(module);
      const { outcome, isAlive } = await ask(worker, question, limitMs);
      if (!isAlive) {
        worker.kill("SIGKILL");
        worker = undefined;
      }
      yield [question, outcome];
    }
  } finally {
    worker?.kill("SIGKILL");
  }
}

/** Loading the modules is no part of a case's time. */
async function startWorker(module: URL): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(module), [], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const failure = once(worker, "exit").then(([code]) => {
    throw new Error(`${fileURLToPath(module)} ended before it was ready, with exit code ${code}`);
  });
  await Promise.race([once(worker, "message"), failure]);
  failure.catch(() => {});
  return worker;
}

interface Answer {
  readonly outcome: CaseResult;
  /** Whether the worker can be asked again. */
  readonly isAlive: boolean;
}

function ask(worker: ChildProcess, question: Question, limitMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const finish = (outcome: CaseResult, isAlive: boolean) => {
      clearTimeout(timer);
      worker.removeAllListeners("message").removeAllListeners("exit");
      resolve({ outcome, isAlive });
    };
    const timer = setTimeout(() => finish(failed(`it did not end within ${limitMs / 1000} s`), false), limitMs);
    worker.once("message", (outcome: CaseResult) => finish(outcome, true));
    worker.once("exit", (code, signal) =>
      finish(failed(`it ended its process (${signal ?? `exit code ${code}`})`), false),
    );
    worker.send(question, (error) => {
      if (error) finish(failed(`it could not be handed over: ${error.message}`), false);
    });
  });
}
