// The kill stories in short: npm run kill has the long form, and takes a seed that failed here.

import { expect, test } from "vitest";
import { currentEnvironment } from "../environment/index.ts";
import { runKills } from "../kill/run-kills.ts";

const seed = Number(process.env.INGOT_TEST_SEED ?? Date.now() % 1_000_000);

test(`builds that are killed leave nothing that one clean-up does not remove (INGOT_TEST_SEED=${seed})`, async () => {
  const { dockerHost, archives } = currentEnvironment();
  const { failures } = await runKills({
    count: 10,
    aloneCount: 2,
    seed,
    buildsAfterEach: false,
    dockerHost,
    busyboxArchive: archives.busybox,
    print: (line) => void process.stdout.write(`${line}\n`),
  });
  expect(failures).toEqual([]);
});
