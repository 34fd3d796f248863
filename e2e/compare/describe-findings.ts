import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../environment/run-command.ts";
import type { Finding } from "./compare-templates.ts";
import type { Answers, Said } from "./unit.ts";

/** The table: how often each command answers alike; then the reasons for what differs; then what nothing explains, with a diff. */
export async function describeFindings(findings: readonly Finding[]): Promise<string> {
  const names = [...new Set(findings.map(({ check }) => check))];
  const rows = names.map((name) => {
    const of = (kind: Finding["verdict"]["k"]) =>
      String(findings.filter(({ check, verdict }) => check === name && verdict.k === kind).length);
    return [name, of("same"), of("newer"), of("different"), of("unexplained")];
  });
  const head = ["command", "same", "newer", "different", "unexplained"];
  const unexplained = await Promise.all(
    findings.map(async ({ unit, check, verdict }) =>
      verdict.k === "unexplained" ? `\n--- ${check} ${unit.at}: unexplained\n${await difference(verdict)}` : "",
    ),
  );
  return [table([head, ...rows]), legend, ...reasonsOf(findings), ...unexplained]
    .filter((part) => part !== "")
    .join("\n");
}

const legend = `
newer: Packer 1.6.6 refuses the template for its age; without what is too new for it, the answers are the same.
different: for a reason that has a row in docs/compatibility.md.`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return rows.map(line).join("\n");
}

/** Each reason, how often it explains something, and the first templates that it does so for. */
function reasonsOf(findings: readonly Finding[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { unit, check, verdict } of findings) {
    for (const row of verdict.k === "different" ? verdict.rows : []) {
      const key = `${check}: ${row}`;
      places.set(key, [...(places.get(key) ?? []), unit.at]);
    }
  }
  const shown = 3;
  return [...places].map(([reason, units]) => {
    const more = units.length > shown ? ` and ${units.length - shown} more` : "";
    return `\n${reason} (${units.length})\n    ${units.slice(0, shown).join(", ")}${more}`;
  });
}

async function difference({ ours, theirs }: Answers): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "compare-diff-"));
  try {
    const whole = ({ code, text }: Said) => `${text.replace(/\n?$/, "\n")}exit ${code}\n`;
    writeFileSync(join(folder, "packer"), whole(theirs));
    writeFileSync(join(folder, "ingot"), whole(ours));
    return (await runCommand("diff", ["-u", "packer", "ingot"], { cwd: folder, mayFail: true })).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
