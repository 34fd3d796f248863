// A build that is watched from outside, by the log that PACKER_LOG asks for: which step it is in, and what it is just making.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ingot, type Stage } from "./stage.ts";

/** Something that a build told. `phase` is what it was in then: a step, the undoing of one, a post-processor. */
export interface Mark {
  readonly what: "phase" | "intent" | "created" | "destroyed" | "handed-over" | "told";
  readonly phase: string;
  /** Milliseconds on the clock of `performance`. */
  readonly atMs: number;
  /** The kind of resource, and its id. */
  readonly kind?: string;
  readonly id?: string;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
  /** The text of its journal, read in the moment that it ended: before a clean-up that has only begun then can touch it. */
  readonly journal: string | undefined;
}

export interface TracedBuild {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly marks: readonly Mark[];
  /** Everything that it has printed, both streams. */
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  /** Resolves when it has ended and all that it printed is read. */
  readonly ended: Promise<Ending>;
}

const between = "between the steps";

const resourceChanges = ["intent", "created", "destroyed", "handed-over"] as const;

/**
 * Starts a build in a process group of its own. `onMark` is called as soon as a mark is read.
 * @param around words in front of the command
 */
export function startTracedBuild(
  stage: Stage,
  templatePath: string,
  onMark: (mark: Mark) => void,
  around: readonly string[] = [],
): TracedBuild {
  const [command = ingot, ...args] = [...around, ingot, "build", "-color=false", templatePath];
  const child = spawn(command, args, {
    cwd: stage.work,
    env: { ...process.env, ...stage.env, PACKER_LOG: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  const marks: Mark[] = [];
  let phase = "before the first step";
  const mark = (what: Mark["what"], more: Pick<Mark, "kind" | "id"> = {}) => {
    const made: Mark = { what, phase, atMs: performance.now(), ...more };
    marks.push(made);
    onMark(made);
  };
  const enter = (next: string) => {
    phase = next;
    mark("phase");
  };
  const read = (line: string) => {
    lines.push(line);
    const postProcessor = /Running post-processor: .*\(type (\S+)\)/.exec(line)?.[1];
    if (postProcessor !== undefined) return enter(`post-processor ${postProcessor}`);
    const [, type, text = "{}"] =
      /^\S+ \S+ \[INFO\] \S+: (step-start|step-end|cleanup-start|cleanup-end|resource|build-end) (\{.*\})$/.exec(
        line,
      ) ?? [];
    if (type === undefined) return mark("told");
    const facts: { step?: string; change?: string; kind?: string; id?: string } = JSON.parse(text);
    if (type === "step-start") return enter(facts.step ?? "");
    if (type === "cleanup-start") return enter(`undoing ${facts.step}`);
    if (type === "step-end" || type === "cleanup-end") return enter(between);
    if (type === "build-end") return enter("closing the run");
    const { kind = "", id = "" } = facts;
    return mark(resourceChanges.find((change) => change === facts.change) ?? "told", { kind, id });
  };
  const follow = (stream: Readable) => {
    const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    reader.on("line", read);
    return once(reader, "close");
  };
  const closed = [follow(child.stdout), follow(child.stderr)];
  let hasEnded = false;
  const exited = new Promise<Ending>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      hasEnded = true;
      resolve({ code, signal, atMs: performance.now(), journal: readJournal(stage, child.pid ?? -1) });
    });
  });
  return {
    pid: child.pid ?? -1,
    marks,
    output: () => lines.join("\n"),
    hasEnded: () => hasEnded,
    ended: exited.then(async (end) => {
      // With the tool alone killed, what it started may hold the pipes for long.
      await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, 500))]);
      return end;
    }),
  };
}

/** Kinds whose `own` makes nothing: it takes charge of what others will start. */
export const claims: ReadonlySet<string> = new Set(["sdk.chroot-processes"]);

/** The kind of the folder of temporary files: all that a run may have that nobody watches over. */
export const runFolder = "sdk.run-folder";

/** The kinds of the resources that were there at a moment, by what the build told; one as often as there were of it. */
export function liveResources(marks: readonly Mark[], atMs: number): readonly string[] {
  const live: string[] = [];
  for (const { what, kind = "", atMs: toldAtMs } of marks) {
    if (toldAtMs > atMs || claims.has(kind)) continue;
    if (what === "intent") live.push(kind);
    else if (what === "destroyed" || what === "handed-over")
      live.splice(live.indexOf(kind), live.includes(kind) ? 1 : 0);
  }
  return live;
}

/** The journal of the run that this process owns; others may have theirs in the same state folder. */
function readJournal(stage: Stage, pid: number): string | undefined {
  const runs = join(stage.state, "runs");
  const texts = readdirSync(runs).map((run) => {
    try {
      return readFileSync(join(runs, run, "journal"), "utf8");
    } catch {
      return ""; // it has just gone
    }
  });
  return texts.find((text) => text.includes(`"pid":${pid},`));
}
