// Builds that are interrupted: Ctrl-C, the other signals that end a program, `-on-error=abort`, and what a person sees at a terminal.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { compareInventories, currentEnvironment, type Inventory, runCommand } from "./environment/index.ts";
import { clean, nothingIsLeft, openTerminal, startBuild } from "./kill/drive-build.ts";
import { ingot, type Stage, setUpStage } from "./kill/stage.ts";
import { saw } from "./start-build.ts";

const { archives, dockerHost } = currentEnvironment();
const image = `interrupt-base:${randomUUID()}`;

let stage: Stage;
let before: Inventory;

beforeAll(async () => {
  await runCommand("docker", ["import", archives.busybox, image], { env: { DOCKER_HOST: dockerHost } });
});

afterAll(async () => {
  await runCommand("docker", ["rmi", image], { env: { DOCKER_HOST: dockerHost } });
});

beforeEach(async () => {
  stage = setUpStage(dockerHost);
  before = await stage.inventory();
});

afterEach(() => expect(stage.remove(), "the journal is empty at the end").toBe(true));

async function leftovers(): Promise<string[]> {
  return compareInventories(before, await stage.inventory());
}

/** A source of each sort, small. */
const sources = {
  docker: `image = "${image}"\n  pull = false\n  commit = true`,
  "local-chroot": `from_scratch = true
  disk_size = "24M"
  mount_path = "MOUNTS/{{.Device}}"
  pre_mount_commands = ["echo start=1MiB | sfdisk --quiet --label gpt {{.Device}}", "mkfs.ext4 -q {{.Device}}p1"]
  post_mount_commands = ["tar -C {{.MountPath}} -xf ${archives.busybox}"]`,
  null: 'communicator = "none"',
};
type Builder = keyof typeof sources;

/** Writes a template with one build of a source called "small", and gives its path. */
function writeTemplate(builder: Builder, blocks: string): string {
  const path = join(stage.folder, "template.pkr.hcl");
  const source = sources[builder].replace("MOUNTS", stage.mounts);
  writeFileSync(
    path,
    `source "${builder}" "small" {\n  ${source}\n}\n\nbuild {\n  sources = ["source.${builder}.small"]\n${blocks}\n}\n`,
  );
  return path;
}

/** A provisioner that says where it is and then takes its time; with a child, and a grandchild in the background. */
function slowProvisioner(builder: Builder): string {
  const type = builder === "null" ? "shell-local" : "shell";
  return `  provisioner "${type}" {\n    inline = ["sleep 1000 > /dev/null 2>&1 &", "echo in the middle", "sleep 1000"]\n  }`;
}

const signals: readonly [Builder, NodeJS.Signals, string][] = [
  ["docker", "SIGINT", "interrupt"],
  ["local-chroot", "SIGINT", "interrupt"],
  ["null", "SIGINT", "interrupt"],
  ["docker", "SIGTERM", "terminated"],
  ["local-chroot", "SIGTERM", "terminated"],
  ["null", "SIGTERM", "terminated"],
  ["null", "SIGHUP", "hangup"],
  ["local-chroot", "SIGHUP", "hangup"],
];

test.each(signals)("a %s build cleans up after %s in a provisioner", async (builder, name, word) => {
  const build = startBuild(stage, writeTemplate(builder, slowProvisioner(builder)));
  await build.says("in the middle");
  build.signal(name);
  expect(await build.ended).toBe(1);
  expect(build.output()).toContain(`Cancelling build after receiving ${word}\n`);
  expect(build.output()).toContain(`Build '${builder}.small' errored after`);
  expect(build.output()).not.toContain("Could not remove");
  expect(await leftovers()).toEqual([]);
});

