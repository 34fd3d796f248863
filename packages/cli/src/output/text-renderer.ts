// Packer's text form. What Ingot does and what a machine writes on stderr stands behind `==> build: `, details and stdout behind
// `    build: `, as Packer wrote it up to 1.10: it tells the two apart.

import type { Renderer } from "@ingot/engine";
import { type ArtifactFacts, type Diagnostic, type Event, humanDuration } from "@ingot/sdk";
import { type Palette, palette } from "./colours.ts";
import { createStatusLine } from "./status-line.ts";

export interface TextOptions {
  readonly write: (text: string) => Promise<void>;
  readonly isColoured: boolean;
  /** -timestamp-ui */
  readonly hasTimestamps: boolean;
  /** Columns of the terminal, asked anew each time; undefined where there is none to draw on. */
  readonly columns: () => number | undefined;
  /** A diagnostic as text, with its source line. */
  readonly renderDiagnostic: (diagnostic: Diagnostic) => string;
}

/** Renders the events of a run as text. */
export function createTextRenderer(options: TextOptions): Renderer {
  const paint = palette(options.isColoured);
  const status = createStatusLine(options.columns);
  const state: State = { indexes: new Map(), failed: [], artifacts: [], succeeded: 0 };
  const print = (text: string, { at, build }: Event) => {
    // The run's own lines have no time, as in Packer.
    const stamped = options.hasTimestamps && build !== undefined ? `${localTime(new Date(at))}: ${text}` : text;
    return options.write(status.around(`${stamped}\n`));
  };
  return {
    render: (event) => {
      const change = status.update(event);
      if (change !== undefined) return change === "" ? undefined : options.write(change);
      const texts = textsOf(event, state, paint, options.renderDiagnostic);
      return texts.length === 0
        ? undefined
        : Promise.all(texts.map((text) => print(text, event))).then(() => undefined);
    },
    close: () => options.write(status.clear()),
  };
}

interface State {
  /** Colour index by build name. */
  readonly indexes: Map<string, number>;
  readonly failed: { readonly build: string; readonly error: string }[];
  readonly artifacts: { readonly build: string; readonly artifact: ArtifactFacts | null }[];
  succeeded: number;
}

function textsOf(
  event: Event,
  state: State,
  paint: Palette,
  renderDiagnostic: TextOptions["renderDiagnostic"],
): string[] {
  const build = event.build ?? "";
  const index = state.indexes.get(build) ?? 0;
  switch (event.type) {
    case "run-start":
      for (const [at, name] of event.builds.entries()) state.indexes.set(name, at);
      return [];
    case "say": {
      const text = withTarget(event.level === "message" ? "    " : "==> ", event.target ?? event.build, event.text);
      if (event.level === "error") return [paint.error(text)];
      return [event.build === undefined ? text : paint.build(index, text, event.level === "say")];
    }
    case "output": {
      const target = event.target ?? event.build;
      if (event.stream === "stderr") return [paint.error(withTarget("==> ", target, event.line))];
      return [paint.build(index, withTarget("    ", target, event.line), false)];
    }
    case "diagnostic": {
      const text = renderDiagnostic(event.diagnostic).trimEnd();
      return [`${event.diagnostic.severity === "error" ? paint.error(text) : text}\n`];
    }
    case "artifact":
      state.artifacts.push({ build, artifact: event.artifact });
      return [];
    case "build-end": {
      const took = humanDuration(event.tookMs);
      if (event.outcome === "done") {
        state.succeeded++;
        return [paint.build(index, `Build '${build}' finished after ${took}.`, true)];
      }
      const error = event.error ?? "unknown error";
      state.failed.push({ build, error });
      return [paint.error(`Build '${build}' errored after ${took}: ${error}`)];
    }
    case "run-end":
      return [
        `\n==> Wait completed after ${humanDuration(event.tookMs)}`,
        ...summary(event.outcome === "cancelled", state, paint),
      ];
    default:
      return [];
  }
}

function summary(wasCancelled: boolean, state: State, paint: Palette): string[] {
  if (wasCancelled) return ["Cleanly cancelled builds after being interrupted."];
  const lines: string[] = [];
  if (state.failed.length > 0) {
    lines.push(paint.error("\n==> Some builds didn't complete successfully and had errors:"));
    for (const { build, error } of byBuild(state.failed)) lines.push(paint.error(`--> ${build}: ${error}`));
  }
  if (state.artifacts.length === 0) return [...lines, "\n==> Builds finished but no artifacts were created."];
  lines.push("\n==> Builds finished. The artifacts of successful builds are:");
  for (const { build, artifact } of byBuild(state.artifacts))
    lines.push(`--> ${build}: ${artifact?.text ?? "<nothing>"}`);
  return lines;
}

function byBuild<T extends { readonly build: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.build < b.build ? -1 : a.build > b.build ? 1 : 0));
}

/** Every line behind its prefix; without a target the text as it is. */
function withTarget(prefix: string, target: string | undefined, text: string): string {
  if (target === undefined) return text;
  return text
    .split("\n")
    .map((line) => `${prefix}${target}: ${line}`)
    .join("\n")
    .trimEnd();
}

/** RFC 3339 in local time: 2024-05-01T12:00:00+02:00. */
function localTime(date: Date): string {
  const two = (n: number) => String(Math.abs(n)).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
}
