// What a run says to a person, event by event, before it takes a form: the text renderer paints these lines, the machine renderer sends
// them with the facts that belong to them.

import { type ArtifactFacts, type Diagnostic, type Event, formatGoDuration, humanDuration } from "@ingot/sdk";
import type { Fact } from "../host.ts";

/** One message of a run. */
export interface Line {
  readonly k: "line";
  readonly text: string;
  /** How it looks in colours: as an error, in the colour of its build (bold or not), or plainly. */
  readonly look: "error" | "bold" | "thin" | "plain";
  /** The build that it is about. */
  readonly target: string | undefined;
}

/** A message, or a fact for programs that stands in front of the message it belongs to. */
export type Said = Line | ({ readonly k: "fact" } & Fact);

/** What has to be kept of a run for its closing lines. */
export interface RunState {
  readonly failed: { readonly build: string; readonly error: string }[];
  readonly artifacts: { readonly build: string; readonly artifact: ArtifactFacts | null }[];
}

/** The state of a run that has not begun. */
export function newRunState(): RunState {
  return { failed: [], artifacts: [] };
}

/** How lines are written. */
export interface LineForm {
  /** What stands before details, and before what a machine writes on stdout. */
  readonly detailPrefix: "==> " | "    ";
  /** A diagnostic as text, with its source line. */
  readonly renderDiagnostic: (diagnostic: Diagnostic) => string;
  /** Whether silent builds say that they go on: whoever waits for output would take them for dead, and end them. */
  readonly hasHeartbeats: () => boolean;
}

/** What a signal is called in Packer's message. */
const signalWords: Readonly<Record<string, string>> = {
  SIGINT: "interrupt",
  SIGTERM: "terminated",
  SIGHUP: "hangup",
};

/** What is said when a first signal stops a run. */
export function cancellingText(signal: string): string {
  return `Cancelling build after receiving ${signalWords[signal] ?? signal}`;
}

/** The lines of one event; the state remembers what the end of the run needs. */
export function linesOfEvent(event: Event, state: RunState, form: LineForm): readonly Said[] {
  const build = event.build ?? "";
  const line = (text: string, look: Line["look"]) => lineOf(text, look, event.build);
  switch (event.type) {
    case "say": {
      const isDetail = event.level === "message";
      const text = withTarget(isDetail ? form.detailPrefix : "==> ", event.target ?? event.build, event.text);
      if (event.level === "error") return [line(text, "error")];
      return [line(text, event.build === undefined ? "plain" : isDetail ? "thin" : "bold")];
    }
    case "output": {
      const target = event.target ?? event.build;
      if (event.stream === "stderr") return [line(withTarget("==> ", target, event.line), "error")];
      return [line(withTarget(form.detailPrefix, target, event.line), "thin")];
    }
    case "diagnostic": {
      const text = form.renderDiagnostic(event.diagnostic).trimEnd();
      return [line(`${text}\n`, event.diagnostic.severity === "error" ? "error" : "plain")];
    }
    case "machine":
      return [{ k: "fact", type: event.category, data: event.args, target: build }];
    case "interrupt":
      // The second one has words of its own, which wait for nothing.
      return event.isSecond ? [] : [line(cancellingText(event.signal), "error")];
    case "machine-gone":
      return [line(withTarget("==> ", event.build, event.reason), "error")];
    case "heartbeat": {
      if (!form.hasHeartbeats()) return [];
      const silent = formatGoDuration(wholeSeconds(event.silentMs));
      const elapsed = formatGoDuration(wholeSeconds(event.elapsedMs));
      const text = `Still in ${event.step}: nothing was said for ${silent}, the build runs for ${elapsed}`;
      return [line(withTarget(form.detailPrefix, event.build, text), "thin")];
    }
    case "artifact":
      state.artifacts.push({ build, artifact: event.artifact });
      return [];
    case "build-end": {
      const took = humanDuration(event.tookMs);
      if (event.outcome === "done") return [line(`Build '${build}' finished after ${took}.`, "bold")];
      const error = event.error ?? "unknown error";
      state.failed.push({ build, error });
      return [line(`Build '${build}' errored after ${took}: ${error}`, "error")];
    }
    case "run-end":
      return [
        line(`\n==> Wait completed after ${humanDuration(event.tookMs)}`, "plain"),
        ...(event.outcome === "cancelled"
          ? [line("Cleanly cancelled builds after being interrupted.", "plain")]
          : [...errorsOf(state), ...artifactsOf(state)]),
      ];
    default:
      return [];
  }
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

function lineOf(text: string, look: Line["look"], target?: string): Line {
  return { k: "line", text, look, target };
}

function errorsOf({ failed }: RunState): readonly Said[] {
  if (failed.length === 0) return [];
  return [
    { k: "fact", type: "error-count", data: [String(failed.length)] },
    lineOf("\n==> Some builds didn't complete successfully and had errors:", "error"),
    ...byBuild(failed).flatMap(({ build, error }): Said[] => [
      { k: "fact", type: "error", data: [error], target: build },
      lineOf(`--> ${build}: ${error}`, "error", build),
    ]),
  ];
}

function artifactsOf({ artifacts }: RunState): readonly Said[] {
  if (artifacts.length === 0) return [lineOf("\n==> Builds finished but no artifacts were created.", "plain")];
  const seen = new Map<string, number>();
  return [
    lineOf("\n==> Builds finished. The artifacts of successful builds are:", "plain"),
    ...byBuild(artifacts).flatMap(({ build, artifact }): Said[] => {
      const index = seen.get(build) ?? 0;
      seen.set(build, index + 1);
      const count = artifacts.filter((other) => other.build === build).length;
      return [
        ...(index === 0 ? [{ k: "fact", type: "artifact-count", data: [String(count)], target: build } as const] : []),
        ...factsOfArtifact(build, index, artifact),
        lineOf(`--> ${build}: ${artifact?.text ?? "<nothing>"}`, "plain", build),
      ];
    }),
  ];
}

/** An artifact in the order of core-cli 4.3. */
function factsOfArtifact(target: string, index: number, artifact: ArtifactFacts | null): readonly Said[] {
  const rows = artifact
    ? [
        ["builder-id", artifact.builderId],
        ["id", artifact.id],
        ["string", artifact.text],
        ["files-count", String(artifact.files.length)],
        ...artifact.files.map((path, at) => ["file", String(at), path]),
      ]
    : [["nil"]];
  return [...rows, ["end"]].map((row) => ({ k: "fact", type: "artifact", data: [String(index), ...row], target }));
}

function byBuild<T extends { readonly build: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.build < b.build ? -1 : a.build > b.build ? 1 : 0));
}

/** Every line behind its prefix; without a target the text as it is. */
export function withTarget(prefix: string, target: string | undefined, text: string): string {
  if (target === undefined) return text;
  if (!text.includes("\n")) return `${prefix}${target}: ${text}`.trimEnd();
  return text
    .split("\n")
    .map((part) => `${prefix}${target}: ${part}`)
    .join("\n")
    .trimEnd();
}