test("an interrupt keeps builds from beginning, and one that waits for its turn is named", async () => {
  const names = ["one", "two", "three", "four"];
  const path = join(stage.folder, "several.pkr.hcl");
  writeFileSync(
    path,
    `${names.map((name) => `source "null" "${name}" {\n  communicator = "none"\n}\n`).join("")}
build {
  sources = ${JSON.stringify(names.map((name) => `null.${name}`))}
  provisioner "shell-local" {
    inline      = ["echo in the middle", "exec sleep 1000"]
    max_retries = 5
  }
}
`,
  );
  const build = startBuild(stage, path, ["-parallel-builds=2"]);
  await build.says(/in the middle[\s\S]*in the middle/);
  build.signal("SIGINT");
  expect(await build.ended).toBe(1);
  const said = build.output();
  // The programs are interrupted as well, which is no failure to try again after.
  expect(said).not.toContain("retrying");
  expect(said.match(/^Build '.*' errored after/gm)).toHaveLength(2);
  expect(said).toMatch(/^Build 'null\.three' failed to acquire semaphore: The build was cancelled by SIGINT$/m);
  expect(said).not.toContain("null.four");
  expect(await leftovers()).toEqual([]);
});

test("a signal that reaches the program alone ends what it has started as well", async () => {
  const path = writeTemplate("null", slowProvisioner("null"));
  const child = spawn(ingot, ["build", path], {
    cwd: stage.work,
    env: { ...process.env, ...stage.env },
    detached: true,
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const ended = once(child, "close");
  await saw(() => output, "in the middle");
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(1);
  expect(await leftovers()).toEqual([]);
});

test("the second Ctrl-C ends the build at once and names the command that cleans up", async () => {
  const stubborn = `"trap '' INT TERM", "echo on this machine", "while true; do sleep 1; done"`;
  const build = startBuild(
    stage,
    writeTemplate("docker", `  provisioner "shell-local" {\n    inline = [${stubborn}]\n  }`),
  );
  await build.says("on this machine");
  build.signal("SIGINT");
  await build.says("Cancelling build after receiving interrupt");
  build.signal("SIGINT");
  expect(await build.ended).toBe(1);
  expect(build.output()).toMatch(
    /^Stopped at once\.\nThis is left, and is being removed in the background:\n(?: {2}.*\n)* {2}container [0-9a-f]{12}\n(?: {2}.*\n)*To see what came of it, or to try again: ingot cleanup -run=[a-z0-9]{10}\n/m,
  );
  await nothingIsLeft(stage, before);
});

test.each(["docker", "local-chroot"] as const)(
  "-on-error=abort leaves a %s build as it is until it is asked for by name",
  async (builder) => {
    const path = writeTemplate(builder, '  provisioner "shell" {\n    inline = ["exit 3"]\n  }');
    const build = startBuild(stage, path, ["-on-error=abort"]);
    expect(await build.ended).toBe(1);
    const run = /^Run this to remove it: ingot cleanup -kept -run=([a-z0-9]{10})$/m.exec(build.output())?.[1];
    expect(run, build.output()).toBeDefined();
    const kept = await leftovers();
    expect(kept.filter((line) => /^\+ (containers|mounts)/.test(line))).not.toEqual([]);

    // Neither a later build nor an ordinary clean-up takes it for something that was forgotten.
    const next = startBuild(stage, writeTemplate("null", ""));
    expect(await next.ended).toBe(0);
    expect(next.output()).not.toContain("behind");
    const ordinary = await clean(stage);
    expect(ordinary.code).toBe(0);
    expect(ordinary.stdout).toContain(`Run ${run} left on purpose (-kept removes it too):\n`);
    expect(await leftovers()).toEqual(kept);

    const cleanup = await clean(stage, "-kept", `-run=${run}`);
    expect(cleanup.stdout).toContain("Removed ");
    expect(cleanup.code).toBe(0);
    expect(await leftovers()).toEqual([]);
  },
);

/** Kills a docker build in its provisioner, and what would clean up after it, as when the machine goes down. */
async function killWithSupervisor(): Promise<void> {
  const build = startBuild(stage, writeTemplate("docker", slowProvisioner("docker")));
  await build.says("in the middle");
  const supervisors = stage.supervisors();
  expect(supervisors).toHaveLength(1);
  // Neither may see the other die.
  for (const pid of supervisors) process.kill(pid, "SIGSTOP");
  build.signal("SIGKILL");
  for (const pid of supervisors) process.kill(pid, "SIGKILL");
  await build.ended;
}

test("on a terminal a build offers to remove what a killed one left, and does so when told", async () => {
  await killWithSupervisor();
  const path = writeTemplate("null", "");
  const refused = await openTerminal(stage, [ingot, "build", path]);
  try {
    await refused.shows(/A build that died has left 2 things behind:/);
    await refused.shows(/Remove it now\? \[y\/N\]/);
    await refused.type("Enter");
    expect(await refused.ended()).toBe("0");
    expect(await refused.screen()).toMatch(/Left as it is. Remove it later with: ingot cleanup/);
  } finally {
    await refused.close();
  }
  expect((await leftovers()).filter((line) => line.startsWith("+ containers"))).toHaveLength(1);

  const accepted = await openTerminal(stage, [ingot, "build", path]);
  try {
    await accepted.shows(/ {2}container [0-9a-f]{12}\n(.*\n)*Remove it now\? \[y\/N\]/);
    await accepted.type("y", "Enter");
    expect(await accepted.ended()).toBe("0");
    expect(await accepted.screen()).toMatch(/Removed container [0-9a-f]{12} \(run [a-z0-9]{10}\)/);
    expect(await accepted.screen()).toMatch(/Build 'null.small' finished after/);
  } finally {
    await accepted.close();
  }
  expect(await leftovers()).toEqual([]);
});

test("without a terminal one line names the command, and the build goes on", async () => {
  await killWithSupervisor();
  const build = startBuild(stage, writeTemplate("null", ""));
  expect(await build.ended).toBe(0);
  expect(build.output()).toContain("A build that died has left 2 things behind. Remove with: ingot cleanup\n");
  const dry = await clean(stage, "-dry-run");
  expect(dry.stdout).toMatch(/^Would remove container [0-9a-f]{12} \(run [a-z0-9]{10}\)$/m);
  expect((await leftovers()).filter((line) => line.startsWith("+ containers"))).toHaveLength(1);
  expect((await clean(stage)).code).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("colours stand on a terminal and not in a pipe", async () => {
  const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]+m`);
  const path = writeTemplate("null", '  provisioner "shell-local" {\n    inline = ["echo said"]\n  }');
  const inPipe = startBuild(stage, path);
  expect(await inPipe.ended).toBe(0);
  expect(inPipe.output()).not.toMatch(colours);
  const forced = startBuild(stage, path, ["-color=true"]);
  expect(await forced.ended).toBe(0);
  expect(forced.output()).toMatch(colours);

  const on = async (...words: string[]) => {
    const terminal = await openTerminal(stage, words);
    try {
      expect(await terminal.ended()).toBe("0");
      return await terminal.screen("-e");
    } finally {
      await terminal.close();
    }
  };
  expect(await on(ingot, "build", path)).toMatch(colours);
  expect(await on(ingot, "build", "-color=false", path)).not.toMatch(colours);
  expect(await on("env", "NO_COLOR=1", ingot, "build", path)).not.toMatch(colours);
  expect(await leftovers()).toEqual([]);
});

test("a long transfer shows its progress on the terminal, and Ctrl-C there stops it", async () => {
  const sizeBytes = 64 * 2 ** 20;
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-length": sizeBytes });
    const timer = setInterval(() => response.write(Buffer.alloc(2 ** 20)), 100);
    response.on("close", () => clearInterval(timer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const path = join(stage.folder, "download.pkr.hcl");
  writeFileSync(
    path,
    `source "local-chroot" "small" {
  source          = "http://127.0.0.1:${port}/disk.img"
  source_checksum = "none"
}

build {
  sources = ["source.local-chroot.small"]
}
`,
  );
  const terminal = await openTerminal(stage, [
    "env",
    `PACKER_CACHE_DIR=${join(stage.folder, "cache")}`,
    ingot,
    "build",
    "-progress=tty",
    path,
  ]);
  try {
    await terminal.shows(/> local-chroot\.small .*disk\.img .* \d+% [\d.]+ MiB of 64\.0 MiB/);
    await terminal.shows(/ ([3-9]|\d\d)% /);
    await terminal.type("C-c");
    expect(await terminal.ended()).toBe("1");
    const screen = await terminal.screen();
    expect(screen).toContain("Cancelling build after receiving interrupt");
    expect(screen).not.toMatch(/\d+% /);
  } finally {
    await terminal.close();
    server.closeAllConnections();
    server.close();
  }
  expect(await leftovers()).toEqual([]);
  // A lock's file stays, as Packer's does; nothing of the transfer.
  expect(readdirSync(join(stage.folder, "cache")).filter((name) => !name.endsWith(".lock"))).toEqual([]);
});
