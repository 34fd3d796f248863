import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { inTurn, type Measured, measure, middleBy } from "../measure.ts";
import { longTemplate } from "./long-template.ts";

const rounds = 21;

/** A long file that nobody has formatted. */
export const fmt: Group = async ({ table, folder, env }) => {
  const long = join(folder, "long.pkr.hcl");
  const formatted = new Set<string>();
  const format = async (file: string, args: readonly string[]) => {
    await writeFile(long, longTemplate());
    const measured = await measure(file, [...args, "fmt", long], { env });
    formatted.add(await readFile(long, "utf8"));
    return measured;
  };
  const runs = await inTurn(rounds, { ours: () => format(node, [ingot]), packer: () => format("packer", []) });
  const wall = ({ wallMs }: Measured) => wallMs;
  const [ours, packer] = [middleBy(runs("ours"), wall), middleBy(runs("packer"), wall)];
  if (packer.code !== 0) return table.note("fmt of 10,000 lines: Debian's packer is not here, or failed: no ratio");
  table.row("fmt of 10,000 lines: wall time, ratio to Debian's packer", ours.wallMs / packer.wallMs, 1);
  table.note(`(ingot ${ours.wallMs.toFixed(0)} ms, packer ${packer.wallMs.toFixed(0)} ms)`);
  if (formatted.size > 1) table.note("THE TEXTS DIFFER");
};
