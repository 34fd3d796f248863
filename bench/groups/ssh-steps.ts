import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../e2e/environment/index.ts";
import { compareToPacker } from "../compare.ts";
import type { Group } from "../group.ts";
import { openDoor } from "../open-door.ts";
import { withMachine } from "../with-machine.ts";

/** As far off as a machine in a cloud, in milliseconds: there and back it is twice that. */
const delayMs = 20;

/** Small steps on a machine: what is in a step beside its script. On this host that is the start of programs, farther off the ways to and fro. */
export const sshSteps: Group = async (place) => {
  const steps = "ten trivial shell steps over SSH";
  await withMachine(place, steps, async ({ server, login }) => {
    const provisioners = Array.from({ length: 10 }, (_, i) => ({ type: "shell", inline: [`echo step ${i}`] }));
    const compare = async (what: string, port: number, limit?: number) => {
      const template = join(place.folder, `${port}.json`);
      await writeFile(template, JSON.stringify({ builders: [{ ...login, ssh_port: port }], provisioners }));
      await compareToPacker(place, {
        what,
        args: ["build", template],
        rounds: 3,
        ...(limit === undefined ? {} : { limit }),
      });
    };
    const farPort = await freePort();
    const door = await openDoor(farPort, server.port, delayMs);
    try {
      await compare(`${steps}, ${delayMs} ms away`, farPort, 0.3);
    } finally {
      door.close();
    }
    await compare("on this host, where starting programs is nearly all of it", server.port);
  });
};
