// What each suite counted, one small file each in .cache/reports, so that CI can add them up.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../.cache/reports", import.meta.url));

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** Forgets what earlier runs counted. */
export async function clearReports() {
  await rm(folder, { recursive: true, force: true });
}

/**
 * @param {string} suite
 * @param {Counts} counts
 */
export async function writeReport(suite, counts) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${suite}.json`), `${JSON.stringify(counts)}\n`);
}

/**
 * Where vitest's own JSON report of a suite goes.
 * @param {string} suite
 */
export function vitestReportPath(suite) {
  return join(folder, "vitest", `${suite}.json`);
}

/**
 * Turns vitest's report into counts. A file that could not be loaded is one failure; no report at all is one too.
 * @param {string} suite
 * @returns {Promise<Counts>}
 */
export async function countVitest(suite) {
  const text = await readFile(vitestReportPath(suite), "utf8").catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const report = JSON.parse(text);
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {Promise<Map<string, Counts>>} every suite's counts by its name */
export async function readReports() {
  const files = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile());
  const entries = files.map(async ({ name }) => {
    /** @type {Counts} */
    const counts = JSON.parse(await readFile(join(folder, name), "utf8"));
    return /** @type {const} */ ([name.replace(/\.json$/, ""), counts]);
  });
  return new Map(await Promise.all(entries));
}
