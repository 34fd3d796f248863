#!/usr/bin/env node
// The entry of the command line.

/** The package's version, written in by the build (scripts/build.mjs). */
declare const INGOT_VERSION: string;

if (process.argv[2] === "version") {
  process.stdout.write(`Ingot v${INGOT_VERSION}\n`);
} else {
  process.stderr.write("Usage: ingot version\n");
  process.exitCode = 127;
}
