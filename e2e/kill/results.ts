// The results of kills, one line of JSON each, so that a run that broke off goes on where it stopped; and what they add up to.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { BystanderReport } from "./bystanders.ts";
import type { Judged } from "./kill-once.ts";
import type { KindName } from "./strikes.ts";
import type { SubjectName } from "./subjects/subject.ts";
import { runFolder } from "./trace-build.ts";

export interface RunFacts {
  readonly seed: number;
  readonly count: number;
  readonly kinds: readonly KindName[];
  readonly subjects: readonly SubjectName[];
  /** What was built. */
  readonly commit: string;
}

export interface KillResult extends Omit<Judged, "details"> {
  readonly number: number;
  readonly kind: KindName;
  readonly subject: SubjectName;
  /** The moment that was aimed at. */
  readonly aim: string;
  /** How many blows it took: those that come after the hand-over do not count. */
  readonly attempts: number;
  readonly tookMs: number;
  /** Only of those after which something was wrong. */
  readonly details?: string;
}

export type ResultLine =
  | ({ readonly t: "run"; readonly at: string } & RunFacts)
  | ({ readonly t: "kill" } & KillResult)
  | ({ readonly t: "beside" } & BystanderReport)
  | { readonly t: "end"; readonly seconds: number; readonly left: readonly string[] };

export function appendResult(path: string, line: ResultLine): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

/** All whole lines of a results file; none when it is not there. */
export function readResults(path: string): readonly ResultLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return []; // torn
      }
    });
}

/** Whether something was not as it should be. */
export function failuresIn(lines: readonly ResultLine[]): readonly string[] {
  return lines.flatMap((line) => {
    if (line.t === "kill" && line.wrong.length > 0)
      return [
        `Kill ${line.number}, ${line.kind} (${line.variant}) of ${line.subject} in ${line.phase}, ${line.aim}:\n${line.details}`,
      ];
    if (line.t === "beside") return line.failures.map((failure) => `Beside the kills: ${failure}`);
    if (line.t === "end" && line.left.length > 0) return [`In the engine at the end:\n${line.left.join("\n")}`];
    return [];
  });
}

/** A table of kinds and subjects, and what was done beside. */
export function summarize(lines: readonly ResultLine[]): readonly string[] {
  const runs = lines.filter((line) => line.t === "run");
  const kills = lines.filter((line) => line.t === "kill");
  const ends = lines.filter((line) => line.t === "end");
  const header = ["", "kills", "with a live resource", "beyond files", "failed", "median", "longest"];
  const groups = [...new Set(kills.map(({ kind }) => kind)), ...new Set(kills.map(({ subject }) => subject))].map(
    (name) =>
      row(
        name,
        kills.filter(({ kind, subject }) => kind === name || subject === name),
      ),
  );
  const table = [header, ...groups, row("all", kills)];
  const widths = header.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  const seconds = ends.reduce((sum, end) => sum + end.seconds, 0);
  const remote = kills.filter((kill) => kill.remote.length > 0).length;
  const late = kills.reduce((sum, { attempts }) => sum + attempts - 1, 0);
  return [
    `Seed ${runs[0]?.seed}, ${kills.length} kills of ${runs[0]?.count}, ${(seconds / 60).toFixed(1)} min, commit ${[...new Set(runs.map(({ commit }) => commit))].join(", ")}`,
    "Times are from the blow, or the end of a build that went on, until nothing was left.",
    ...table.map(format),
    `${late} more blows came after the hand-over, or had no effect, and do not count; what was handed over was there.`,
    `Scripts of a killed build stayed on the machine that it provisioned ${remote} times.`,
    ...sumBesides(lines),
  ];
}

function row(name: string, kills: readonly KillResult[]): readonly string[] {
  const times = kills.map(({ cleanMs }) => cleanMs).sort((a, b) => a - b);
  const seconds = (ms: number | undefined) => `${((ms ?? 0) / 1000).toFixed(1)} s`;
  const count = (isCounted: (kill: KillResult) => boolean) => String(kills.filter(isCounted).length);
  return [
    name,
    String(kills.length),
    count(({ live }) => live.length > 0),
    count(({ live }) => live.some((kind) => kind !== runFolder)),
    count(({ wrong }) => wrong.length > 0),
    seconds(times[Math.floor(times.length / 2)]),
    seconds(times.at(-1)),
  ];
}

function sumBesides(lines: readonly ResultLine[]): readonly string[] {
  const sums = new Map<string, { builds: number; failures: number }>();
  for (const line of lines) {
    if (line.t !== "beside") continue;
    const { builds, failures } = sums.get(line.name) ?? { builds: 0, failures: 0 };
    sums.set(line.name, { builds: builds + line.builds, failures: failures + line.failures.length });
  }
  return [...sums].map(([name, sum]) => `Beside: ${name}, ${sum.builds} builds ended well, ${sum.failures} did not`);
}
