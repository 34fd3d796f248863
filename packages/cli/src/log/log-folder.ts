// -log-dir: a file for each build and one for the run, with the time in front of every line, while the run goes on.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Renderer } from "@ingot/engine";
import type { Diagnostic, Event } from "@ingot/sdk";
import { reasonOf } from "../output/reason-of.ts";
import { createGrowingFile, type GrowingFile } from "./append-file.ts";
import { describeEvent } from "./describe-event.ts";
import { safeNames } from "./safe-names.ts";

/**
 * Makes the folder where it is not there, and the file of the run, so that a mistake in the path is found before anything is built.
 * `complain` hears once of what could not be written later; it must not end the build.
 */
export async function createLogFolder(
  path: string,
  cwd: string,
  complain: (diagnostic: Diagnostic) => void,
): Promise<Renderer | Diagnostic> {
  const folder = resolve(cwd, path);
  let hasComplained = false;
  const onLoss = (error: Error) => {
    if (!hasComplained) complain(lost(path, error));
    hasComplained = true;
  };
  const files = new Map<string, GrowingFile | undefined>();
  const create = (name: string) => createGrowingFile(join(folder, `${name}.log`), onLoss);
  let names = safeNames([]);
  const fileOf = (build: string): GrowingFile | undefined => {
    if (files.has(build)) return files.get(build);
    let file: GrowingFile | undefined;
    try {
      file = create(names.get(build) ?? build);
    } catch (error) {
      onLoss(error as Error);
    }
    files.set(build, file);
    return file;
  };
  let run: GrowingFile;
  try {
    if (path === "") throw new Error("it is empty");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    run = create("run");
  } catch (error) {
    return cannotWrite(path, error);
  }
  const flush = () => {
    for (const file of [run, ...files.values()]) file?.flush();
  };
  process.once("exit", flush);
  return {
    render: (event) => {
      if (event.type === "run-start") names = safeNames(event.builds);
      if (event.type === "progress" && !event.ended) return undefined;
      if (event.build === undefined) return run.append(lineOf(event, ""));
      if (event.type === "build-start" || event.type === "build-end") void run.append(lineOf(event, `${event.build} `));
      return fileOf(event.build)?.append(lineOf(event, ""));
    },
    close: async () => {
      await Promise.all([run, ...files.values()].map((file) => file?.append("")));
    },
  };
}

/** The time, the sort of thing, and what it is; further lines of a text stand under its first. */
function lineOf(event: Event, before: string): string {
  const { word, text } = describeEvent(event);
  const head = `${event.at} ${word.padEnd(11)} `;
  const plain = text.includes("\u001b") ? stripVTControlCharacters(text) : text;
  return `${head}${before}${plain.trimEnd().replaceAll("\n", `\n${" ".repeat(head.length)}`)}`.trimEnd().concat("\n");
}

function cannotWrite(path: string, error: unknown): Diagnostic {
  return {
    severity: "error",
    summary: "Could not make the folder for logs",
    detail: `-log-dir names "${path}": ${reasonOf(error)}. Name a folder that can be written to, or leave the flag out.`,
  };
}

function lost(path: string, error: Error): Diagnostic {
  return {
    severity: "warning",
    summary: "Some of the log could not be written",
    detail: `The system says of "${path}": ${reasonOf(error)}. The build goes on. This is said once; the files say where lines are missing once there is room again.`,
  };
}
