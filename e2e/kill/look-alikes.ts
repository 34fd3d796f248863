// Things that are easily taken for a build's own and are not: they must survive every clean-up, unchanged.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  attachLoop,
  endProcess,
  isAlive,
  listLoops,
  listMounts,
  mount,
  readProcess,
  runCommand,
  unmount,
} from "../environment/index.ts";
import type { Stage } from "./stage.ts";

export interface LookAlikes {
  /** What is not as it was planted, one line each. */
  readonly complaints: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

/** Plants the look-alikes on a stage. */
export async function plantLookAlikes(stage: Stage, busyboxArchive: string): Promise<LookAlikes> {
  // A name as Ingot makes them, of a run that there never was.
  const token = `ingot-0123456789-1-${randomBytes(5).toString("hex")}`;
  const env = { DOCKER_HOST: stage.dockerHost };
  const docker = async (...args: string[]) => (await runCommand("docker", args, { env })).stdout.trim();

  const shared = join(stage.temp, token, "tmp0123456789ab");
  const files = [
    join(shared, "file"),
    join(stage.temp, "packer-shell0123456789ab"),
    join(stage.temp, "ingot-notes"),
    join(stage.work, "output-small.raw"),
    join(stage.work, "output-small-old", "small.qcow2"),
    join(stage.work, `.${token}`, "small.raw"),
    join(stage.work, ".packer-manifest.json.0123456789abcdef"),
    join(stage.work, "image.sha256.old"),
    join(stage.mounts, "loop", "file"),
  ];
  for (const path of files) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, `somebody else's: ${path}\n`);
  }

  // A device over a file beside those that builds attach, and what is mounted of it beside the places of builds.
  const disk = join(stage.work, `.${token}x`);
  writeFileSync(disk, "");
  truncateSync(disk, 4 * 2 ** 20);
  await runCommand("mkfs.ext2", ["-q", disk]);
  const device = await attachLoop(disk);
  const mounted = join(stage.mounts, "loopback");
  mkdirSync(mounted);
  await mount(device, mounted);
  writeFileSync(join(mounted, "file"), "on somebody else's disk\n");
  files.push(join(mounted, "file"));

  const image = `ingot-tmp:${token}`;
  await runCommand("docker", ["import", "--message", "somebody else's", busyboxArchive, image], { env });
  const names = [`${token}-named`, `${token.slice(6)}-small`];
  await docker(
    ...["run", "--detach", "--name", names[0] ?? "", "--label", `ingot.run=${token}`],
    ...["--volume", `${shared}:/packer-files`, image, "sleep", "100000"],
  );
  await docker("create", "--name", names[1] ?? "", image, "true");
  const containers = () => docker("inspect", "--format", "{{.Id}} {{.State.Status}} {{.State.StartedAt}}", ...names);
  const containersBefore = await containers();

  // A process of a run that goes on, and one that works in the folder of mount points.
  const sleeper = spawn("sleep", ["100000"], {
    cwd: stage.mounts,
    env: { PATH: process.env.PATH, INGOT_RUN: "0123456789" },
    stdio: "ignore",
    detached: true,
  });
  sleeper.unref();
  const identity = readProcess(sleeper.pid ?? -1);
  if (identity === undefined) throw new Error("sleep ended at once");

  const contents = new Map(files.map((path) => [path, readFileSync(path, "utf8")]));
  const inodes = new Map(files.map((path) => [path, statSync(path).ino]));
  const complaints = async () => {
    const found: string[] = [];
    for (const path of files) {
      const isSame = readFileSync(path, "utf8") === contents.get(path) && statSync(path).ino === inodes.get(path);
      if (!isSame) found.push(`${path} is another file`);
    }
    if (!(await listLoops()).some((loop) => loop.device === device && loop.file === disk))
      found.push(`${device} is not over ${disk} any more`);
    if (listMounts(mounted).length !== 1) found.push(`${mounted} is not mounted as it was`);
    if ((await containers()) !== containersBefore) found.push(`the containers are another: ${await containers()}`);
    if (!isAlive(identity)) found.push(`process ${identity.pid} was ended`);
    return found;
  };
  return {
    complaints: () => complaints().catch((error: Error) => [`A look-alike is gone: ${error.message}`]),
    remove: async () => {
      await endProcess(identity);
      await runCommand("docker", ["rm", "--force", ...names], { env, mayFail: true });
      await runCommand("docker", ["rmi", image], { env, mayFail: true });
      await unmount(mounted);
      await runCommand("losetup", ["--detach", device], { mayFail: true });
      for (const path of files) rmSync(path, { force: true });
    },
  };
}
