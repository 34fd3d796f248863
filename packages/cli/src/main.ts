#!/usr/bin/env node
// The entry of the command line. What needs no template is answered before anything else is loaded: start-up is most of its cost.

import { writeSync } from "node:fs";

/** The package's version, written in by the build (scripts/build.mjs). */
declare const INGOT_VERSION: string;

const words = process.argv.slice(2);
const [first] = words;

/** Somebody wants a log of every command. */
const isLogged = ["INGOT_LOG", "PACKER_LOG", "INGOT_LOG_PATH", "PACKER_LOG_PATH"].some((name) => process.env[name]);

if (
  !isLogged &&
  words.length === 1 &&
  (first === "version" || first === "-v" || first === "-version" || first === "--version")
) {
  const text = `Ingot v${INGOT_VERSION}\nReads templates as Packer v1.16.0 does.\n`;
  try {
    // The stream behind process.stdout costs more to set up than all the rest.
    writeSync(1, text);
  } catch {
    // Nobody can read it: there is nowhere to say so either.
    process.exitCode = 1;
  }
} else {
  // A file is formatted before code that V8 optimises while it runs has paid for that: with its usual haste, half of all the
  // time goes there. (Unknown flags are complained of, so only versions get it that are known to have it.)
  if (first === "fmt" && /^1[0-3]\./.test(process.versions.v8)) {
    (await import("node:v8")).setFlagsFromString("--interrupt-budget=500000");
  }
  // Everybody on this machine can read the arguments of its processes.
  if (words.some((word) => /^--?var(=|$)/.test(word))) {
    const { withoutValues } = await import("./input/without-values.ts");
    process.title = ["ingot", ...withoutValues(words)].join(" ");
  }
  const [{ runProgram }, { processSurroundings }] = await Promise.all([import("./program.ts"), import("./host.ts")]);
  process.exitCode = await runProgram(words, INGOT_VERSION, processSurroundings());
}
