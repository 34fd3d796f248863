import { spawn } from "node:child_process";

/** The end of the queue for each lock file, where the program flock is missing: then only our own builds wait for each other. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while nobody else holds the lock on a file, and waits for that as long as it takes. The file is made and stays.
 * The lock is the kernel's (flock), as Packer's is: it belongs to a small program that lives on a pipe from us, so it ends with us.
 * @throws the signal's reason when cancelled while waiting, or what `work` throws
 */
export async function holdFileLock<T>(path: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const holder = spawn("flock", [path, "/bin/sh", "-c", "echo held; exec cat"], { stdio: ["pipe", "pipe", "pipe"] });
  const said: Buffer[] = [];
  holder.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  holder.stdin.on("error", () => undefined);
  const answer = await new Promise<"held" | "missing" | "ended">((resolve, reject) => {
    const cancel = () => {
      holder.kill();
      reject(signal.reason);
    };
    signal.addEventListener("abort", cancel, { once: true });
    const settle = (how: "held" | "missing" | "ended") => {
      signal.removeEventListener("abort", cancel);
      resolve(how);
    };
    holder.once("error", () => settle("missing"));
    holder.stdout.once("data", () => settle("held"));
    holder.once("close", () => settle("ended"));
  });
  if (answer === "missing") return queued(path, work);
  if (answer === "ended")
    throw new Error(`The lock ${path} could not be taken: ${Buffer.concat(said).toString().trim()}`);
  const ended = new Promise((resolve) => holder.once("close", resolve));
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

async function queued<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}
