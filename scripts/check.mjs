// Runs every check that reads the code without running it, each to its end, and counts them like tests.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeReport } from "./reports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const checks = ["lint", "types", "arrows", "dead", "reference:check"];

const failed = checks.filter((name) => {
  process.stdout.write(`\n--- ${name}\n`);
  return spawnSync("npm", ["run", "--silent", name], { cwd: root, stdio: "inherit" }).status !== 0;
});

await writeReport("check", { passed: checks.length - failed.length, failed: failed.length, skipped: 0 });
process.stdout.write(failed.length === 0 ? "\nAll checks are clean.\n" : `\nNot clean: ${failed.join(", ")}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
