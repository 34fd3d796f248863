// npm run conformance -- [DIR] [--limit SECONDS] [--report]: runs every case below a folder and says what failed.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeReport } from "../scripts/reports.mjs";
import { findDifference, readKnownDifferences } from "./known-differences.ts";
import { type Cases, readCases } from "./read-cases.ts";
import { type Question, runCases } from "./run-cases.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const usage = "npm run conformance -- [DIR] [--limit SECONDS] [--report]";
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const options = readWords(words);
  if (typeof options === "string") return complain(options);
  const known = readKnownDifferences(join(root, "conformance/known-differences.json"));
  if (typeof known === "string") return complain(known);
  const { categories, problems } = readCases(options.folder);

  const counts = new Map(Array.from(categories.keys(), (name): [string, Counts] => [name, sum([])]));
  const isStillDifferent = new Map<string, boolean>();
  const worker = new URL("./case-worker.ts", import.meta.url);
  for await (const [{ category, given }, result] of runCases(questions(categories), { ...options, worker })) {
    const difference = findDifference(known, given);
    const outcome = result.passed ? "passed" : difference ? "skipped" : "failed";
    const count = counts.get(category);
    if (count) count[outcome] += 1;
    if (outcome === "failed") say(`FAIL ${given.id}: ${oneLine(result.text)}`);
    if (difference) isStillDifferent.set(difference.id, isStillDifferent.get(difference.id) || !result.passed);
  }
  for (const [id, isDifferent] of isStillDifferent) {
    if (!isDifferent) say(`NOTE ${id}: passes by now; take it out of known-differences.json`);
  }
  for (const problem of problems) complain(problem);
  for (const [name, count] of counts) say(`${name}: ${countsText(count)}`);
  const total = sum([...counts.values()]);
  say(countsText(total));
  const isGood = total.failed === 0 && problems.length === 0;
  if (options.isReported) {
    // A known difference is no test that could not run, which is what CI takes a skip for.
    await writeReport("conformance", { ...total, failed: total.failed || (isGood ? 0 : 1), skipped: 0 });
  }
  return isGood ? 0 : 1;
}

interface Options {
  readonly folder: string;
  readonly limitMs: number;
  /** Whether the counts are left where CI adds them up. */
  readonly isReported: boolean;
}

/** The options, or what is wrong with the words. */
function readWords(words: readonly string[]): Options | string {
  const options = { limit: { type: "string", default: "10" }, report: { type: "boolean", default: false } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const limitMs = Number(values.limit) * 1000;
    if (!(limitMs > 0)) return `--limit ${values.limit} is not a number of seconds above 0. Usage: ${usage}`;
    if (positionals.length > 1) return `One folder was expected, ${positionals.length} came. Usage: ${usage}`;
    const folder = positionals[0] ?? openCases();
    if (folder === undefined) {
      return `../shared/conformance is not there. Give the folder of the cases. Usage: ${usage}`;
    }
    return { folder: resolve(callersFolder(), folder), limitMs, isReported: values.report };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. Usage: ${usage}`;
  }
}

/** npm runs its scripts at the root, and says where it was called. */
function callersFolder(): string {
  const { npm_lifecycle_event: event, INIT_CWD: cwd } = process.env;
  return (event === "conformance" && cwd) || process.cwd();
}

/** Where the open cases are: INGOT_CONFORMANCE, or next to the repository. */
function openCases(): string | undefined {
  const folder = process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance");
  return process.env.INGOT_CONFORMANCE || existsSync(folder) ? folder : undefined;
}

function* questions(categories: Cases["categories"]): Generator<Question> {
  for (const [category, cases] of categories) for (const given of cases) yield { category, given };
}

type Counts = Record<"passed" | "failed" | "skipped", number>;

function sum(counts: readonly Counts[]): Counts {
  const all = (name: keyof Counts) => counts.reduce((total, count) => total + count[name], 0);
  return { passed: all("passed"), failed: all("failed"), skipped: all("skipped") };
}

function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(problem: string): number {
  process.stderr.write(`Error: ${problem}\n`);
  return 1;
}
