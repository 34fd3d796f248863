import { createWriteStream } from "node:fs";
import type { Renderer } from "@ingot/engine";
import type { Event } from "@ingot/sdk";
import { writeErr } from "./write-out.ts";

/**
 * The log that PACKER_LOG asks for, on standard error, or in the file that PACKER_LOG_PATH names (which wins and then has everything).
 * Undefined where neither is set. Rejects when the file cannot be written.
 */
export async function createLogRenderer(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Renderer | undefined> {
  const path = env.PACKER_LOG_PATH;
  if (path) {
    const stream = createWriteStream(path, { flags: "w", mode: 0o600 });
    await new Promise((resolve, reject) => {
      stream.once("open", resolve);
      stream.once("error", reject);
    });
    const write = (text: string) => new Promise<void>((resolve) => stream.write(text, () => resolve()));
    return {
      render: (event) => write(lineOf(event)),
      close: () => new Promise((resolve) => stream.end(() => resolve())),
    };
  }
  if (!env.PACKER_LOG || env.PACKER_LOG === "0") return undefined;
  return {
    // What is on the screen already is not said twice.
    render: (event) =>
      ["say", "output", "diagnostic", "progress"].includes(event.type) ? undefined : writeErr(lineOf(event)),
    close: async () => undefined,
  };
}

/** What stands in front of a line already, or says nothing to a person. */
const envelope: ReadonlySet<string> = new Set(["v", "seq", "buildSeq", "run", "at", "build", "type"]);

function lineOf(event: Event): string {
  const time = event.at.replace("T", " ").slice(0, 19);
  if (event.type === "log") return `${time} [${event.level.toUpperCase()}] ${event.source}: ${event.text}\n`;
  const facts = Object.entries(event).filter(([key]) => !envelope.has(key));
  return `${time} [INFO] ${event.build ?? "ingot"}: ${event.type} ${JSON.stringify(Object.fromEntries(facts))}\n`;
}
