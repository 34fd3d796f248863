// Checks the import rules of .dependency-cruiser.cjs, and that every source file was really read: without a TypeScript
// that has a compiler API, dependency-cruiser reads no .ts file and reports success.

import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-config";
import extractTypeScript from "dependency-cruiser/config-utl/extract-ts-config";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["packages", "plugins", "e2e", "bench", "fuzz", "conformance"];

process.chdir(root);
const sources = (await Promise.all(folders.map(listSources))).flat();
const config = await extractOptions(join(root, ".dependency-cruiser.cjs"));
const { output } = await cruise(
  folders,
  { ...config.options, ruleSet: { forbidden: config.forbidden ?? [] }, validate: true },
  undefined,
  { tsConfig: extractTypeScript("tsconfig.json") },
);
if (typeof output === "string") throw new Error(output);

const read = new Set(output.modules.map((module) => module.source));
const unread = sources.filter((source) => !read.has(source));
const violations = output.summary.violations;
const reasons = new Map(config.forbidden?.map((rule) => [rule.name, rule.comment]));
for (const { from, to, rule, cycle } of violations) {
  const path = cycle ? cycle.map((step) => step.name).join(" -> ") : to;
  process.stdout.write(`${from} -> ${path}\n    ${rule.name}: ${reasons.get(rule.name)}\n`);
}
for (const source of unread) process.stdout.write(`${source}\n    was not read\n`);
process.stdout.write(
  `Arrows: ${sources.length} source files, ${violations.length} forbidden imports, ${unread.length} unread\n`,
);
if (sources.length === 0 || unread.length > 0 || violations.length > 0) process.exitCode = 1;

/** @param {string} folder */
async function listSources(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path));
}
