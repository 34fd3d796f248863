// npm run fuzz -- --count 100000 --seed 7 [FILES AND FOLDERS]: feeds texts that are wrong in every way to everything that reads texts.
// The files are where mutations begin, besides the examples. See docs/how-to/fuzz.md.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeReport } from "../scripts/reports.mjs";
import { bundleCode } from "./bundle-code.ts";
import { makeInput, type Seed } from "./make-input.ts";
import { type Finding, runInputs } from "./run-inputs.ts";
import { targets, writeFilesTo } from "./targets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    first: { type: "string", default: "0" },
    replay: { type: "string" },
    report: { type: "boolean", default: false },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);

// Where there is one, a file system in memory: the files are many.
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "ingot-fuzz-"));
try {
  if (values.replay !== undefined) await replay(values.replay);
  else await fuzz();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function fuzz(): Promise<void> {
  const seed = Number(values.seed);
  const first = Number(values.first);
  const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds);
  const count =
    values.count !== undefined ? Number(values.count) : values.seconds !== undefined ? 2 ** 31 - 1 - first : 10_000;
  const seeds = readSeeds([join(root, "examples"), ...positionals]);
  print(`Fuzzing with seed ${seed}, from input ${first} on, and ${seeds.length} files to begin from.`);
  const findings: Finding[] = [];
  const startedAt = performance.now();
  let nextNote = 60;
  const worker = await bundleCode(new URL("./worker.ts", import.meta.url));
  const { done } = await runInputs({
    worker,
    seed,
    first,
    count,
    seconds,
    seeds,
    folder,
    onFinding: (finding) => {
      findings.push(finding);
      describe(finding, seed, seeds);
    },
    onProgress: (inputs) => {
      const elapsed = (performance.now() - startedAt) / 1000;
      if (elapsed < nextNote) return;
      nextNote += 60;
      print(`  ${inputs} inputs in ${Math.round(elapsed)} s`);
    },
  });
  rmSync(worker);
  const duration = Math.round((performance.now() - startedAt) / 1000);
  print(`Fuzz: ${done} inputs, ${findings.length} findings, seed ${seed}, ${duration} s`);
  if (values.report) {
    const isRight = findings.length === 0 && done > 0;
    await writeReport("fuzz", { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 });
  }
  process.exitCode = findings.length === 0 ? 0 : 1;
}

/** Says what was found, and keeps the input so that it can be replayed. */
function describe({ index, what }: Finding, seed: number, seeds: readonly Seed[]): void {
  const { target, bytes } = makeInput(seed, index, seeds);
  const folder = join(root, ".cache/fuzz");
  const path = join(folder, `${target}-${seed}-${index}.bin`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  print(`\n--- seed ${seed}, input ${index}, target ${target}, ${bytes.length} bytes\n${what}`);
  print(`Replay it: npm run fuzz -- --replay ${path}\n`);
}

/** Runs one kept input in this process; its name begins with its target. */
async function replay(path: string): Promise<void> {
  const name = Object.keys(targets).find((target) => new RegExp(`^${target}-\\d`).test(basename(path)));
  if (name === undefined)
    throw new Error(`The name of ${path} does not begin with a target: ${Object.keys(targets).join(", ")}`);
  writeFilesTo(folder);
  const startedAt = performance.now();
  await targets[name as keyof typeof targets].run(readFileSync(path));
  print(`${name}: nothing was thrown in ${Math.round(performance.now() - startedAt)} ms.`);
}

/** The templates among files and in folders, in an order that is always the same. */
function readSeeds(paths: readonly string[]): readonly Seed[] {
  return paths.flatMap((path): readonly Seed[] => {
    if (statSync(path).isDirectory()) {
      const entries = readdirSync(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && /\.(hcl|json)$/.test(entry.name));
      return readSeeds(files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort());
    }
    return [{ name: basename(path), text: readFileSync(path, "utf8") }];
  });
}
