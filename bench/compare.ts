import { fileURLToPath } from "node:url";
import type { Place } from "./group.ts";
import { inTurn, type Measured, measure, middleBy } from "./measure.ts";

/** The CLI of this checkout, to be run by Node. */
export const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
export const node = process.execPath;

export interface Comparison {
  readonly what: string;
  readonly args: readonly string[];
  /** Without one there is no row but a note, for what is good to know beside a row. */
  readonly limit?: number;
  /** How often each is run, the middle one counts. Default: 3. */
  readonly rounds?: number;
  /** How often Packer is run, where that takes long. */
  readonly packerRounds?: number;
}

/** A row with the wall time of Ingot as a ratio to that of Debian's packer, given the same words in the same run. */
export async function compareToPacker({ table, env }: Place, comparison: Comparison): Promise<void> {
  const { what, args, limit, rounds = 3 } = comparison;
  let packerLeft = comparison.packerRounds ?? rounds;
  let lastOfPacker: Measured | undefined;
  const runPacker = async () => {
    if (packerLeft-- > 0 || lastOfPacker === undefined) lastOfPacker = await measure("packer", args, { env });
    return lastOfPacker;
  };
  const runs = await inTurn(rounds, { ours: () => measure(node, [ingot, ...args], { env }), packer: runPacker });
  const wall = ({ wallMs }: Measured) => wallMs;
  const [ours, packer] = [middleBy(runs("ours"), wall), middleBy(runs("packer"), wall)];
  if (ours.code !== 0) return table.note(`${what}: INGOT FAILED (${ours.code}): ${ours.output.slice(-300)}`);
  if (packer.code !== 0) return table.note(`${what}: Debian's packer is not here, or failed: no ratio`);
  const times = `ingot ${ours.wallMs.toFixed(0)} ms, packer ${packer.wallMs.toFixed(0)} ms`;
  const ratio = ours.wallMs / packer.wallMs;
  if (limit === undefined) return table.note(`(${what}: ${times}, ratio ${ratio.toFixed(2)})`);
  table.row(`${what}: wall time, ratio to Debian's packer`, ratio, limit);
  table.note(`(${times})`);
}
