// The one place where events are stamped, masked and handed to renderers. Control events never wait, or a blocked pager would hold the
// clean-up; what a program writes does wait, so memory does not grow with the log of a fast program and a slow reader;
// and so may a voice that brings what a program wrote from afar.

import { randomUUID } from "node:crypto";
import {
  createLineSplitter,
  type Event,
  type EventBody,
  type OutputStream,
  type ProgressTracker,
  type SecretFilter,
  type Ui,
} from "@ingot/sdk";
import { createHeartbeat } from "./heartbeat.ts";
import { maskEvent } from "./mask-event.ts";
import type { Stamp } from "./stamp.ts";
import { trackPlaces } from "./track-places.ts";

/**
 * Shows events. `render` may return a promise while it cannot keep up. Events that are written together may share one promise: return what
 * the writer gives as it is, for a promise of one's own for each line of a fast program costs more than the line.
 */
export interface Renderer {
  readonly render: (event: Event) => void | Promise<void>;
  readonly close: () => Promise<void>;
}

/** What masks secrets: whole texts, and byte streams across their chunks. */
export type Masker = Pick<SecretFilter, "text" | "stream">;

export interface Bus {
  readonly emit: (event: EventBody, build?: string) => void;
  /** What a component of a build says goes through this; without a build it is the run's own voice. */
  readonly ui: (build?: string) => Ui;
  /** In what a build is at the moment, for a message. */
  readonly placeOf: (build: string) => string;
  /** Resolves when every renderer has shown everything. */
  readonly close: () => Promise<void>;
}

/** So much of what programs write may be on its way to renderers, in characters, before the programs have to wait. */
const highWaterMark = 256 * 1024;
/** What an event counts beside its text. */
const envelopeSize = 100;
/** After so many milliseconds without output a program is taken to be silent. */
const silenceMs = 1000;
/** A transfer is reported this often at most, in milliseconds. */
const progressEveryMs = 100;

/** Makes the bus of one run. */
export function createBus(options: {
  readonly stamp: Stamp;
  readonly renderers: readonly Renderer[];
  readonly masker: Masker;
  /** After how much silence of a build it is told that it goes on, in milliseconds; without it, never. */
  readonly heartbeatMs?: number;
}): Bus {
  const { stamp, renderers, masker, heartbeatMs = 0 } = options;
  let held = 0;
  const waiting: (() => void)[] = [];
  /** What renderers have not shown yet: how much each of their promises is about. */
  const pending = new Map<Promise<void>, number>();

  const hold = (work: Promise<void>, size: number) => {
    held += size;
    const before = pending.get(work);
    pending.set(work, (before ?? 0) + size);
    if (before !== undefined) return;
    const finished = () => {
      held -= pending.get(work) ?? 0;
      pending.delete(work);
      while (held < highWaterMark && waiting.length > 0) waiting.shift()?.();
    };
    work.then(finished, finished);
  };

  const places = trackPlaces();
  const emit = (body: EventBody, build?: string) => {
    if (build !== undefined) places.see(body, build);
    // Program output was masked as a byte stream before it became lines.
    const event = stamp(body.type === "output" ? body : maskEvent(body, masker.text), build);
    for (const renderer of renderers) {
      const shown = renderer.render(event);
      if (shown) hold(shown, envelopeSize + textLength(event));
    }
    heartbeat?.hear(event);
  };
  const heartbeat =
    heartbeatMs > 0 ? createHeartbeat({ firstMs: heartbeatMs, emit, placeOf: places.placeOf }) : undefined;

  const room = () => new Promise<void>((resolve) => waiting.push(resolve));

  const output = (build: string | undefined, target: string | undefined, stream: "stdout" | "stderr"): OutputStream => {
    const masked = masker.stream();
    const lines = createLineSplitter();
    const show = async (texts: readonly string[]) => {
      for (const line of texts) {
        emit(target === undefined ? { type: "output", stream, line } : { type: "output", stream, line, target }, build);
        if (held >= highWaterMark) await room();
      }
    };
    let pause: NodeJS.Timeout | undefined;
    return {
      write: async (chunk) => {
        clearTimeout(pause);
        await show(lines.push(masked.push(chunk)));
        // Nobody waits for a line that is held back while a program is silent; what in it may be of a secret is masked then.
        if (masked.holdsLines()) pause = setTimeout(() => void show(lines.push(masked.pause())), silenceMs).unref();
      },
      end: () => {
        clearTimeout(pause);
        return show([...lines.push(masked.flush()), ...lines.flush()]);
      },
    };
  };

  const ui = (build: string | undefined, target: string | undefined): Ui => {
    const speak = (level: "say" | "message" | "error") => (text: string) =>
      emit({ type: "say", level, text, ...(target === undefined ? {} : { target }) }, build);
    return {
      say: speak("say"),
      message: speak("message"),
      error: speak("error"),
      log: (text) => emit({ type: "log", level: "debug", source: target ?? build ?? "ingot", text }, build),
      output: (stream) => output(build, target, stream),
      progress: (label) => trackProgress(label, (event) => emit(event, build)),
      emit: (event) => emit(event, build),
      caughtUp: async () => {
        if (held >= highWaterMark) await room();
      },
      as: (name) => ui(build, name),
    };
  };

  return {
    emit,
    ui: (build) => ui(build, undefined),
    placeOf: places.placeOf,
    close: async () => {
      heartbeat?.stop();
      while (pending.size > 0) await Promise.allSettled(pending.keys());
      for (const renderer of renderers) await renderer.close();
    },
  };
}

function textLength(event: Event): number {
  if (event.type === "output") return event.line.length;
  return event.type === "say" ? event.text.length : 0;
}

function trackProgress(label: string, emit: (event: EventBody) => void): ProgressTracker {
  const id = randomUUID();
  let shownAt = 0;
  let last: { done: number; total?: number } = { done: 0 };
  const show = (ended: boolean) => emit({ type: "progress", id, label, ...last, ended });
  return {
    update: (done, total) => {
      last = total === undefined ? { done } : { done, total };
      const at = Date.now();
      if (at - shownAt < progressEveryMs) return;
      shownAt = at;
      show(false);
    },
    end: () => show(true),
  };
}
