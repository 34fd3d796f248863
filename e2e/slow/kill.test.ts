// The kill stories in short: npm run kill has the long form, and takes a seed that failed here.

import { expect, test } from "vitest";
import { currentEnvironment } from "../environment/index.ts";
import { failuresIn, type ResultLine, summarize } from "../kill/results.ts";
import { runKills } from "../kill/run-kills.ts";
import { kindNames } from "../kill/strikes.ts";
import { buildableSubjects, subjectNames } from "../kill/subjects/subject.ts";

const seed = Number(process.env.INGOT_TEST_SEED ?? Date.now() % 1_000_000);

test(`builds that are killed leave nothing, and others do not notice (INGOT_TEST_SEED=${seed})`, async () => {
  const { dockerHost, archives } = currentEnvironment();
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const lines: ResultLine[] = [];
  await runKills({
    seed,
    count: 5 * kindNames.length,
    kinds: kindNames,
    subjects: buildableSubjects(subjectNames, print),
    commit: "this one",
    done: new Set(),
    lanes: 2,
    wholeBuildEvery: Number.POSITIVE_INFINITY,
    dockerHost,
    busyboxArchive: archives.busybox,
    print,
    record: (line) => void lines.push(line),
  });
  for (const line of summarize(lines)) print(line);
  expect(failuresIn(lines)).toEqual([]);
}, 600_000);
