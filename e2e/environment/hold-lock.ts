import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs `work` while no other process holds the lock on this file. The lock belongs to a small process whose input is
 * this one, so that it is free again however this one ends.
 */
export async function holdLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn("flock", [path, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(holder, "close");
  const [answer] = await Promise.race([once(holder.stdout, "data"), ended]);
  if (String(answer).trim() !== "held") throw new Error(`flock could not lock ${path}`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
