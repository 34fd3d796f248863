// The two programs that are compared, each with a state of its own, on the same folder of templates.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../environment/run-command.ts";
import { ageTemplates } from "./age-templates.ts";
import type { Said, Unit } from "./unit.ts";

/** Debian's Packer 1.6.6. */
export const packer = "/usr/bin/packer";
const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

/** Runs a program with the words; its current folder is the folder of templates unless another one is named. */
export type Ask = (words: readonly string[], cwd?: string) => Promise<Said>;

export interface Programs {
  readonly ours: Ask;
  readonly theirs: Ask;
  /** Copies files of the folder of templates, with their paths, into a new one. */
  readonly copy: (files: readonly string[]) => string;
  /** Asks 1.6.6 of a copy of the folder in which the template has nothing that 1.6.6 does not know. */
  readonly aged: (unit: Unit) => { readonly theirs: Ask; readonly locals: ReadonlySet<string> };
  /** Removes all that was made. */
  readonly close: () => void;
}

/** Makes both programs ready for the templates below the folder, which they do not write to. */
export function openPrograms(given: string): Programs {
  const folder = resolve(given);
  const own = mkdtempSync(join(tmpdir(), "compare-"));
  const variables = Object.keys(process.env).filter((name) => name.startsWith("PKR_VAR_"));
  const env = {
    ...Object.fromEntries(variables.map((name) => [name, undefined])),
    CHECKPOINT_DISABLE: "1",
    INGOT_STATE_DIR: join(own, "state"),
    PACKER_CONFIG_DIR: join(own, "packer"),
    PACKER_CACHE_DIR: join(own, "packer", "cache"),
    PACKER_LOG: undefined,
    PACKER_NO_COLOR: "1",
  };
  mkdirSync(join(own, "packer"));
  const ask =
    (program: string): Ask =>
    async (words, cwd = folder) => {
      const { stdout, stderr, code } = await runCommand(program, words, {
        cwd,
        env,
        mayFail: true,
        timeoutMs: 120_000,
      });
      return { code, text: stdout + stderr };
    };
  const theirs = ask(packer);

  let copies = 0;
  const newFolder = () => {
    const made = join(own, String(copies++));
    mkdirSync(made);
    return made;
  };
  let whole: string | undefined;
  const written = new Set<string>();
  return {
    ours: ask(ingot),
    theirs,
    copy: (files) => {
      const made = newFolder();
      for (const file of files) cpSync(join(folder, file), join(made, file));
      return made;
    },
    aged: ({ files }) => {
      whole ??= copyWhole(folder, newFolder());
      const copied = whole;
      const old = ageTemplates(new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")])));
      for (const [file, text] of old.texts) {
        // A file may be a template and part of one: another question may be reading it.
        if (!written.has(file)) writeFileSync(join(copied, file), text);
        written.add(file);
      }
      // What a template says of its current folder is said of the original.
      const restored = async (words: readonly string[]) => {
        const { code, text } = await theirs(words, copied);
        return { code, text: text.replaceAll(copied, folder) };
      };
      return { theirs: restored, locals: old.locals };
    },
    close: () => rmSync(own, { recursive: true }),
  };
}

function copyWhole(folder: string, to: string): string {
  cpSync(folder, to, { recursive: true, filter: (path) => ![".git", "node_modules"].includes(basename(path)) });
  return to;
}
