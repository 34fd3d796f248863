// Builds that go on all the time beside those that are killed, one of each sort, with the state folders of the lanes in turn:
// no clean-up may touch what they own.

import { compareInventories, runCommand } from "../environment/index.ts";
import { type Lane, setUpOwnStage, startMachine } from "./lane.ts";
import { ingot, type Stage } from "./stage.ts";
import { chrootSubject } from "./subjects/chroot-subject.ts";
import { dockerSubject } from "./subjects/docker-subject.ts";
import { nullSubject } from "./subjects/null-subject.ts";
import { sshSubject } from "./subjects/ssh-subject.ts";
import type { Subject } from "./subjects/subject.ts";

/** How long each of them takes its time in the middle, in seconds. */
const pauseSeconds = 6;

export interface BystanderReport {
  readonly name: string;
  /** How many builds ended well, with all that they should make. */
  readonly builds: number;
  readonly failures: readonly string[];
}

export interface Bystanders {
  /** Lets the builds that are running come to their end. */
  readonly stop: () => Promise<readonly BystanderReport[]>;
}

/** Starts four builds that are started again whenever they end. */
export async function startBystanders(
  lanes: readonly Lane[],
  dockerHost: string,
  busyboxArchive: string,
): Promise<Bystanders> {
  const { stage, archive } = await setUpOwnStage(dockerHost, busyboxArchive);
  const { sshd, keyPath } = await startMachine(stage);
  const options = { stage, archive, pauseSeconds };
  const subjects = [
    await dockerSubject(options),
    await chrootSubject(options),
    await sshSubject(options, sshd, keyPath),
    await nullSubject(options),
  ];
  // Each builds in a folder of its own: they run at the same time.
  const stages = subjects.map((subject) => stage.withFoldersIn(`${stage.folder}/${subject.name}`, ["work", "temp"]));
  const before = await stage.inventory();
  const stopping = new AbortController();
  const going = subjects.map((subject, index) =>
    repeat(subject, stages[index] as Stage, lanes, index, stopping.signal),
  );
  return {
    stop: async () => {
      stopping.abort();
      const reports = await Promise.all(going);
      const left = compareInventories(before, await stage.inventory());
      for (const subject of subjects) await subject.remove();
      await sshd.stop();
      if (left.length === 0 && stage.remove()) return reports;
      return [...reports, { name: "what they left", builds: 0, failures: left }];
    },
  };
}

async function repeat(
  subject: Subject,
  own: Stage,
  lanes: readonly Lane[],
  first: number,
  stopping: AbortSignal,
): Promise<BystanderReport> {
  let builds = 0;
  const failures: string[] = [];
  for (let turn = first; !stopping.aborted; turn++) {
    const state = lanes[turn % lanes.length]?.stage.state;
    const env = { ...own.env, INGOT_STATE_DIR: state };
    const startedAt = new Date().toISOString();
    const { code, stdout, stderr } = await runCommand(ingot, ["build", "-color=false", subject.templatePath], {
      cwd: own.work,
      env,
      mayFail: true,
    });
    const wrong = await subject.checkOutputs(own).catch((error: Error) => error.message);
    if (code === 0 && wrong === undefined) builds++;
    else failures.push(`${subject.name}, begun at ${startedAt}, ended with ${code}: ${wrong}\n${stdout}${stderr}`);
    await subject.removeOutputs(own);
  }
  return { name: subject.name, builds, failures };
}
