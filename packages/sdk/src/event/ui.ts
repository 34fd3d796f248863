import type { Sink } from "../communicator/communicator.ts";
import type { EventBody } from "./event.ts";

/** A byte stream on its way to becoming lines. `write` waits while the renderers are behind; `end` flushes the last half line. */
export interface OutputStream {
  readonly write: Sink;
  readonly end: () => Promise<void>;
}

export interface ProgressTracker {
  readonly update: (done: number, total?: number) => void;
  readonly end: () => void;
}

/** What components say goes through this. Everything is masked before anybody sees it. Only `output` waits. */
export interface Ui {
  /** What Ingot does now: `==> build: text`. */
  readonly say: (text: string) => void;
  /** A detail: `    build: text`. */
  readonly message: (text: string) => void;
  readonly error: (text: string) => void;
  /** For the log only (PACKER_LOG). */
  readonly log: (text: string) => void;
  /** What a program writes, as bytes. */
  readonly output: (stream: "stdout" | "stderr") => OutputStream;
  /** A long transfer: thinned at the source, shown live on a terminal only. */
  readonly progress: (label: string) => ProgressTracker;
  readonly emit: (event: EventBody) => void;
  /** Resolves when the renderers are not behind: for one who says what a program wrote, and can make that program wait. */
  readonly caughtUp?: () => Promise<void>;
  /** The same, under another name in front of the text: `docker.web (docker-tag)`. */
  readonly as: (target: string) => Ui;
}

/** Asks the person at the terminal; a request, not an event. Rejects where nobody can answer. */
export type Ask = (prompt: string, choices: readonly string[], signal: AbortSignal) => Promise<string>;
