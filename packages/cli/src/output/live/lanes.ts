// What the view knows of each build. It follows events and a clock, and draws nothing.

import type { Event } from "@ingot/sdk";
import { followTransfer, type Transfer } from "./transfer.ts";

/** `stopping`: it was interrupted; `undoing`: it removes what it made. */
export type LaneState = "waiting" | "running" | "stopping" | "undoing" | "asking" | "done" | "failed" | "cancelled";

/** One build. */
export interface Lane {
  readonly name: string;
  /** Its place in the template, which gives it its colour. */
  readonly index: number;
  state: LaneState;
  startedMs: number;
  step: string;
  /** What goes on in the step: a provisioner, say. */
  part: string;
  /** What was last said or written, as it came. */
  lastLine: string;
  /** Since when nothing was heard of it; undefined until a heartbeat says that it is long. */
  silentSinceMs: number | undefined;
  readonly transfers: Map<string, Transfer>;
}

/** All builds of a run, by name, in the order of the template. */
export type Lanes = Map<string, Lane>;

/** So much of a line is kept, in characters: no terminal is wider. */
const longestLine = 2000;

/** Takes up what an event tells; says whether the view may look otherwise now. */
export function followEvent(lanes: Lanes, event: Event, nowMs: number): boolean {
  if (event.type === "run-start") {
    for (const [index, name] of event.builds.entries()) lanes.set(name, newLane(name, index));
    return true;
  }
  if (event.type === "interrupt") {
    for (const lane of lanes.values()) if (lane.state === "running") lane.state = "stopping";
    return true;
  }
  const lane = event.build === undefined ? undefined : lanes.get(event.build);
  if (!lane) return false;
  if (event.type === "heartbeat") {
    lane.silentSinceMs = nowMs - event.silentMs;
    return true;
  }
  const isSeen = follow(lane, event, nowMs);
  if (isSeen) lane.silentSinceMs = undefined;
  return isSeen;
}

function newLane(name: string, index: number): Lane {
  return {
    name,
    index,
    state: "waiting",
    startedMs: 0,
    step: "",
    part: "",
    lastLine: "",
    silentSinceMs: undefined,
    transfers: new Map(),
  };
}

function follow(lane: Lane, event: Event, nowMs: number): boolean {
  switch (event.type) {
    case "output":
      lane.lastLine = event.line.length > longestLine ? event.line.slice(0, longestLine) : event.line;
      return true;
    case "say":
      lane.lastLine = lastLineOf(event.text);
      return true;
    case "progress":
      if (event.ended) lane.transfers.delete(event.id);
      else lane.transfers.set(event.id, followTransfer(lane.transfers.get(event.id), event, nowMs));
      return true;
    case "build-start":
      lane.state = "running";
      lane.startedMs = nowMs;
      lane.step = event.builder;
      return true;
    case "build-end":
      lane.state = event.outcome;
      lane.transfers.clear();
      return true;
    case "step-start":
      lane.state = "running";
      lane.step = event.attempt > 1 ? `${event.step} (attempt ${event.attempt})` : event.step;
      lane.part = "";
      return true;
    case "step-end":
      lane.part = "";
      return true;
    case "cleanup-start":
      lane.state = "undoing";
      lane.step = event.step;
      lane.part = "";
      return true;
    case "provisioner-start":
      lane.part =
        event.phase === "provision"
          ? `${event.index + 1}/${event.count} ${event.provisioner}`
          : `error-cleanup ${event.provisioner}`;
      return true;
    case "post-processor-start":
      lane.state = "running";
      lane.step = "post-processor";
      lane.part = event.postProcessor;
      return true;
    case "provisioner-end":
    case "post-processor-end":
      lane.part = "";
      return true;
    case "machine-gone":
      lane.lastLine = lastLineOf(event.reason);
      return true;
    case "question":
      lane.state = "asking";
      return true;
    case "answer":
      if (lane.state === "asking") lane.state = "running";
      return true;
    default:
      return false;
  }
}

function lastLineOf(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf("\n") + 1).slice(0, longestLine);
}
