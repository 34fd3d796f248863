// The folder of the journals when it cannot be used: nothing is made that could not be written down first, and the message says why.

import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  attachLoop,
  type CommandResult,
  compareInventories,
  currentEnvironment,
  detachLoop,
  type Inventory,
  mount,
  runCommand,
  unmount,
} from "./environment/index.ts";
import { ingot, type Stage, setUpStage } from "./kill/stage.ts";

const { dockerHost } = currentEnvironment();

let stage: Stage;
let before: Inventory;
/** The state folder under test; the stage's own stays empty. */
let place: string;

beforeEach(async () => {
  stage = setUpStage(dockerHost);
  place = join(stage.folder, "place");
  mkdirSync(place);
  before = await stage.inventory();
});

afterEach(async () => {
  await unmount(place);
  expect(stage.remove()).toBe(true);
});

/** Puts a file system of its own under the state folder. */
async function mountPlace(options: string): Promise<void> {
  await mount("tmpfs", place, ["-t", "tmpfs", "-o", options]);
  before = await stage.inventory();
}

/** A local-chroot build would make an output folder first, and then much more. */
const template = `source "local-chroot" "small" {
  from_scratch       = true
  disk_size          = "8M"
  pre_mount_commands = ["mkfs.ext4 -q {{.Device}}"]
}

source "null" "here" {
  communicator = "none"
}

build {
  sources = ["source.local-chroot.small", "source.null.here"]

  provisioner "shell-local" {
    only   = ["null.here"]
    inline = ["touch made"]
  }
}
`;

function run(stateDir: string, ...words: string[]): Promise<CommandResult> {
  const path = join(stage.folder, "template.pkr.hcl");
  writeFileSync(path, template);
  const args = words.length === 0 ? ["build", path] : words;
  const env = { ...stage.env, INGOT_STATE_DIR: stateDir };
  return runCommand(ingot, args, { cwd: stage.work, env, mayFail: true });
}

/** What a message says, however it was broken into lines. */
function unbroken(result: CommandResult): string {
  return (result.stdout + result.stderr).replaceAll(/\s+/g, " ");
}

async function expectNothingMade(): Promise<void> {
  expect(compareInventories(before, await stage.inventory())).toEqual([]);
}

async function expectRefusal(stateDir: string, text: string): Promise<void> {
  const result = await run(stateDir);
  expect(unbroken(result)).toContain(text);
  expect(result.code).toBe(1);
  await expectNothingMade();
}

test("a read-only state folder", async () => {
  await mountPlace("ro");
  await expectRefusal(
    join(place, "state"),
    `State folder read-only: Ingot writes down what it creates in ${join(place, "state")} before it creates it, and that file system is read-only. Mount it writable, or set INGOT_STATE_DIR to a folder that can be written.`,
  );
});

test("a full one", async () => {
  await mountPlace("size=64k");
  await runCommand("sh", ["-c", `cat /dev/zero > ${place}/ballast`], { mayFail: true });
  await expectRefusal(
    join(place, "state"),
    `State folder full: There is no room left in ${join(place, "state")}, where Ingot writes down what it creates before it creates it.`,
  );
});

test("one that is a file", async () => {
  const file = join(stage.folder, "file");
  writeFileSync(file, "");
  await expectRefusal(
    file,
    `State folder is not a folder ${file}, or something it should lie in, is a file. Move that file away, or set INGOT_STATE_DIR to a folder that can be written.`,
  );
  await expectRefusal(join(file, "below"), `${join(file, "below")}, or something it should lie in, is a file.`);
});

test("one of another user", async () => {
  // Where that user can read it, wherever this checkout lies.
  const program = join(stage.folder, "program");
  cpSync(fileURLToPath(new URL("../packages/cli/dist", import.meta.url)), program, { recursive: true });
  const home = join(stage.folder, "home");
  mkdirSync(home);
  for (const path of [stage.folder, home, stage.work, stage.temp]) chmodSync(path, 0o777);
  chmodSync(place, 0o755);
  const path = join(home, "template.pkr.hcl");
  writeFileSync(path, template);
  const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  const words = [process.execPath, join(program, "main.js"), "build", "-only=null.here", path];
  const env = { ...stage.env, HOME: home, INGOT_STATE_DIR: place };
  const result = await runCommand("setpriv", [...asNobody, ...words], { cwd: stage.work, env, mayFail: true });
  expect(unbroken(result)).toContain(
    `State folder not writable: Ingot writes down what it creates in ${place} before it creates it, and may not write there. Change the folder's permissions, or set INGOT_STATE_DIR to a folder that can be written.`,
  );
  expect(result.code).toBe(1);
  await expectNothingMade();
});

