import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A port of this host that leads to another one; `delayMs` is how long each byte is under way, in either direction, as to a machine far off. */
export async function openDoor(
  port: number,
  to: number,
  delayMs = 0,
): Promise<{ readonly openedAt: number; readonly close: () => void }> {
  const door = createServer((socket) => {
    const inner = connect(to, "127.0.0.1");
    for (const [from, onto] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      from.setNoDelay(true).on("error", () => undefined);
      if (delayMs === 0) from.pipe(onto);
      else carryLate(from, onto, delayMs);
    }
  });
  door.listen(port, "127.0.0.1");
  await once(door, "listening");
  return { openedAt: performance.now(), close: () => door.close() };
}

function carryLate(from: Socket, onto: Socket, delayMs: number): void {
  from.on("data", (chunk) => setTimeout(() => onto.write(chunk), delayMs));
  from.on("end", () => setTimeout(() => onto.end(), delayMs));
}
