// The log that INGOT_LOG or PACKER_LOG asks for, of every command: on standard error, or in the file that INGOT_LOG_PATH or PACKER_LOG_PATH
// names, which then has everything, also what was said (core-cli 1.1).

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import type { Renderer } from "@ingot/engine";
import type { Diagnostic, Event } from "@ingot/sdk";
import type { Surroundings } from "../host.ts";
import { writerOf } from "../output/write-out.ts";
import { describeEvent, type Level } from "./describe-event.ts";

/** What the environment asks for. */
interface Wish {
  readonly path: { readonly name: string; readonly value: string } | undefined;
  /** Nothing below this is written. */
  readonly least: Level;
}

const levels: readonly Level[] = ["debug", "info", "warn", "error"];

function wishOf(env: Surroundings["env"]): Wish | undefined {
  const value = env.INGOT_LOG || env.PACKER_LOG || "";
  const name = ["INGOT_LOG_PATH", "PACKER_LOG_PATH"].find((candidate) => env[candidate]);
  const path = name === undefined ? undefined : { name, value: env[name] ?? "" };
  if (!path && (value === "" || value === "0")) return undefined;
  return { path, least: levels.find((level) => level === value.toLowerCase()) ?? "debug" };
}

/** Opens the log; undefined where nobody asks for one, a diagnostic where its file cannot be made. */
export async function openLog({
  env,
  cwd,
  writeLog,
}: Pick<Surroundings, "env" | "cwd" | "writeLog">): Promise<Renderer | Diagnostic | undefined> {
  const wish = wishOf(env);
  if (!wish) return undefined;
  const { path, least } = wish;
  if (!path) return renderer(writeLog, least, isOnTheScreen);
  const stream = createWriteStream(resolve(cwd, path.value), { flags: "w", mode: 0o600 });
  const failure = await once(stream, "open").then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  // A disk that fills up later must not end the build: the writer goes on.
  return failure ? cannotWrite(path.name, path.value, failure) : renderer(writerOf(stream), least, () => false);
}

function renderer(
  write: (text: string) => Promise<void>,
  least: Level,
  isLeftOut: (event: Event) => boolean,
): Renderer {
  return {
    render: (event) => {
      if (isLeftOut(event)) return undefined;
      const { level, text } = describeEvent(event);
      if (levels.indexOf(level) < levels.indexOf(least)) return undefined;
      const time = event.at.replace("T", " ").slice(0, 19);
      return write(`${time} [${level.toUpperCase()}] ${event.type === "log" ? text : factsOf(event)}\n`);
    },
    // Something may still be said behind the run; what was written is with the system.
    close: async () => undefined,
  };
}

/** What stands in front of a line already, or says nothing to a person. */
const envelope: ReadonlySet<string> = new Set(["v", "seq", "buildSeq", "run", "at", "build", "type"]);

/** An event with all that it has: one line, which programs can read, too. */
function factsOf(event: Event): string {
  const facts = Object.entries(event).filter(([key]) => !envelope.has(key));
  return `${event.build ?? "ingot"}: ${event.type} ${JSON.stringify(Object.fromEntries(facts))}`;
}

/** What is on the screen already is not said twice. */
function isOnTheScreen({ type }: Event): boolean {
  return ["say", "output", "diagnostic", "progress", "document"].includes(type);
}

function cannotWrite(name: string, path: string, error: NodeJS.ErrnoException): Diagnostic {
  const why = error.code === "ENOENT" ? "its folder is not there" : error.message;
  return {
    severity: "error",
    summary: "Could not write the log",
    detail: `${name} names "${path}": ${why}. Name a file that can be written, or unset the variable.`,
  };
}
