import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type DescribeOptions, describeProgram } from "../describe/describe-program.ts";
import { sumSuffix } from "../find/read-file-name.ts";
import type { PluginDescription } from "../installed-plugin.ts";
import { PluginError } from "../plugin-error.ts";
import { factsOf, hashFile, isSameFile } from "./hash-file.ts";
import { type PluginCache, readPluginCache, writePluginCache } from "./plugin-cache.ts";
import { readSum } from "./read-sum.ts";

/** Looks at the programs of plugins, and remembers from one command to the next what it saw. */
export interface Inspector {
  /** The SHA-256 of a program, in lower-case hexadecimal. Throws a PluginError where it cannot be read. */
  readonly sha256: (path: string) => Promise<string>;
  /**
   * The same, once it is what the file beside the program says. Throws a PluginError where there is none, or it does not match: then
   * the program must not be run.
   */
  readonly verify: (path: string) => Promise<string>;
  /** What the program with this checksum is; it is run where that is not known. Throws a PluginError. */
  readonly describe: (path: string, sha256: string) => Promise<PluginDescription>;
  /** What such a program is, as far as that is known without reading or running it: good for suggestions only. */
  readonly known: (path: string) => Promise<PluginDescription | undefined>;
  /** Keeps what was learnt for the next command. */
  readonly save: () => Promise<void>;
  /** How often a program was read and run, for tests. */
  readonly count: { hashed: number; described: number };
}

export interface InspectorOptions extends DescribeOptions {
  /** See `findStateDir`. */
  readonly stateDir: string;
  /** The time in milliseconds since 1970, for tests. */
  readonly now?: () => number;
}

/**
 * File systems write down times in steps: 2 seconds with FAT, a hundredth of a second with most others. A file that changes twice within
 * a step has the same time after both changes; so the facts of a file identify its bytes only when the step in which it was last changed
 * was over before it was read. A file as young as that is hashed again by the next command.
 */
const clockGrainMs = 3000;

/** An inspector for one command. */
export function openInspector({ stateDir, now = Date.now, ...options }: InspectorOptions): Inspector {
  let reading: Promise<PluginCache> | undefined;
  const cache = () => {
    reading ??= readPluginCache(stateDir);
    return reading;
  };
  const learnt: PluginCache = { files: new Map(), descriptions: new Map() };
  const count = { hashed: 0, described: 0 };

  const remembered = async (path: string) => {
    const known = learnt.files.get(path) ?? (await cache()).files.get(path);
    if (!known) return undefined;
    const facts = await stat(path, { bigint: true }).then(factsOf, () => undefined);
    return facts && isSameFile(facts, known.facts) ? known.sha256 : undefined;
  };
  const sha256 = async (path: string) => {
    const known = await remembered(path);
    if (known !== undefined) return known;
    const startedMs = now();
    count.hashed += 1;
    const hashed = await hashFile(path).catch((error: Error) => {
      throw new PluginError(
        `${basename(path)} cannot be read`,
        `${path}: ${error.message}. A program whose checksum is not known is not run: make it readable, or install it again.`,
        error,
      );
    });
    if (hashed.facts.touchedNs < BigInt(startedMs - clockGrainMs) * 1_000_000n) learnt.files.set(path, hashed);
    return hashed.sha256;
  };
  const knownBy = async (sum: string) => learnt.descriptions.get(sum) ?? (await cache()).descriptions.get(sum);

  return {
    count,
    sha256,
    verify: async (path) => {
      const expected = await readSum(path);
      if (expected === undefined || expected === "unreadable") throw noSum(path, expected);
      const found = await sha256(path);
      if (found === expected) return found;
      throw new PluginError(
        `${basename(path)} does not match its checksum`,
        `${path} has the SHA-256 checksum ${found}, and ${basename(path)}${sumSuffix} beside it says ${expected}. It was damaged or changed after it was installed, and is not run. Install it again: "ingot init" does so where a template requires it, "ingot plugins install" with its source elsewhere.`,
      );
    },
    describe: async (path, sum) => {
      const known = await knownBy(sum);
      if (known) return known;
      count.described += 1;
      const description = await describeProgram(path, options);
      learnt.descriptions.set(sum, description);
      return description;
    },
    known: async (path) => {
      // Nothing is run on the strength of this, so the word of the file beside the program will do.
      const sum = (await remembered(path)) ?? (await readSum(path));
      return sum === undefined ? undefined : knownBy(sum);
    },
    save: async () => {
      if (learnt.files.size + learnt.descriptions.size > 0) await writePluginCache(stateDir, learnt);
    },
  };
}

function noSum(path: string, expected: "unreadable" | undefined): PluginError {
  const why = expected === undefined ? "There is no" : "Nothing can be read of a checksum in";
  return new PluginError(
    `${basename(path)} has no checksum`,
    `${why} ${path}${sumSuffix}, by which it could be verified, and it is not run. Install it again; a program that you built yourself is installed by "ingot plugins install -path".`,
  );
}
