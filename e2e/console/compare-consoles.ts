import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packer } from "../compare/programs.ts";
import { chooseBy } from "./choose.ts";
import { type Answer, driveConsole } from "./drive-console.ts";
import { generateExpression } from "./generate-expression.ts";
import { generateHeredoc } from "./generate-heredoc.ts";
import { knownDifferences } from "./known-differences.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

export interface Difference {
  readonly expression: string;
  readonly ours: Answer;
  readonly theirs: Answer;
}

export interface Comparison {
  /** Expressions with the same value in both, and wrong in both. */
  readonly equal: number;
  readonly wrong: number;
  /** How many differ for each reason. */
  readonly explained: ReadonlyMap<string, number>;
  readonly unexplained: readonly Difference[];
  readonly report: string;
}

/** Generates expressions from a seed and asks both consoles of them; every tenth is a heredoc, which stands in a template. */
export async function compareConsoles(seed: number, count: number): Promise<Comparison> {
  const choose = chooseBy(seed);
  const heredocs = Array.from({ length: Math.ceil(count / 10) }, () => generateHeredoc(choose));
  const lines = Array.from({ length: count - heredocs.length }, () => generateExpression(choose));
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  try {
    writeFileSync(join(folder, "a.txt"), "content of a\n");
    writeFileSync(join(folder, "binary"), Buffer.from([0xff, 0xfe, 0]));
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub", "b.txt"), "b");
    const template = heredocs.map((heredoc, index) => `locals {\n  heredoc${index} = ${heredoc}}\n`).join("");
    writeFileSync(join(folder, "t.pkr.hcl"), template);
    const ask = async (program: string, longestSilenceMs: number) => [
      ...(await driveConsole(program, ["-config-type=hcl2"], lines, folder, longestSilenceMs)),
      ...(await driveConsole(
        program,
        ["t.pkr.hcl"],
        heredocs.map((_, index) => `local.heredoc${index}`),
        folder,
        longestSilenceMs,
      )),
    ];
    const theirs = await ask(packer, 10_000);
    const ours = await ask(ingot, 60_000);
    const expressions = [...lines, ...heredocs];
    return judge(
      seed,
      expressions.map((expression, index) => ({ expression, ours: at(ours, index), theirs: at(theirs, index) })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function at(answers: readonly Answer[], index: number): Answer {
  return answers[index] ?? { k: "crash", text: "" };
}

function judge(seed: number, answers: readonly Difference[]): Comparison {
  let equal = 0;
  let wrong = 0;
  const explained = new Map<string, number>();
  const unexplained: Difference[] = [];
  for (const difference of answers) {
    const { expression, ours, theirs } = difference;
    if (ours.k === "value" && theirs.k === "value" && ours.text === theirs.text) equal++;
    else if (ours.k === "error" && theirs.k === "error") wrong++;
    else {
      const known = knownDifferences.find(({ covers }) => covers(expression, ours, theirs));
      if (known) explained.set(known.reason, (explained.get(known.reason) ?? 0) + 1);
      else unexplained.push(difference);
    }
  }
  const comparison = { equal, wrong, explained, unexplained };
  return { ...comparison, report: describe(seed, comparison) };
}

function describe(seed: number, { equal, wrong, explained, unexplained }: Omit<Comparison, "report">): string {
  const lines = [`Seed ${seed}: ${equal} equal, ${wrong} wrong in both, ${unexplained.length} unexplained`];
  for (const [reason, count] of explained) lines.push(`  ${count} differ: ${reason}`);
  for (const { expression, ours, theirs } of unexplained) {
    lines.push(
      "",
      expression,
      `  packer ${theirs.k}: ${JSON.stringify(theirs.text)}`,
      `  ingot  ${ours.k}: ${JSON.stringify(ours.text)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}
