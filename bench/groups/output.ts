import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareToPacker, ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { inTurn, type Measured, measure, middleBy } from "../measure.ts";

const megabytes = 10;

/** A provisioner that writes very many short lines. */
export const output: Group = async (place) => {
  const { folder, env, table } = place;
  const template = join(folder, "output.json");
  const command = `yes "$(printf '%063d' 7)" | head -c ${megabytes}000000`;
  const provisioners = [{ type: "shell-local", inline: [command] }];
  await writeFile(template, JSON.stringify({ builders: [{ type: "null", communicator: "none" }], provisioners }));
  const what = `${megabytes} MB of a provisioner's output in 64-byte lines`;
  await compareToPacker(place, { what, args: ["build", template], limit: 0.02, packerRounds: 1 });
  const withLog = { ...env, PACKER_LOG_PATH: join(folder, "log") };
  const runs = await inTurn(3, {
    machine: () => measure(node, [ingot, "-machine-readable", "build", template], { env }),
    colour: () => measure(node, [ingot, "build", "-color=true", "-timestamp-ui", template], { env }),
    log: () => measure(node, [ingot, "build", template], { env: withLog }),
  });
  const seconds = (name: "machine" | "colour" | "log") =>
    (middleBy(runs(name), ({ wallMs }: Measured) => wallMs).wallMs / 1000).toFixed(2);
  table.note(
    `(with -machine-readable ${seconds("machine")} s, with colours and times ${seconds("colour")} s, with a log ${seconds("log")} s)`,
  );
};
