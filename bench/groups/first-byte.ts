import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../e2e/environment/index.ts";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { withMachine } from "../with-machine.ts";

const offsets = 50;
/** A machine is ready at a random moment of this time, from when the build began to wait for it, in milliseconds. */
const longestOffsetMs = 1500;

/** From the moment when a machine takes connections to the first byte of the first provisioner. */
export const firstByte: Group = async (place) => {
  const what = `sshd accepting to the first provisioner byte, ${offsets} random offsets`;
  await withMachine(place, what, async ({ server, login }) => {
    const { folder, env, table } = place;
    const times: number[] = [];
    for (let i = 0; i < offsets; i++) {
      const port = await freePort();
      const template = join(folder, "first-byte.json");
      const provisioners = [{ type: "shell", inline: ["echo here I am"] }];
      await writeFile(template, JSON.stringify({ builders: [{ ...login, ssh_port: port }], provisioners }));
      times.push(await timeOne(template, env, port, server.port));
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? Number.NaN;
    table.row(`${what}, p95`, at(0.95), 500, "ms");
    table.note(`(median ${at(0.5).toFixed(0)} ms, longest ${at(1).toFixed(0)} ms)`);
  });
};

/** Builds, opens the port at a random moment, and resolves with the time from there to the first line of the script. */
async function timeOne(template: string, env: NodeJS.ProcessEnv, port: number, sshPort: number): Promise<number> {
  const child = spawn(node, [ingot, "build", template], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let hereAt = 0;
  let text = "";
  const isWaiting = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("Waiting for SSH")) resolve();
      if (hereAt === 0 && text.includes(": here I am")) hereAt = performance.now();
    });
  });
  await Promise.race([isWaiting, ended]);
  await sleep(Math.random() * longestOffsetMs);
  // From now on the machine's own server answers at this port.
  const door = createServer((socket) => {
    const inner = connect(sshPort, "127.0.0.1");
    for (const one of [socket, inner]) one.setNoDelay(true).on("error", () => undefined);
    socket.pipe(inner).pipe(socket);
  });
  door.listen(port, "127.0.0.1");
  await once(door, "listening");
  const openedAt = performance.now();
  const [code] = await ended;
  door.close();
  if (code !== 0 || hereAt === 0) throw new Error(`The build failed (${code}): ${text.slice(-500)}`);
  return hereAt - openedAt;
}
