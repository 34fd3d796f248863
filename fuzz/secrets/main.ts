// npm run fuzz:secrets -- --count 10000 --seed 7: hides secrets, and looks for them with other eyes. See docs/how-to/fuzz.md.

import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { seededRandom } from "../../e2e/kill/random.ts";
import { writeReport } from "../../scripts/reports.mjs";
import { bundleCode } from "../bundle-code.ts";
import { checkCommandLine } from "./check-command-line.ts";
import type { Finding } from "./check-filter.ts";
import { makeSecrets } from "./make-secrets.ts";

const bundle = await bundleCode(new URL("./check-filter.ts", import.meta.url));
const { checkFilter, checkUnchanged, encodedTexts }: typeof import("./check-filter.ts") = await import(bundle.href);
rmSync(bundle);

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    report: { type: "boolean", default: false },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
const count = Number(values.count);
/** Secrets of one filter, where each is written in every encoding. */
const groupSize = 25;

const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);
print(`Hiding ${count} secrets, with seed ${seed}.`);
const random = seededRandom(seed);
const secrets = makeSecrets(random, count);
const findings: Finding[] = [];
const note = (what: string, found: readonly Finding[]) => {
  for (const finding of found.slice(0, 5)) describe(finding);
  findings.push(...found);
  print(`  ${what}: ${found.length} findings after ${seconds()} s`);
};

const inGroups: Finding[] = [];
for (let at = 0; at < secrets.length; at += groupSize) {
  const group = secrets.slice(at, at + groupSize);
  inGroups.push(...(await checkFilter(random, group, group, encodedTexts(random))));
}
note("every encoding, whole and split", inGroups);

// With all of them in one filter, each is written in a few encodings.
const few = (secret: string) => encodedTexts(random)(secret).filter(() => random() < 0.05);
note("all secrets in one filter", await checkFilter(random, secrets, secrets, few));
note("texts without secrets come out as they are", checkUnchanged(random, secrets, count));
note(
  "streams and files of the command line",
  await checkCommandLine(random, makeSecrets(random, Math.min(60, Math.ceil(count / 10)))),
);

print(`Secrets: ${count} secrets, ${findings.length} findings, seed ${seed}, ${seconds()} s`);
if (values.report) {
  const isRight = findings.length === 0;
  await writeReport("fuzz-secrets", { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 });
}
process.exitCode = findings.length === 0 ? 0 : 1;

function describe({ by, secret, text, shown }: Finding): void {
  print(
    `\n--- seed ${seed}, ${by}\nsecret: ${JSON.stringify(secret)}\ntext:   ${JSON.stringify(text)}\nshown:  ${JSON.stringify(shown)}`,
  );
}
