// npm run kill -- --count 50 --seed 7: the long form of the kill stories. With DOCKER_HOST set, in that engine, which nobody
// else may be using at the time; otherwise in one of its own.

import { parseArgs } from "node:util";
import { busyboxArchive } from "../environment/busybox-roots.ts";
import { startEnvironment } from "../environment/index.ts";
import { runKills } from "./run-kills.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "50" },
    alone: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const print = (line: string) => void process.stdout.write(`${line}\n`);
const outer = process.env.DOCKER_HOST;
const started = outer === undefined ? await startEnvironment() : undefined;
try {
  const { failures, missed } = await runKills({
    count: Number(values.count),
    aloneCount: Number(values.alone),
    seed: Number(values.seed),
    buildsAfterEach: true,
    dockerHost: outer ?? started?.environment.dockerHost ?? "",
    busyboxArchive: await busyboxArchive(),
    print,
  });
  for (const failure of failures) print(`\n--- ${failure}`);
  if (missed.length > 0) print(`Never hit: ${missed.join("; ")}`);
  process.exitCode = failures.length + missed.length === 0 ? 0 : 1;
} finally {
  await started?.stop();
}
