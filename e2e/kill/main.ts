// npm run kill -- --count 500 --seed 7: the long form of the kill stories. With DOCKER_HOST set, in that engine, which nobody
// else may be using at the time; otherwise in one of its own. What broke off goes on with --resume FILE.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEnvironment } from "../environment/index.ts";
import { appendResult, failuresIn, type ResultLine, type RunFacts, readResults, summarize } from "./results.ts";
import { describeCommit, runKills } from "./run-kills.ts";
import { kindNames } from "./strikes.ts";
import { buildableSubjects, subjectNames } from "./subjects/subject.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kinds: { type: "string", default: kindNames.join(",") },
    subjects: { type: "string", default: subjectNames.join(",") },
    lanes: { type: "string", default: "3" },
    /** The number of the first kill. */
    from: { type: "string", default: "1" },
    /** Where results go, one line of JSON each. */
    results: { type: "string" },
    /** A file of results to go on with. */
    resume: { type: "string" },
    /** Prints what a file of results adds up to, and does nothing else. */
    summary: { type: "string" },
  },
});

const print = (line: string) => void process.stdout.write(`${line}\n`);
process.exitCode = values.summary === undefined ? await main() : report(readResults(values.summary));

async function main(): Promise<number> {
  const before = values.resume === undefined ? [] : readResults(values.resume);
  const facts = before.find((line) => line.t === "run") ?? (await factsOfFlags());
  const path = values.resume ?? values.results ?? join(tmpdir(), `ingot-kills-${facts.seed}.jsonl`);
  const done = new Set(before.flatMap((line) => (line.t === "kill" ? [line.number] : [])));
  for (let number = 1; number < Number(values.from); number++) done.add(number);
  print(`Results go to ${path}`);
  const started = await startEnvironment();
  process.env.INGOT_E2E = JSON.stringify(started.environment);
  const lines: ResultLine[] = [...before];
  const stopping = new AbortController();
  const stop = () => {
    print(`Stops after the kills that are under way; go on with --resume ${path}`);
    stopping.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    await runKills({
      ...facts,
      commit: await describeCommit(),
      done,
      lanes: Number(values.lanes),
      wholeBuildEvery: 5,
      dockerHost: process.env.DOCKER_HOST ?? started.environment.dockerHost,
      busyboxArchive: started.environment.archives.busybox,
      print,
      signal: stopping.signal,
      record: (line) => {
        lines.push(line);
        appendResult(path, line);
      },
    });
  } finally {
    await started.stop();
  }
  return report(lines);
}

async function factsOfFlags(): Promise<Omit<RunFacts, "commit">> {
  return {
    seed: Number(values.seed),
    count: Number(values.count),
    kinds: chosen("kinds", values.kinds, kindNames),
    subjects: buildableSubjects(chosen("subjects", values.subjects, subjectNames), print),
  };
}

function chosen<T extends string>(flag: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(",").map((word) => {
    const found = known.find((name) => name === word);
    if (found === undefined) throw new Error(`--${flag} knows ${known.join(", ")}, and not "${word}"`);
    return found;
  });
}

function report(lines: readonly ResultLine[]): number {
  const failures = failuresIn(lines);
  for (const failure of failures) print(`\n--- ${failure}`);
  print("");
  for (const line of summarize(lines)) print(line);
  return failures.length === 0 ? 0 : 1;
}
