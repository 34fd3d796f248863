// The block of lanes at the bottom of the screen, as lines of text: a line a build, and one that counts the others.

import { displayWidth } from "@ingot/hcl";
import type { Palette } from "../colours.ts";
import { fitCells, padCells, visibleText } from "./fit-cells.ts";
import type { Lane, LaneState, Lanes } from "./lanes.ts";
import { clock, describeTransfer } from "./transfer.ts";

/** How large a terminal is, in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** On less there is only the log. */
const smallest: Size = { columns: 40, rows: 8 };

/** Words are counted in this order. */
const states: readonly LaneState[] = [
  "running",
  "stopping",
  "undoing",
  "asking",
  "waiting",
  "done",
  "failed",
  "cancelled",
];
const words: Readonly<Record<LaneState, string>> = {
  running: "running",
  stopping: "stopping",
  undoing: "cleaning up",
  asking: "asking",
  waiting: "waiting",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};
const marks: Partial<Record<LaneState, string>> = { stopping: "-", undoing: "-", asking: "?" };
/** Builds in these states have a lane. */
const active: ReadonlySet<LaneState> = new Set(["running", "stopping", "undoing", "asking"]);

/**
 * The lines of the block, none of them wider than the terminal less one column. Builds that run are shown, in the template's order, and all
 * of it is at most a third of the screen; there is no block where nothing runs.
 */
export function composeBlock(lanes: Lanes, nowMs: number, size: Size, paint: Palette): readonly string[] {
  if (size.columns < smallest.columns || size.rows < smallest.rows) return [];
  const running = [...lanes.values()].filter(({ state }) => active.has(state));
  if (running.length === 0) return [];
  const room = Math.floor(size.rows / 3);
  const shown = running.slice(0, lanes.size > Math.min(running.length, room) ? room - 1 : room);
  const cells = size.columns - 1;
  const names = shown.map(({ name }) => name);
  const name = widestOf(names, Math.floor(cells / 4));
  const elapsed = Math.max(5, ...shown.map(({ startedMs }) => clock(nowMs - startedMs).length));
  const left = cells - (2 + name) - elapsed - 6;
  const columns = {
    name,
    elapsed,
    // Enough for a provisioner of a usual name on the smallest usual screen, or somewhat more than half of what is left.
    activity: widestOf(shown.map(activityOf), Math.max(Math.floor(cells * 0.37), Math.floor(left * 0.55))),
  };
  const lines = shown.map((lane) => laneLine(lane, nowMs, cells, columns, paint));
  const others = [...lanes.values()].filter((lane) => !shown.includes(lane));
  return others.length === 0 ? lines : [...lines, paint.faint(fitCells(`  and ${countOthers(others)}`, cells))];
}

function widestOf(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(...texts.map(displayWidth)));
}

function laneLine(
  lane: Lane,
  nowMs: number,
  cells: number,
  columns: { readonly name: number; readonly elapsed: number; readonly activity: number },
  paint: Palette,
): string {
  const name = `${marks[lane.state] ?? ">"} ${padCells(lane.name, columns.name)}`;
  const elapsed = clock(nowMs - lane.startedMs).padStart(columns.elapsed);
  const activity = padCells(activityOf(lane), columns.activity);
  const left = cells - (2 + columns.name) - columns.elapsed - columns.activity - 6;
  const detail = detailOf(lane, nowMs, left);
  return `${paint.build(lane.index, name, true)}  ${elapsed}  ${activity}  ${paint.faint(detail)}`.trimEnd();
}

function activityOf({ state, step, part }: Lane): string {
  const what = part === "" ? step : `${step} ${part}`;
  return state === "undoing" || state === "stopping" ? `${words[state]} ${what}` : what;
}

/** A transfer, or how long it is silent; and the last line, where there is room. */
function detailOf(lane: Lane, nowMs: number, cells: number): string {
  const [transfer] = lane.transfers.values();
  const more = lane.transfers.size > 1 ? ` (+${lane.transfers.size - 1})` : "";
  const first = transfer
    ? `${describeTransfer(transfer, nowMs, cells - more.length)}${more}`
    : lane.silentSinceMs === undefined
      ? ""
      : `silent for ${silence(nowMs - lane.silentSinceMs)}`;
  const line = visibleText(lane.lastLine);
  const both = first === "" ? line : line !== "" && cells - displayWidth(first) > 20 ? `${first}  ${line}` : first;
  return fitCells(both, cells);
}

function silence(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

function countOthers(others: readonly Lane[]): string {
  const counts = states.flatMap((state) => {
    const count = others.filter((lane) => lane.state === state).length;
    return count === 0 ? [] : [`${count} ${words[state]}`];
  });
  return `${others.length} more: ${counts.join(", ")}`;
}
