// npm test: installs what is missing, builds, and runs the suites. `test.mjs unit|e2e|slow [vitest arguments]` runs one of
// them, `test.mjs --install-only` none.
// The suites on the real thing need root on Debian; elsewhere they are reported as skipped, with the reason.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countVitest, vitestReportPath, writeReport } from "./reports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @typedef {{ config: string, folders: string[], real: boolean }} Suite */
/** @type {Record<string, Suite>} */
const suites = {
  unit: { config: "vitest.config.ts", folders: ["packages", "plugins"], real: false },
  e2e: { config: "e2e/vitest.config.ts", folders: ["e2e", "e2e/environment"], real: true },
  slow: { config: "e2e/vitest.slow.config.ts", folders: ["e2e/slow"], real: true },
};

const [first, ...rest] = process.argv.slice(2);
const isInstallOnly = first === "--install-only";
const isNamed = first !== undefined && first in suites;
const names = isNamed ? [first] : ["unit", "e2e"];
const vitestArguments = isNamed ? rest : process.argv.slice(2);
process.exitCode = await main();

async function main() {
  const obstacle = whyNotReal();
  const isReal = names.some((name) => suites[name]?.real) && obstacle === undefined;
  if (isReal && !run("sh", ["scripts/install-packages.sh", "tests"])) return 1;
  if (!run(process.execPath, ["scripts/install-modules.mjs"])) return 1;
  if (!run(process.execPath, ["scripts/build.mjs"])) return 1;
  if (isInstallOnly) return 0;

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const suite = suites[name];
    if (suite === undefined) continue;
    const counts = suite.real && obstacle ? skip(name, suite, obstacle) : await runVitest(name, suite);
    await writeReport(name, counts);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  const { passed, failed, skipped } = total;
  process.stdout.write(`\nTests: ${passed} passed; ${failed} failed; ${skipped} skipped.\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/**
 * @param {string} name
 * @param {Suite} suite
 */
async function runVitest(name, suite) {
  process.stdout.write(`\n--- ${name} tests\n`);
  const report = vitestReportPath(name);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const passes = run(process.execPath, [vitest, "run", "--config", suite.config, ...reporters, ...vitestArguments]);
  const counts = await countVitest(name);
  // An error outside every test, or in the set-up.
  return passes || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/**
 * @param {string} name
 * @param {Suite} suite
 * @param {string} obstacle
 */
function skip(name, suite, obstacle) {
  const files = suite.folders.flatMap((folder) =>
    readdirSync(join(root, folder)).filter((f) => f.endsWith(".test.ts")),
  );
  process.stdout.write(`\n--- ${name} tests: ${files.length} files skipped, because ${obstacle}\n`);
  return { passed: 0, failed: 0, skipped: files.length };
}

function whyNotReal() {
  if (process.platform !== "linux" || !existsSync("/etc/debian_version")) return "they need Debian";
  if (process.getuid?.() !== 0) return "they need root (loop devices, mounts, a Docker engine of their own)";
  return undefined;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}
