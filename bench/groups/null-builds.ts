import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareToPacker, ingot, node } from "../compare.ts";
import type { Group, Place } from "../group.ts";
import { measure } from "../measure.ts";

/** Builds without a machine, all at once, each with one shell-local step. */
export const nullBuilds: Group = async (place) => {
  for (const [count, limit] of [
    [50, 0.5],
    [200, 0.25],
  ] as const) {
    const template = await writeBuilds(place, count, "echo one");
    await compareToPacker(place, { what: `${count} null builds`, args: ["build", template], limit });
  }
  await measureMemory(place, 50, 250);
  await measureMemory(place, 1000, 500);
};

/** The memory of the whole process tree while every script runs, so that none hides behind another. */
async function measureMemory(place: Place, count: number, limitMb: number): Promise<void> {
  const { table, env } = place;
  const template = await writeBuilds(place, count, `echo one; sleep ${Math.max(1, count / 150)}`);
  const { peakPssBytes, programs, code, output } = await measure(node, [ingot, "build", template], { env, tree: true });
  if (code !== 0) return table.note(`${count} null builds: INGOT FAILED (${code}): ${output.slice(-300)}`);
  table.row(`${count} null builds at once: memory of the process tree (PSS)`, peakPssBytes / 1e6, limitMb, "MB");
  table.row("  the same: processes of Ingot's own at once", programs.get("node") ?? 0, 1, "");
  const scripts = [...programs].filter(([name]) => name.startsWith("packer-shell")).length;
  table.note(`(${scripts} scripts seen, ${programs.get("sleep") ?? 0} of them in their sleep at once)`);
}

async function writeBuilds({ folder }: Place, count: number, command: string): Promise<string> {
  const template = join(folder, `${count}.json`);
  const builders = Array.from({ length: count }, (_, i) => ({ type: "null", name: `b${i}`, communicator: "none" }));
  await writeFile(template, JSON.stringify({ builders, provisioners: [{ type: "shell-local", inline: [command] }] }));
  return template;
}
