// Adds up what the suites of a CI run counted and closes with one line. Usage: sum-reports.mjs SUITE=EXIT_CODE...
// A suite that left no counts is one success or one failure, by its exit code.

import { readReports } from "./reports.mjs";

const reports = await readReports();
const outcomes = process.argv.slice(2).map((argument) => argument.split("="));
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [suite = "", code] of outcomes) {
  const counts = reports.get(suite) ?? { passed: code === "0" ? 1 : 0, failed: code === "0" ? 0 : 1, skipped: 0 };
  process.stdout.write(`${suite}: ${counts.passed} passed; ${counts.failed} failed; ${counts.skipped} skipped\n`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
// A suite that counted no failure and still ended badly.
if (total.failed === 0 && outcomes.some(([, code]) => code !== "0")) total.failed = 1;

const { passed, failed, skipped } = total;
const isSkipFault = process.env.CI === "true" && skipped > 0;
if (isSkipFault) process.stdout.write("CI has everything that the tests need: a skipped test is a fault.\n");
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || passed === 0 || isSkipFault ? 1 : 0;
