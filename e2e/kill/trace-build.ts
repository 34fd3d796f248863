// A build that is watched from outside, by the log that PACKER_LOG asks for: which step it is in, and what it is just making.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { readProcess } from "../environment/index.ts";
import { ingot, type Stage } from "./stage.ts";

/** Something that a build told. `phase` is what it was in then: a step, the undoing of one, a post-processor. */
export interface Mark {
  readonly what: "phase" | "intent" | "created" | "told";
  readonly phase: string;
  /** Milliseconds on the clock of `performance`. */
  readonly atMs: number;
  /** The kind of resource. */
  readonly kind?: string;
}

export interface TracedBuild {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly marks: readonly Mark[];
  /** Everything that it has printed, both streams. */
  readonly output: () => string;
  /** Resolves when it has ended and all that it printed is read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const between = "between the steps";

/** Starts a build in a process group of its own. `onMark` is called as soon as a mark is read. */
export function startTracedBuild(stage: Stage, templatePath: string, onMark: (mark: Mark) => void): TracedBuild {
  const child = spawn(ingot, ["build", "-color=false", templatePath], {
    cwd: stage.work,
    env: { ...process.env, ...stage.env, PACKER_LOG: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  const marks: Mark[] = [];
  let phase = "before the first step";
  const mark = (what: Mark["what"], more: { readonly kind?: string } = {}) => {
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
    const facts: { step?: string; change?: string; kind?: string } = JSON.parse(text);
    if (type === "step-start") return enter(facts.step ?? "");
    if (type === "cleanup-start") return enter(`undoing ${facts.step}`);
    if (type === "step-end" || type === "cleanup-end") return enter(between);
    if (type === "build-end") return enter("closing the run");
    const { change, kind = "" } = facts;
    return mark(change === "intent" || change === "created" ? change : "told", { kind });
  };
  const follow = (stream: Readable) => {
    const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    reader.on("line", read);
    return once(reader, "close");
  };
  const closed = [follow(child.stdout), follow(child.stderr)];
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? -1,
    marks,
    output: () => lines.join("\n"),
    ended: exited.then(async (end) => {
      // With the tool alone killed, what it started may hold the pipes for long.
      await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, 500))]);
      return end;
    }),
  };
}

/** Kills a build: its whole process group, or its own process alone, whose children go on. */
export function killBuild(pid: number, scope: "group" | "process"): void {
  if (readProcess(pid) !== undefined) process.kill(scope === "group" ? -pid : pid, "SIGKILL");
}
