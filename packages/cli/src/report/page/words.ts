// How things are called in the report. Outcomes have a sign as well as a colour, since not everybody sees the colour.

import type { Build, Outcome, SpanKind } from "./model.ts";

export const outcomeWords: Readonly<Record<Build["outcome"], { readonly sign: string; readonly word: string }>> = {
  done: { sign: "\u2713", word: "done" },
  failed: { sign: "\u2715", word: "failed" },
  cancelled: { sign: "\u2298", word: "cancelled" },
  open: { sign: "\u2026", word: "not ended" },
  waiting: { sign: "\u00b7", word: "not begun" },
};

export const kindWords: Readonly<Record<SpanKind, string>> = {
  step: "Step",
  provisioner: "Provisioner",
  "post-processor": "Post-processor",
  cleanup: "Clean-up",
};

/** What a run as a whole came to. */
export const runWords: Readonly<Record<Outcome, string>> = {
  done: "Succeeded",
  failed: "Failed",
  cancelled: "Interrupted",
  open: "Ended without its end",
};

/** A duration with as much precision as helps: `12 ms`, `3.4 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A moment of the run, as a clock that began with it: `0:03.250`, `1:02:03`. */
export function moment(ms: number, hasMillis = true): string {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return hasMillis ? `${clock}.${String(Math.floor(ms % 1000)).padStart(3, "0")}` : clock;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `1 build`, `3 builds`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
