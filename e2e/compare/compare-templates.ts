// Runs every question on every template, and gives a verdict for each pair of answers.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Check, Reason } from "./checks/check.ts";
import { fix } from "./checks/fix.ts";
import { fmt, fmtCheck } from "./checks/fmt.ts";
import { hcl2Upgrade } from "./checks/hcl2-upgrade.ts";
import { inspect } from "./checks/inspect.ts";
import { validateSyntax } from "./checks/validate-syntax.ts";
import { findUnits } from "./find-units.ts";
import { openPrograms, type Programs } from "./programs.ts";
import type { Answers, Unit } from "./unit.ts";

export type Verdict =
  | { readonly k: "same" }
  /** 1.6.6 refuses it for its age; without what is too new for it, the answers are the same. */
  | { readonly k: "newer" }
  /** The rows of docs/compatibility.md that explain it. */
  | { readonly k: "different"; readonly rows: readonly string[] }
  | ({ readonly k: "unexplained" } & Answers);

export interface Finding {
  readonly unit: Unit;
  readonly check: string;
  readonly verdict: Verdict;
}

const checks: readonly Check[] = [validateSyntax, inspect, fmtCheck, fmt, fix, hcl2Upgrade];

/**
 * Compares all templates below the folder; the findings are in the order of checks, then templates.
 * @param asked the checks to make, by name; all of them by default
 */
export async function compareTemplates(
  folder: string,
  asked: readonly string[] = checks.map(({ name }) => name),
): Promise<readonly Finding[]> {
  refuseUnlistedReasons();
  const units = findUnits(folder);
  const programs = openPrograms(folder);
  try {
    const tasks = checks
      .filter(({ name }) => asked.includes(name))
      .flatMap((check) => units.filter(({ kind }) => check.kinds.includes(kind)).map((unit) => ({ check, unit })));
    const findings: Finding[] = [];
    const queue = [...tasks.entries()];
    const work = async () => {
      for (let task = queue.shift(); task; task = queue.shift()) {
        const [place, { check, unit }] = task;
        findings[place] = { unit, check: check.name, verdict: await judge(check, unit, programs) };
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return findings;
  } finally {
    programs.close();
  }
}

/** Both answer with the time of day, and a second may pass in between: what differs is asked again. */
async function judge(check: Check, unit: Unit, programs: Programs): Promise<Verdict> {
  let verdict = await judgeOnce(check, unit, programs);
  for (let more = 2; more > 0 && verdict.k === "unexplained"; more--) verdict = await judgeOnce(check, unit, programs);
  return verdict;
}

async function judgeOnce(check: Check, unit: Unit, programs: Programs): Promise<Verdict> {
  const answers = await check.ask(unit, programs);
  if (isSame(answers)) return { k: "same" };
  const rows = explain(check.reasons, answers, unit);
  if (rows) return { k: "different", rows };
  if (answers.theirs.code === 0 || !check.askAged) return { k: "unexplained", ...answers };
  const aged = await check.askAged(unit, programs);
  return isSame(aged) || explain(check.reasons, aged, unit) ? { k: "newer" } : { k: "unexplained", ...aged };
}

function isSame({ ours, theirs }: Answers): boolean {
  return ours.code === theirs.code && ours.text === theirs.text;
}

/** The reasons that together explain all of the difference. */
function explain(reasons: readonly Reason[], answers: Answers, unit: Unit): readonly string[] | undefined {
  const rows: string[] = [];
  let levelled = answers;
  for (const { row, level } of reasons) {
    const next = level(levelled, unit);
    if (next.ours.text === levelled.ours.text && next.theirs.text === levelled.theirs.text) continue;
    rows.push(row);
    levelled = next;
  }
  return isSame(levelled) ? rows : undefined;
}

/** A reason that a reader cannot look up is none. */
function refuseUnlistedReasons(): void {
  const listed = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");
  for (const { row } of checks.flatMap(({ reasons }) => reasons))
    if (!listed.includes(`\n| ${row}`)) throw new Error(`docs/compatibility.md has no row that begins "${row}"`);
}