test("one that fills up in the middle of a build, which then removes what it has made", async () => {
  await mountPlace("size=256k");
  const path = join(stage.folder, "filling.pkr.hcl");
  const fill = `cat /dev/zero > ${place}/ballast || true`;
  writeFileSync(
    path,
    template
      .replace('["mkfs.ext4 -q {{.Device}}"]', `["mkfs.ext4 -q {{.Device}}", "${fill}"]`)
      .replace(
        "disk_size          =",
        `mount_partition = ""\n  mount_path = "${stage.mounts}/{{.Device}}"\n  disk_size =`,
      ),
  );
  const result = await run(place, "build", "-only=local-chroot.small", path);
  expect(unbroken(result)).toContain(`There is no room left in ${place}`);
  expect(result.code).toBe(1);
  await expectNothingMade();
  // Its journal could not be told that all is gone. It is gone already, which is success.
  rmSync(join(place, "ballast"));
  expect((await run(place, "cleanup")).code).toBe(0);
  expect(readdirSync(join(place, "runs"))).toEqual([]);
});

test("one whose disk takes what is written and then cannot keep it: only the sync says so", async () => {
  // A file system in a file that has more holes than there is room to fill them: when the room is gone, writing goes on, and syncing fails.
  await mountPlace("size=8m");
  const file = join(place, "disk.img");
  writeFileSync(file, "");
  truncateSync(file, 64 * 2 ** 20);
  await runCommand("mkfs.ext4", ["-q", "-E", "lazy_itable_init=1,lazy_journal_init=1", "-O", "^has_journal", file]);
  const device = await attachLoop(file);
  const state = join(stage.folder, "broken");
  mkdirSync(state);
  try {
    await mount(device, state);
    before = await stage.inventory();
    const path = join(stage.folder, "breaking.pkr.hcl");
    const fill = `cat /dev/zero > ${place}/ballast || true`;
    const grow = `head -c 1M /dev/zero > ${state}/growth || true`;
    writeFileSync(
      path,
      template
        .replace(
          '["mkfs.ext4 -q {{.Device}}"]',
          JSON.stringify(["mkfs.ext4 -q {{.Device}}", fill, grow, `sync -f ${state} || true`]),
        )
        .replace(
          "disk_size          =",
          `mount_partition = ""\n  mount_path = "${stage.mounts}/{{.Device}}"\n  disk_size =`,
        ),
    );
    const result = await run(state, "build", "-only=local-chroot.small", path);
    expect(unbroken(result)).toMatch(/State folder (full|not usable): /);
    expect(result.code).toBe(1);
    rmSync(join(state, "growth"), { force: true });
    expect(compareInventories(before, await stage.inventory())).toEqual([]);
  } finally {
    await unmount(state);
    await detachLoop(device);
    rmSync(state, { recursive: true });
  }
});

/** A run's folder as Ingot writes it; each record is a line with its checksum. */
function writeRun(name: string, records: readonly object[]): string {
  const folder = join(place, "runs", name);
  mkdirSync(folder, { recursive: true });
  const lines = records.map((record) => {
    const json = JSON.stringify(record);
    return `${json}\t${checksum(json)}\n`;
  });
  writeFileSync(join(folder, "journal.copy"), lines[0] ?? "");
  writeFileSync(join(folder, "journal"), lines.join(""));
  return join(folder, "journal");
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

test("a journal of a newer version is left alone, and a clean-up says so", async () => {
  const owner = { pid: 1, start: "", boot: "", pidNamespace: "", machine: "" };
  const journal = writeRun("newer12345", [{ t: "run", v: 2, run: "newer12345", at: 0, owner }]);
  const cleanup = await run(place, "cleanup");
  expect(cleanup.stdout).toBe(
    `Run newer12345 was not touched: ${journal} was written by a newer Ingot: it has format 2, and this version reads format 1. Nothing of it was touched. Run "ingot cleanup" with the newer version.\n`,
  );
  expect(cleanup.code).toBe(1);
  // Other builds have nothing to do with it.
  const build = await run(place, "build", "-only=null.here", join(stage.folder, "template.pkr.hcl"));
  expect(build.code).toBe(0);
  rmSync(join(stage.work, "made"));
  expect(readdirSync(join(place, "runs"))).toEqual(["newer12345"]);
  await expectNothingMade();
});
