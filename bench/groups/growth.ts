import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingot } from "../compare.ts";
import type { Group } from "../group.ts";
import { measure } from "../measure.ts";
import { growTemplate, type Shape, shapeNames } from "./grow-template.ts";

/** Of the shapes of large templates; `--all` measures the others too, which takes some minutes. */
const usualShapes: readonly Shape[] = ["whole", "lists", "json"];

/** Templates four times and four times as large: time and memory must not grow faster than they do. */
export const growth: Group = async ({ table, folder, env, all }) => {
  const shapes = all ? shapeNames.filter((shape) => shape !== "garbage") : usualShapes;
  for (const shape of shapes) {
    for (const { fromMb, toMb, time, memory } of await measureGrowth(shape, folder, env)) {
      table.row(`template "${shape}", ${fromMb} to ${toMb} MB: CPU time, times`, time, 4.6);
      table.row(`template "${shape}", ${fromMb} to ${toMb} MB: peak memory, times`, memory, 4.6);
    }
  }
};

/** What one more step of size costs: four times the template, and how many times the time and the memory. */
interface GrowthStep {
  readonly shape: Shape;
  readonly fromMb: number;
  readonly toMb: number;
  readonly time: number;
  readonly memory: number;
}

const sizesMb = [1, 4, 16];
const report = fileURLToPath(new URL("../report-usage.mjs", import.meta.url));

/** Validates templates of 1, 4 and 16 MB, each in a process of its own, which parses, evaluates and checks them. */
async function measureGrowth(shape: Shape, folder: string, env: NodeJS.ProcessEnv): Promise<readonly GrowthStep[]> {
  const usages: { readonly cpuMs: number; readonly peakBytes: number }[] = [];
  for (const sizeMb of sizesMb) {
    const { text, ending } = growTemplate(shape, sizeMb * 2 ** 20);
    const template = join(folder, `${shape}-${sizeMb}${ending}`);
    const usage = join(folder, "usage.json");
    await writeFile(template, text);
    const run = await measure(process.execPath, ["--import", report, ingot, "validate", template], {
      env: { ...env, INGOT_BENCH_USAGE: usage },
    });
    if (run.code !== 0) throw new Error(`${template}: ${run.output.slice(0, 500)}`);
    usages.push(JSON.parse(await readFile(usage, "utf8")));
    await rm(template);
  }
  return usages.slice(1).map((usage, i) => ({
    shape,
    fromMb: sizesMb[i] ?? 0,
    toMb: sizesMb[i + 1] ?? 0,
    time: usage.cpuMs / (usages[i]?.cpuMs ?? 0),
    memory: usage.peakBytes / (usages[i]?.peakBytes ?? 0),
  }));
}
