// What a report is about, made of its events: builds with their spans of time, what went wrong, what came out.

import type { ArtifactFacts, Event } from "@ingot/sdk";
import type { ReportMeta } from "../report-data.ts";

export type SpanKind = "step" | "provisioner" | "post-processor" | "cleanup";
/** `open`: it had not ended when the report was written. */
export type Outcome = "done" | "failed" | "cancelled" | "open";

/** Something that took time. Times are milliseconds from the beginning of the report. */
export interface Span {
  readonly kind: SpanKind;
  readonly name: string;
  /** What else there is to say: which of how many, which attempt. */
  readonly note: string;
  readonly startMs: number;
  endMs: number;
  outcome: Outcome;
  error: string | undefined;
}

export interface Artifact {
  readonly build: string;
  /** How often it was told of: a post-processor may hand on what it was given. */
  count: number;
  readonly artifact: ArtifactFacts | null;
}

export interface ResourceStory {
  readonly build: string | undefined;
  readonly kind: string;
  readonly id: string;
  readonly state: string;
}

export interface Build {
  readonly name: string;
  builder: string;
  startMs: number | undefined;
  endMs: number | undefined;
  outcome: Outcome | "waiting";
  error: string | undefined;
  readonly spans: Span[];
}

/** Something that a person should know first. */
export interface Problem {
  readonly build: string | undefined;
  /** When it came, in milliseconds from the beginning of the report. */
  readonly ms: number;
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly text: string;
}

export interface RunModel {
  readonly began: Date;
  readonly lastMs: number;
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly builds: readonly Build[];
  readonly problems: readonly Problem[];
  readonly artifacts: readonly Artifact[];
  readonly resources: readonly ResourceStory[];
  readonly template: Extract<Event, { type: "run-start" }>["template"] | undefined;
  readonly versions: Extract<Event, { type: "run-start" }>["versions"] | undefined;
  readonly command: string;
}

/** Makes the model of the events. Whatever is missing at the end is open. */
export function buildModel(meta: ReportMeta, events: readonly Event[]): RunModel {
  const began = new Date(meta.began);
  const builds = new Map<string, Build>();
  const open = new Map<string, Span>();
  const problems: Problem[] = [];
  const artifacts: Artifact[] = [];
  const resources = new Map<string, ResourceStory>();
  let start: Extract<Event, { type: "run-start" }> | undefined;
  let end: Extract<Event, { type: "run-end" }> | undefined;
  let startMs = 0;

  const buildOf = (name: string): Build => {
    const known = builds.get(name);
    if (known) return known;
    const build: Build = {
      name,
      builder: "",
      startMs: undefined,
      endMs: undefined,
      outcome: "waiting",
      error: undefined,
      spans: [],
    };
    builds.set(name, build);
    return build;
  };
  const begin = (key: string, build: string, span: Omit<Span, "endMs" | "outcome" | "error">) => {
    const made: Span = { ...span, endMs: meta.lastMs, outcome: "open", error: undefined };
    open.set(`${build}\n${key}`, made);
    buildOf(build).spans.push(made);
  };
  const finish = (key: string, build: string, endMs: number, outcome: Outcome, error: string | undefined) => {
    const span = open.get(`${build}\n${key}`);
    if (!span) return;
    open.delete(`${build}\n${key}`);
    Object.assign(span, { endMs, outcome, error });
  };

  for (const event of events) {
    const ms = Date.parse(event.at) - began.getTime();
    const build = event.build ?? "";
    switch (event.type) {
      case "run-start":
        start = event;
        startMs = ms;
        for (const name of event.builds) buildOf(name);
        break;
      case "run-end":
        end = event;
        break;
      case "build-start":
        Object.assign(buildOf(build), { builder: event.builder, startMs: ms, outcome: "open" });
        break;
      case "build-end":
        Object.assign(buildOf(build), { endMs: ms, outcome: event.outcome, error: event.error });
        if (event.error !== undefined)
          problems.push({
            build,
            ms,
            severity: event.outcome === "cancelled" ? "warning" : "error",
            summary: `The build ${event.outcome === "cancelled" ? "was interrupted" : "failed"}`,
            text: event.error,
          });
        break;
      case "step-start":
        begin(`step ${event.step}`, build, {
          kind: "step",
          name: event.step,
          note: event.attempt > 1 ? `attempt ${event.attempt}` : "",
          startMs: ms,
        });
        break;
      case "step-end":
        finish(`step ${event.step}`, build, ms, event.outcome, event.error);
        break;
      case "cleanup-start":
        begin(`cleanup ${event.step}`, build, { kind: "cleanup", name: event.step, note: "clean-up", startMs: ms });
        break;
      case "cleanup-end": {
        const error = event.error ?? (event.leftovers > 0 ? `${event.leftovers} things are left` : undefined);
        finish(`cleanup ${event.step}`, build, ms, error === undefined ? "done" : "failed", error);
        break;
      }
      case "provisioner-start":
        begin(`provisioner ${event.phase} ${event.index}`, build, {
          kind: "provisioner",
          name: event.provisioner,
          note: event.phase === "error-cleanup" ? "after an error" : `${event.index + 1} of ${event.count}`,
          startMs: ms,
        });
        break;
      case "provisioner-end":
        finish(`provisioner ${event.phase} ${event.index}`, build, ms, event.outcome, event.error);
        break;
      case "post-processor-start":
        begin(`post ${event.chain} ${event.index}`, build, {
          kind: "post-processor",
          name: event.postProcessor,
          note: `chain ${event.chain + 1}, place ${event.index + 1}`,
          startMs: ms,
        });
        break;
      case "post-processor-end":
        finish(`post ${event.chain} ${event.index}`, build, ms, event.outcome, event.error);
        break;
      case "artifact": {
        const { artifact } = event;
        const known = artifacts.find((other) => other.build === build && isSame(other.artifact, artifact));
        if (known) known.count++;
        else artifacts.push({ build, artifact, count: 1 });
        break;
      }
      case "resource": {
        const id = event.id ?? "";
        resources.set(`${build}\n${event.kind}\n${id}`, {
          build: event.build,
          kind: event.kind,
          id,
          state: event.change,
        });
        break;
      }
      case "machine-gone":
        problems.push({ build, ms, severity: "error", summary: "The machine is gone", text: event.reason });
        break;
      case "interrupt":
        problems.push({
          build: undefined,
          ms,
          severity: "warning",
          summary: `Interrupted by ${event.signal}`,
          text: event.isSecond ? "For the second time: the run was ended at once." : "",
        });
        break;
      case "diagnostic":
        problems.push({
          build: event.build,
          ms,
          severity: event.diagnostic.severity,
          summary: event.diagnostic.summary,
          text: (event.text ?? event.diagnostic.detail).replace(/^(Error|Warning): .*\n*/, ""),
        });
        break;
    }
  }
  return {
    began,
    lastMs: meta.lastMs,
    outcome: end?.outcome ?? (start || meta.isComplete ? "open" : "failed"),
    tookMs: end?.tookMs ?? meta.lastMs - startMs,
    builds: [...builds.values()],
    problems: [...problems].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning")),
    artifacts,
    // An intent that became a thing is told by the thing.
    resources: [...resources.values()].filter(({ id, state }) => id !== "" || state !== "intent"),
    template: start?.template,
    versions: start?.versions,
    command: meta.run,
  };
}

function isSame(a: ArtifactFacts | null, b: ArtifactFacts | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
