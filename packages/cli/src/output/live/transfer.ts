// A transfer of a lane: how much, how fast, how long still, in the form that the room allows.

import type { Event } from "@ingot/sdk";

/** What is known of a running transfer. */
export interface Transfer {
  readonly label: string;
  done: number;
  total: number | undefined;
  /** How much was there at some moments of the last seconds: the rate is that since the first of them. */
  readonly samples: { readonly atMs: number; readonly done: number }[];
}

/** The rate is that of this time, in milliseconds. */
const rateWindowMs = 5000;
const sampleEveryMs = 500;

/** Takes up an event of a transfer. */
export function followTransfer(
  before: Transfer | undefined,
  event: Extract<Event, { type: "progress" }>,
  nowMs: number,
): Transfer {
  const transfer = before ?? { label: event.label, done: 0, total: undefined, samples: [] };
  transfer.done = event.done;
  transfer.total = event.total;
  const { samples } = transfer;
  const last = samples.at(-1);
  // A second attempt begins anew.
  if (last && event.done < last.done) samples.length = 0;
  if (!last || nowMs - last.atMs >= sampleEveryMs) samples.push({ atMs: nowMs, done: event.done });
  while (samples.length > 2 && nowMs - (samples[1]?.atMs ?? nowMs) >= rateWindowMs) samples.shift();
  return transfer;
}

/** A transfer in at most these cells; the less room, the less of it. */
export function describeTransfer(transfer: Transfer, nowMs: number, cells: number): string {
  const { label, done, total } = transfer;
  const rate = rateOf(transfer, nowMs);
  const speed = rate === undefined ? "" : `${bytes(rate)}/s`;
  if (total === undefined || total <= 0)
    return widest([[label, bytes(done), speed], [bytes(done), speed], [bytes(done)]], cells);
  const percent = `${Math.min(100, Math.floor((done / total) * 100))}%`.padStart(4);
  // Some programs tell percents only.
  const isCounted = total > 100;
  const amount = isCounted ? `${bytes(done)} of ${bytes(total)}` : "";
  const shownSpeed = isCounted ? speed : "";
  const left = rate === undefined || rate <= 0 || done >= total ? "" : `${clock(((total - done) / rate) * 1000)} left`;
  const bar = (width: number) => {
    const full = Math.min(width, Math.floor((done / total) * width));
    return `[${"=".repeat(Math.max(0, full - 1))}${full === 0 ? "" : full === width ? "=" : ">"}${" ".repeat(width - full)}]`;
  };
  return widest(
    [
      [label, bar(30), percent, amount, shownSpeed, left],
      [label, bar(10), percent, amount, shownSpeed, left],
      [bar(10), percent, amount, shownSpeed, left],
      [bar(6), percent, amount, shownSpeed],
      [bar(6), percent, amount],
      [bar(6), percent, left],
      [bar(6), percent],
      [percent.trim()],
    ],
    cells,
  );
}

/** The first of the choices that has room; the last one where none has. */
function widest(choices: readonly (readonly string[])[], cells: number): string {
  const texts = choices.map((parts) => parts.filter((part) => part !== "").join(" "));
  return texts.find((text) => text.length <= cells) ?? texts.at(-1) ?? "";
}

/** Bytes a second; undefined until there is something to go by. */
function rateOf({ samples, done }: Transfer, nowMs: number): number | undefined {
  const [first] = samples;
  if (!first || nowMs - first.atMs < sampleEveryMs) return undefined;
  return ((done - first.done) / (nowMs - first.atMs)) * 1000;
}

function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = count;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A duration as a clock shows it: 0:05, 12:34, 1:02:03. */
export function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
