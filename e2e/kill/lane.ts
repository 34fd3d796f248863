// One of several places where builds are killed at the same time, in the same engine: what it needs, and its inventory.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareInventories, type Inventory, runCommand, type Sshd, startSshd } from "../environment/index.ts";
import { type LookAlikes, plantLookAlikes } from "./look-alikes.ts";
import type { MemoryGroup, MemoryGroups } from "./memory-group.ts";
import { addSmallDisk, type SmallDisk } from "./small-disk.ts";
import { type Stage, setUpStage } from "./stage.ts";
import { chrootSubject } from "./subjects/chroot-subject.ts";
import { dockerSubject } from "./subjects/docker-subject.ts";
import { goSubject } from "./subjects/go-subject.ts";
import { sshSubject } from "./subjects/ssh-subject.ts";
import type { Subject, SubjectName } from "./subjects/subject.ts";

export interface Lane {
  readonly stage: Stage;
  readonly subjects: Readonly<Record<SubjectName, Subject>>;
  readonly disk: SmallDisk;
  readonly memory: MemoryGroup;
  readonly lookAlikes: LookAlikes;
  /** What there is now and was not when the lane was set up, or the other way round. */
  readonly differences: () => Promise<readonly string[]>;
  /** Takes what is there now for what should be there. */
  readonly accept: () => Promise<void>;
  /** Ends its machine, whose view of the file systems holds the disks of lanes that are older. */
  readonly stopMachine: () => Promise<void>;
  /** Takes the lane down. Its folder stays where the journal still knows of leftovers; tells whether it is gone. */
  readonly remove: () => Promise<boolean>;
}

export interface LaneOptions {
  readonly dockerHost: string;
  readonly busyboxArchive: string;
  readonly memory: MemoryGroups;
}

/** Sets up a lane, with a machine of its own for the ssh builds. */
export async function setUpLane(options: LaneOptions): Promise<Lane> {
  const { stage, archive } = await setUpOwnStage(options.dockerHost, options.busyboxArchive);
  const { sshd, keyPath } = await startMachine(stage);
  const disk = await addSmallDisk(stage.folder);
  const memory = options.memory.make(stage.folder.slice(1).replaceAll("/", "-"));
  const subject = { stage, archive, pauseSeconds: 0.3 };
  const subjects = {
    docker: await dockerSubject(subject),
    "local-chroot": await chrootSubject(subject),
    ssh: await sshSubject(subject, sshd, keyPath),
    "go-plugins": await goSubject(subject),
  };
  const lookAlikes = await plantLookAlikes(stage, archive);
  // Its folders count from the start.
  stage.withFoldersIn(disk.folder, []);
  let before: Inventory = await stage.inventory();
  return {
    stage,
    subjects,
    disk,
    memory,
    lookAlikes,
    differences: async () => compareInventories(before, await stage.inventory()),
    accept: async () => {
      before = await stage.inventory();
    },
    stopMachine: sshd.stop,
    remove: async () => {
      await lookAlikes.remove();
      for (const each of Object.values(subjects)) await each.remove();
      await memory.remove();
      await disk.remove();
      return stage.remove();
    },
  };
}

/** A stage whose things are known by the root that its images are made of, which nobody else has. */
export async function setUpOwnStage(
  dockerHost: string,
  busyboxArchive: string,
): Promise<{ readonly stage: Stage; readonly archive: string }> {
  const layers = new Set<string>();
  const stage = setUpStage(dockerHost, layers);
  const archive = join(stage.folder, "root.tar");
  copyFileSync(busyboxArchive, archive);
  writeFileSync(join(stage.folder, "stage"), `${stage.folder}\n`);
  await runCommand("tar", ["-C", stage.folder, "-rf", archive, "./stage"]);
  // The digest of an image's layer is that of its archive.
  const [digest] = (await runCommand("sha256sum", [archive])).stdout.split(" ");
  layers.add(`sha256:${digest}`);
  return { stage, archive };
}

/** A machine with an SSH server for a stage, and the key to it. */
export async function startMachine(stage: Stage): Promise<{ readonly sshd: Sshd; readonly keyPath: string }> {
  mkdirSync(join(stage.folder, "keys"), { mode: 0o700 });
  const keyPath = join(stage.folder, "keys", "key");
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", keyPath]);
  const sshd = await startSshd({ user: "root", authorizedKeys: [readFileSync(`${keyPath}.pub`, "utf8")] });
  return { sshd, keyPath };
}
