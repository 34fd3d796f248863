// The power goes while a build runs. What is in the state folder then is what had reached the disk, and no more: the folder lies on a file system
// of its own, in a file, and a copy of that file has none of what the kernel still meant to write. From such a copy alone everything must be
// found that existed at that moment. This fails at once when the journal is not synced before something is made.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  attachLoop,
  compareInventories,
  currentEnvironment,
  detachLoop,
  type Inventory,
  listProcesses,
  mount,
  readVariable,
  runCommand,
  sendSignal,
  unmount,
  waitUntil,
} from "../environment/index.ts";
import { ingot, type Stage, setUpStage } from "../kill/stage.ts";

const { archives, dockerHost } = currentEnvironment();
const image = `power-base:${randomUUID()}`;

let bare: Stage;
/** The stage with a state folder on a file system of its own. */
let stage: Stage;
let before: Inventory;
let disk: Disk;

interface Disk {
  readonly file: string;
  readonly device: string;
}

beforeAll(async () => {
  await runCommand("docker", ["import", archives.busybox, image], { env: { DOCKER_HOST: dockerHost } });
});

afterAll(async () => {
  await runCommand("docker", ["rmi", image], { env: { DOCKER_HOST: dockerHost } });
});

/** Where the disk lies: not on the stage, all of which is counted. */
let elsewhere: string;
const place = () => join(elsewhere, "place");

beforeEach(async () => {
  bare = setUpStage(dockerHost);
  elsewhere = mkdtempSync(join(tmpdir(), "power-cut-"));
  stage = { ...bare, env: { ...bare.env, INGOT_STATE_DIR: join(place(), "state") } };
  mkdirSync(place());
  before = await stage.inventory();
  const file = join(elsewhere, "disk.img");
  writeFileSync(file, "");
  truncateSync(file, 16 * 2 ** 20);
  await runCommand("mkfs.ext4", ["-q", file]);
  disk = await plugIn(file);
});

afterEach(async () => {
  await unplug(disk);
  rmSync(elsewhere, { recursive: true });
  expect(bare.remove()).toBe(true);
});

/** Mounts the file system in a file. By itself it writes nothing for as long as a test takes. */
async function plugIn(file: string): Promise<Disk> {
  const device = await attachLoop(file);
  await mount(device, place(), ["-o", "commit=300"]);
  return { file, device };
}

async function unplug({ device }: Disk): Promise<void> {
  await unmount(place());
  await detachLoop(device);
}

function writeTemplate(): string {
  const path = join(bare.folder, "template.pkr.hcl");
  writeFileSync(
    path,
    `source "docker" "small" {
  image  = "${image}"
  pull   = false
  commit = true
}

build {
  sources = ["source.docker.small"]

  provisioner "shell" {
    inline = ["echo inside > /made"]
  }

  post-processors {
    post-processor "docker-save" {
      path = "saved/image.tar"
    }
    post-processor "compress" {
      output = "saved/image.tar.gz"
    }
    post-processor "shell-local" {
      inline = ["sleep 2"]
    }
  }
}
`,
  );
  return path;
}

/** Runs a build until it has made so many things, and stops it there, in the middle of a move. Resolves with how many it has made. */
async function buildUntil(made: number): Promise<{ readonly made: number; readonly pid: number }> {
  const child = spawn(ingot, ["build", "-json", writeTemplate()], {
    cwd: stage.work,
    env: { ...process.env, ...stage.env },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { readonly type: string; readonly change?: string };
    if (event.type !== "resource" || event.change !== "created" || ++count < made) continue;
    child.kill("SIGSTOP");
    return { made: count, pid: child.pid ?? 0 };
  }
  await once(child, "exit");
  return { made: count, pid: 0 };
}

/** Waits until what was under way to the disk has arrived: what is stopped ends its calls first. */
async function settle({ device }: Disk): Promise<void> {
  let last = "";
  const isQuiet = () => {
    const now = readFileSync(`/sys/block/${basename(device)}/stat`, "utf8");
    const isSame = now === last;
    last = now;
    return isSame;
  };
  await waitUntil(isQuiet, { timeoutMs: 10_000, everyMs: 50, what: "the disk to come to rest" });
}

/** Ends all that belongs to the stage, without a word to anybody. */
function cutPower(): void {
  const ours = () =>
    listProcesses().filter(({ pid }) => readVariable(pid, "STAGE") === bare.env.STAGE && pid !== process.pid);
  for (const { pid } of ours()) sendSignal(pid, "SIGSTOP");
  for (const { pid } of ours()) sendSignal(pid, "SIGKILL");
}

test("whatever existed when the power went is found from what had reached the disk", { timeout: 600_000 }, async () => {
  let cuts = 0;
  for (let made = 1; ; made++) {
    const build = await buildUntil(made);
    if (build.pid === 0) break;
    await settle(disk);
    const copy = join(elsewhere, `copy-${made}.img`);
    copyFileSync(disk.file, copy);
    cutPower();
    await unplug(disk);
    rmSync(disk.file);
    expect(compareInventories(before, await stage.inventory()), `after ${made} things`).not.toEqual([]);

    disk = await plugIn(copy);
    const cleanup = await runCommand(ingot, ["cleanup", "-outputs"], {
      cwd: stage.work,
      env: stage.env,
      mayFail: true,
    });
    expect(cleanup, `after ${made} things`).toMatchObject({ code: 0 });
    expect(compareInventories(before, await stage.inventory()), `after ${made} things:\n${cleanup.stdout}`).toEqual([]);
    cuts++;
  }
  // The folder of temporary files, the container, the image, and each file under its hidden name and its own.
  expect(cuts).toBeGreaterThanOrEqual(7);
  rmSync(join(stage.work, "saved"), { recursive: true, force: true });
  await runCommand(ingot, ["cleanup", "-outputs"], { cwd: stage.work, env: stage.env });
  const images = compareInventories(before, await stage.inventory()).flatMap(
    (line) => /^\+ images: (\S+)/.exec(line)?.[1] ?? [],
  );
  for (const id of images) await runCommand("docker", ["rmi", "--force", id], { env: { DOCKER_HOST: dockerHost } });
});
