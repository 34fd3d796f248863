// -report: one HTML file about a run. While the run goes on, its events wait in a file without a name; the report is written at the end, also
// when that is a second interrupt or a crash.

import { randomBytes } from "node:crypto";
import { openSync, realpathSync, statSync, unlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Renderer } from "@ingot/engine";
import type { Diagnostic, Event } from "@ingot/sdk";
import { describeEvent } from "../log/describe-event.ts";
import { reasonOf } from "../output/reason-of.ts";
import { embedJson } from "./embed-json.ts";
import { pageFiles } from "./page-files.ts";
import type { LineKind, ReportLine } from "./report-data.ts";
import { createSpool, type Lane } from "./spool.ts";
import { writeReport } from "./write-report.ts";

/** So much of the logs stands in a report, in bytes: of a build at most, and of all together. A browser shows more only with pain. */
const longestLogBytes = 20 * 1024 * 1024;
const longestInAllBytes = 80 * 1024 * 1024;
const leastLogBytes = 256 * 1024;
const longestEventsBytes = 64 * 1024 * 1024;
/** A line is cut here, in characters: a slot of the spool holds it in any encoding. */
const longestLine = 8192;

/** Events that are only lines of the log. */
const onlyLines: ReadonlySet<Event["type"]> = new Set(["say", "output", "log", "document", "progress", "heartbeat"]);

/**
 * Begins a report; a diagnostic where its file could not be written. `complain` hears of what goes wrong later.
 */
export function createReport(options: {
  readonly path: string;
  readonly cwd: string;
  readonly logDir: string | undefined;
  readonly complain: (diagnostic: Diagnostic) => void;
}): Renderer | Diagnostic {
  const { path, cwd, logDir, complain } = options;
  let target: string;
  let spoolFile: number;
  try {
    target = findTarget(path, cwd);
    spoolFile = openNameless(target);
  } catch (error) {
    return cannotWrite(path, error);
  }
  let hasComplained = false;
  const open = createSpool(spoolFile, (error) => {
    if (!hasComplained) complain(lost(path, error));
    hasComplained = true;
  });
  const events = open(longestEventsBytes);
  const logs = new Map<string | undefined, Lane>([[undefined, open(longestLogBytes)]]);
  let logBytes = longestLogBytes;
  let first: Event | undefined;
  let last: Event | undefined;
  let title = "Ingot";
  let isComplete = false;
  let isWritten = false;

  const take = (event: Event) => {
    first ??= event;
    last = event;
    if (event.type === "run-start") {
      title = `${event.template.path}: report of Ingot`;
      logBytes = Math.max(leastLogBytes, Math.min(longestLogBytes, longestInAllBytes / event.builds.length));
    }
    if (event.type === "run-end") isComplete = true;
    if (!onlyLines.has(event.type)) events.add(embedJson(shortened(event)));
    if (event.type === "progress" && !event.ended) return;
    let log = logs.get(event.build);
    if (!log) {
      log = open(logBytes);
      logs.set(event.build, log);
    }
    const ms = Date.parse(event.at) - Date.parse(first.at);
    for (const line of linesOf(event, ms)) log.add(embedJson(line));
  };

  const write = () => {
    if (isWritten || !first || !last) return;
    isWritten = true;
    const facts = [...logs].map(([build, log], at) => {
      const { kept, cut, cutBehind } = log.facts();
      const name = build === undefined ? {} : { build };
      return { element: `ingot-log-${at}`, ...name, lines: kept, cutLines: cut, cutBehind };
    });
    writeReport(target, pageFiles, {
      title,
      meta: {
        v: 1,
        run: first.run,
        began: first.at,
        lastMs: Date.parse(last.at) - Date.parse(first.at),
        isComplete,
        logs: facts,
        cutEvents: events.facts().cut,
        ...(logDir === undefined ? {} : { logDir: resolve(cwd, logDir) }),
      },
      events,
      logs: [...logs.values()],
    });
  };

  process.once("exit", () => {
    try {
      write();
    } catch {
      // The process is ending; there is nobody to tell.
    }
  });
  return {
    render: (event) => {
      if (!isWritten) take(event);
    },
    close: async () => {
      try {
        write();
      } catch (error) {
        complain({ ...cannotWrite(path, error), severity: "warning" });
      }
    },
  };
}

/** The file to replace: behind links, and nothing but a file, or `-report=/dev/null` would take that away from the whole machine. */
function findTarget(path: string, cwd: string): string {
  if (path === "") throw new Error("it is empty");
  const target = resolve(cwd, path);
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) return target;
  if (!found.isFile()) throw new Error(found.isDirectory() ? "it is a folder" : "it is no ordinary file");
  return realpathSync(target);
}

/** Opens a file beside the report and takes its name away at once: whatever happens to the process, nothing of it stays. */
function openNameless(target: string): number {
  const name = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
  const file = openSync(name, "wx+", 0o600);
  unlinkSync(name);
  return file;
}

/** An event may carry a text of any length, an error for instance. */
function shortened(event: Event): unknown {
  return JSON.stringify(event).length <= longestLine ? event : shortTexts(event);
}

function shortTexts(value: unknown): unknown {
  if (typeof value === "string") return cutText(value, 1024);
  if (Array.isArray(value)) return value.slice(0, 1000).map(shortTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortTexts(item)]));
}

function cutText(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}... (${text.length - longest} more characters)`;
}

/** An event as lines of the log. */
function linesOf(event: Event, ms: number): readonly ReportLine[] {
  const { kind, text } = lineOf(event);
  const target = "target" in event && event.target !== event.build ? event.target : undefined;
  return text
    .split("\n")
    .map((line) => cutText(line, longestLine))
    .map((line) => (target === undefined ? [ms, kind, line] : [ms, kind, line, target]));
}

function lineOf(event: Event): { readonly kind: LineKind; readonly text: string } {
  switch (event.type) {
    case "say":
      return { kind: event.level, text: event.text };
    case "output":
      return { kind: event.stream, text: event.line };
    case "resource":
    case "log":
    case "machine":
    case "progress":
    case "heartbeat": {
      const { word, text } = describeEvent(event);
      return { kind: "debug", text: event.type === "log" ? text : `${word} ${text}` };
    }
    case "diagnostic":
      return { kind: event.diagnostic.severity, text: describeEvent(event).text };
    case "document":
      return { kind: "say", text: event.text };
    default: {
      const { word, text } = describeEvent(event);
      return { kind: "mark", text: `${word} ${text}` };
    }
  }
}

function cannotWrite(path: string, error: unknown): Diagnostic {
  return {
    severity: "error",
    summary: "Could not write the report",
    detail: `-report names "${path}": ${reasonOf(error)}. Name a file that can be written, in a folder that is there, or leave the flag out.`,
  };
}

function lost(path: string, error: Error): Diagnostic {
  return {
    severity: "warning",
    summary: "Some of the report will be missing",
    detail: `The system says of the place of "${path}": ${reasonOf(error)}. The build goes on. This is said once; the report says what is missing.`,
  };
}
