import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import type { Renderer } from "@ingot/engine";
import type { Diagnostic, Event } from "@ingot/sdk";
import type { Host } from "../host.ts";
import { writerOf } from "./write-out.ts";

/**
 * The log that PACKER_LOG asks for, on standard error, or in the file that PACKER_LOG_PATH names (which wins and then has everything).
 * Undefined where neither is set; a diagnostic where the file cannot be written.
 */
export async function createLogRenderer({
  env,
  cwd,
  writeLog,
}: Pick<Host, "env" | "cwd" | "writeLog">): Promise<Renderer | Diagnostic | undefined> {
  const path = env.PACKER_LOG_PATH;
  if (path) {
    const stream = createWriteStream(resolve(cwd, path), { flags: "w", mode: 0o600 });
    const failure = await once(stream, "open").then(
      () => undefined,
      (error: Error) => error,
    );
    if (failure) return cannotWrite(path, failure);
    const write = writerOf(stream);
    return {
      render: (event) => write(lineOf(event)),
      close: () => new Promise((done) => stream.end(() => done())),
    };
  }
  if (!env.PACKER_LOG || env.PACKER_LOG === "0") return undefined;
  return {
    // What is on the screen already is not said twice.
    render: (event) =>
      ["say", "output", "diagnostic", "progress"].includes(event.type) ? undefined : writeLog(lineOf(event)),
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

function cannotWrite(path: string, error: NodeJS.ErrnoException): Diagnostic {
  const why = error.code === "ENOENT" ? "its folder is not there" : error.message;
  return {
    severity: "error",
    summary: "Could not write the log",
    detail: `PACKER_LOG_PATH names "${path}": ${why}. Name a file that can be written, or unset the variable.`,
  };
}
