import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareToPacker } from "../compare.ts";
import type { Group } from "../group.ts";
import { withMachine } from "../with-machine.ts";

/** Small steps on a machine: what is in a step beside its script. */
export const sshSteps: Group = async (place) => {
  const what = "ten trivial shell steps over SSH";
  await withMachine(place, what, async ({ server, login }) => {
    const template = join(place.folder, "steps.json");
    const provisioners = Array.from({ length: 10 }, (_, i) => ({ type: "shell", inline: [`echo step ${i}`] }));
    await writeFile(template, JSON.stringify({ builders: [{ ...login, ssh_port: server.port }], provisioners }));
    await compareToPacker(place, { what, args: ["build", template], limit: 0.3, rounds: 5 });
  });
};
