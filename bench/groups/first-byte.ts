import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../e2e/environment/index.ts";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { openDoor } from "../open-door.ts";
import { withMachine } from "../with-machine.ts";

const offsets = 50;
/** A machine is ready at a random moment of this time, from when the build began to wait for it, in milliseconds. */
const longestOffsetMs = 1500;

/** From the moment when a machine takes connections to the first byte of the first provisioner. */
export const firstByte: Group = async (place) => {
  const what = `sshd accepting to the first provisioner byte, ${offsets} random offsets`;
  await withMachine(place, what, async ({ server, login }) => {
    const { folder, env, table } = place;
    const firsts: number[] = [];
    const lasts: number[] = [];
    for (let i = 0; i < offsets; i++) {
      const port = await freePort();
      const template = join(folder, "first-byte.json");
      const provisioners = [{ type: "shell", inline: ["echo here I am"] }];
      await writeFile(template, JSON.stringify({ builders: [{ ...login, ssh_port: port }], provisioners }));
      const { firstMs, lastMs } = await timeOne(template, env, port, server.port);
      firsts.push(firstMs);
      lasts.push(lastMs);
    }
    table.row(`${what}, p95`, quantile(firsts, 0.95), 500, "ms");
    table.note(`(median ${quantile(firsts, 0.5).toFixed(0)} ms, longest ${quantile(firsts, 1).toFixed(0)} ms)`);
    table.row("the last word of a build to the end of the process, p95", quantile(lasts, 0.95), 100, "ms");
  });
};

function quantile(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? Number.NaN;
}

interface Times {
  /** From when the port is open to the first line of the script. */
  readonly firstMs: number;
  /** From the last word of the build to the end of its process. */
  readonly lastMs: number;
}

/** Builds, and opens the port at a random moment. */
async function timeOne(template: string, env: NodeJS.ProcessEnv, port: number, sshPort: number): Promise<Times> {
  const child = spawn(node, [ingot, "build", template], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let hereAt = 0;
  let lastAt = 0;
  let text = "";
  const isWaiting = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      lastAt = performance.now();
      if (text.includes("Waiting for SSH")) resolve();
      if (hereAt === 0 && text.includes(": here I am")) hereAt = performance.now();
    });
  });
  await Promise.race([isWaiting, ended]);
  await sleep(Math.random() * longestOffsetMs);
  // From now on the machine's own server answers at this port.
  const { openedAt, close } = await openDoor(port, sshPort);
  const [code] = await ended;
  const endedAt = performance.now();
  close();
  if (code !== 0 || hereAt === 0) throw new Error(`The build failed (${code}): ${text.slice(-500)}`);
  return { firstMs: hereAt - openedAt, lastMs: endedAt - lastAt };
}
