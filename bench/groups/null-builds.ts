import { writeFileSync } from "node:fs";
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

/** The memory of the whole process tree while every script runs: each waits until all are seen at once, so that none hides behind another. */
async function measureMemory(place: Place, count: number, limitMb: number): Promise<void> {
  const { table, env, folder } = place;
  const go = join(folder, `go-${count}`);
  const template = await writeBuilds(place, count, `echo one; while ! [ -e ${go} ]; do sleep 1; done`);
  let most = 0;
  // Seen when nothing is being started: a program has our name until it has its own.
  let ours = Number.NaN;
  const onSample = (programs: ReadonlyMap<string, number>) => {
    const scripts = [...programs].filter(([name]) => name.startsWith("packer-shell"));
    most = Math.max(
      most,
      scripts.reduce((sum, [, times]) => sum + times, 0),
    );
    if (most < count) return;
    ours = programs.get("node") ?? 0;
    writeFileSync(go, "");
  };
  const giveUp = setTimeout(() => writeFileSync(go, ""), longestWaitMs);
  const measured = await measure(node, [ingot, "build", template], { env, tree: true, onSample });
  clearTimeout(giveUp);
  const { peakPssBytes, code, output } = measured;
  if (code !== 0) return table.note(`${count} null builds: INGOT FAILED (${code}): ${output.slice(-300)}`);
  table.row(`${count} null builds at once: memory of the process tree (PSS)`, peakPssBytes / 1e6, limitMb, "MB");
  table.row("  the same: processes of Ingot's own at once", ours, 1);
  table.note(`(${most} scripts at once)`);
}

const longestWaitMs = 120_000;

async function writeBuilds({ folder }: Place, count: number, command: string): Promise<string> {
  const template = join(folder, `${count}.json`);
  const builders = Array.from({ length: count }, (_, i) => ({ type: "null", name: `b${i}`, communicator: "none" }));
  await writeFile(template, JSON.stringify({ builders, provisioners: [{ type: "shell-local", inline: [command] }] }));
  return template;
}
