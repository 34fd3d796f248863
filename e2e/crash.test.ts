// Builds that end as nobody planned it: what they made is gone a moment later, because a supervisor outlives them. And what others notice.

import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  compareInventories,
  currentEnvironment,
  type Inventory,
  listProcesses,
  readProcess,
  readVariable,
  runCommand,
  sendSignal,
  waitUntil,
} from "./environment/index.ts";
import { clean, nothingIsLeft, openTerminal, startBuild } from "./kill/drive-build.ts";
import { ingot, type Stage, setUpStage } from "./kill/stage.ts";
import type { RunningBuild } from "./start-build.ts";

const { archives, dockerHost } = currentEnvironment();
const image = `crash-base:${randomUUID()}`;

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

const leftovers = async () => compareInventories(before, await stage.inventory());

/** A template with a container and a provisioner on this machine. */
function dockerTemplate(...lines: readonly string[]): string {
  return write(
    "docker.pkr.hcl",
    `source "docker" "small" {
  image  = "${image}"
  pull   = false
  commit = true
}

build {
  sources = ["source.docker.small"]

  provisioner "shell-local" {
    inline = ${JSON.stringify(lines)}
  }
}
`,
  );
}

/** A template with an image in a folder of its own. */
function chrootTemplate(...lines: readonly string[]): string {
  return write(
    "chroot.pkr.hcl",
    `source "local-chroot" "small" {
  from_scratch       = true
  disk_size          = "24M"
  mount_path         = "${stage.mounts}/{{.Device}}"
  mount_partition    = ""
  output_directory   = "out"
  pre_mount_commands = ["mkfs.ext4 -q {{.Device}}"]
}

build {
  sources = ["source.local-chroot.small"]

  provisioner "shell-local" {
    inline = ${JSON.stringify(lines)}
  }
}
`,
  );
}

function write(name: string, text: string): string {
  const path = join(stage.folder, name);
  writeFileSync(path, text);
  return path;
}

/** A stage whose builds find a program of another making first. */
function withProgram(name: string, script: string): Stage {
  const folder = join(stage.folder, "programs");
  mkdirSync(folder);
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return { ...stage, env: { ...stage.env, PATH: `${folder}:${process.env.PATH}`, REAL_PATH: process.env.PATH } };
}

/** The process of the build itself; of one in another, the outer one. */
function toolOf(on: Stage): number {
  const tools = on.supervisors().map((pid) => readProcess(pid)?.parent ?? 0);
  return tools.find((pid) => readVariable(pid, "INGOT_RUN") === undefined) ?? 0;
}

async function ended(build: RunningBuild): Promise<void> {
  await build.ended;
}

const slow = [
  "(setsid sleep 1000 > /dev/null 2>&1 &)",
  "nohup sleep 1000 > /dev/null 2>&1 &",
  "echo in the middle",
  "sleep 1000",
];

test.each(["SIGKILL", "SIGQUIT", "SIGABRT"] as const)("after %s to the tool alone nothing is left", async (name) => {
  const build = startBuild(stage, chrootTemplate(...slow));
  await build.says("in the middle");
  sendSignal(toolOf(stage), name);
  await ended(build);
  await nothingIsLeft(stage, before);
  expect(stage.supervisors()).toEqual([]);
});

test("after SIGKILL to its whole group nothing is left, daemons and all", async () => {
  const build = startBuild(stage, dockerTemplate(...slow));
  await build.says("in the middle");
  build.signal("SIGKILL");
  await ended(build);
  await nothingIsLeft(stage, before);
});

test("an error that nobody catches names what is left, and nothing is", async () => {
  const fault = 'if (process.argv[2] === "build") setTimeout(() => { throw new Error("a bug"); }, 2500);';
  const faulty = {
    ...stage,
    env: { ...stage.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` },
  };
  const build = startBuild(faulty, chrootTemplate(...slow));
  expect(await build.ended).not.toBe(0);
  expect(build.output()).toContain("Error: a bug");
  expect(build.output()).toMatch(/This is left, and is being removed in the background:\n( {2}.*\n)+/);
  await nothingIsLeft(stage, before);
});

test("a reader that goes away, as head does, leaves nothing behind", async () => {
  const script = `"$0" build "$1" | head -n 3`;
  const template = chrootTemplate("for i in $(seq 200); do echo line $i; done", "sleep 0.5");
  const { stdout } = await runCommand("sh", ["-c", script, ingot, template], { cwd: stage.work, env: stage.env });
  expect(stdout.split("\n")).toHaveLength(4);
  await waitUntil(() => stage.supervisors().length === 0, { timeoutMs: 30_000, what: "the build to end" });
  rmSync(join(stage.work, "out"), { recursive: true, force: true });
  await nothingIsLeft(stage, before);
});

test("a run that is stopped is alive: nobody touches it, and it goes on", async () => {
  const build = startBuild(stage, chrootTemplate("echo in the middle", "sleep 1"));
  await build.says("in the middle");
  const tool = toolOf(stage);
  sendSignal(tool, "SIGSTOP");
  const cleanup = await clean(stage, "-outputs", "-kept");
  expect(cleanup).toMatchObject({ code: 0, stdout: "Nothing is left to remove.\n" });
  const next = startBuild(stage, write("null.pkr.hcl", nullTemplate));
  expect(await next.ended).toBe(0);
  expect(next.output()).not.toContain("behind");
  sendSignal(tool, "SIGCONT");
  expect(await build.ended).toBe(0);
  rmSync(join(stage.work, "out"), { recursive: true });
  expect(await leftovers()).toEqual([]);
});

const nullTemplate = `source "null" "small" {
  communicator = "none"
}

build {
  sources = ["source.null.small"]

  provisioner "shell-local" {
    inline = ["echo in the middle"]
  }
}
`;

test("a build that makes nothing outside has no supervisor", async () => {
  const path = write("null.pkr.hcl", nullTemplate.replace("echo in the middle", "echo in the middle; sleep 1"));
  const build = startBuild(stage, path);
  await build.says(/^ +null\.small: in the middle/m);
  expect(stage.supervisors()).toEqual([]);
  expect(await build.ended).toBe(0);
});

test("a supervisor that is killed has a successor", async () => {
  const build = startBuild(stage, chrootTemplate(...slow));
  await build.says("in the middle");
  const [first] = stage.supervisors();
  sendSignal(first ?? 0, "SIGKILL");
  const another = () => stage.supervisors().find((pid) => pid !== first);
  await waitUntil(() => another() !== undefined, { timeoutMs: 10_000, what: "another supervisor" });
  build.signal("SIGKILL");
  await ended(build);
  await nothingIsLeft(stage, before);
});

test("without a shell the build goes on, and the log warns", async () => {
  const log = join(stage.folder, "log");
  const shell = (await runCommand("readlink", ["-f", "/bin/sh"])).stdout.trim();
  const words = ["unshare", "--mount", "sh", "-c", `mount --bind /dev/null ${shell} && exec "$0" "$@"`];
  const path = write(
    "discard.pkr.hcl",
    `source "docker" "small" {\n  image   = "${image}"\n  pull    = false\n  discard = true\n}\n\nbuild {\n  sources = ["source.docker.small"]\n}\n`,
  );
  const result = await runCommand(words[0] ?? "", [...words.slice(1), process.execPath, ingot, "build", path], {
    cwd: stage.work,
    env: { ...stage.env, PACKER_LOG: "1", PACKER_LOG_PATH: log },
  });
  expect(result.code).toBe(0);
  expect(readFileSync(log, "utf8")).toMatch(
    /\[WARN\] supervisor: No supervisor watches over this run \(.*EACCES.*\)\. If the run is killed, remove what it leaves with: ingot cleanup -run=[a-z0-9]{10}/,
  );
  expect(await leftovers()).toEqual([]);
});

test("a clean-up in the background that fails says why to the next build, and to the next clean-up", async () => {
  const flag = join(stage.folder, "engine-is-gone");
  const broken = withProgram(
    "docker",
    `if [ -e ${flag} ]; then echo "the engine is gone" >&2; exit 1; fi; PATH=$REAL_PATH exec docker "$@"`,
  );
  const build = startBuild(broken, dockerTemplate(...slow));
  await build.says("in the middle");
  writeFileSync(flag, "");
  build.signal("SIGKILL");
  await ended(build);
  await waitUntil(() => stage.supervisors().length === 0, { timeoutMs: 30_000, what: "the clean-up to give up" });

  const next = startBuild(broken, write("null.pkr.hcl", nullTemplate));
  expect(await next.ended).toBe(0);
  expect(next.output()).toMatch(
    /^A build that died has left 1 thing behind\. Remove with: ingot cleanup\nThe last clean-up could not remove it: container [0-9a-f]{12}: .*the engine is gone/m,
  );
  const failed = await clean(broken);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(
    /^Could not remove container [0-9a-f]{12}: (?:.*\n)*?.*the engine is gone(?:.*\n)+?Run ([a-z0-9]{10}) stays in the journal\. Mend the reason, then run: ingot cleanup -run=\1\n$/,
  );
  rmSync(flag);
  expect((await clean(broken)).code).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a second Ctrl-C in a slow clean-up ends the build at once, and the clean-up goes on in the background", async () => {
  const flag = join(stage.folder, "removing");
  const sluggish = withProgram(
    "docker",
    `if [ "$1" = rm ]; then touch ${flag}; sleep 2; fi; PATH=$REAL_PATH exec docker "$@"`,
  );
  const terminal = await openTerminal(sluggish, [ingot, "build", dockerTemplate("echo in the middle", "sleep 1000")]);
  try {
    await terminal.shows(/in the middle/);
    await terminal.type("C-c");
    await terminal.shows(/Cancelling build after receiving interrupt/);
    await waitUntil(() => existsSync(flag), { timeoutMs: 30_000, what: "the clean-up to remove the container" });
    await terminal.type("C-c");
    expect(await terminal.ended()).toBe("1");
    const screen = await terminal.screen();
    expect(screen).toMatch(
      /Stopped at once\.\nThis is left, and is being removed in the background:\n {2}container [0-9a-f]{12}\n( {2}.*\n)*To see what came of it, or to try again: ingot cleanup -run=[a-z0-9]{10}\n/,
    );
    const run = /-run=([a-z0-9]{10})/.exec(screen)?.[1] ?? "";
    // Whoever looks meanwhile is told, and disturbs nothing.
    const next = startBuild(sluggish, write("null.pkr.hcl", nullTemplate));
    expect(await next.ended).toBe(0);
    expect(next.output()).not.toContain("behind");
    await nothingIsLeft(stage, before);
    const after = await clean(stage, `-run=${run}`);
    expect(after).toMatchObject({
      code: 0,
      stdout: `There is no run ${run}: it is cleaned up already, or that is not its id.\n`,
    });
  } finally {
    await terminal.close();
  }
});

test("two builds do not share an output folder, not even by force, and the second is told who has it", async () => {
  const first = startBuild(stage, chrootTemplate("echo in the middle", "while [ ! -e go ]; do sleep 0.1; done"));
  await first.says("in the middle");
  const run = readVariable(stage.supervisors()[0] ?? 0, "INGOT_SUPERVISOR");
  for (const flags of [[], ["-force"]]) {
    const second = startBuild(stage, chrootTemplate("echo in the second"), flags);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain("Output directory exists: out");
    expect(second.output()).toContain(
      `Run ${run}, which is going on as process ${toolOf(stage)}, makes its image there.`,
    );
  }
  writeFileSync(join(stage.work, "go"), "");
  expect(await first.ended).toBe(0);
  expect(readdirSync(join(stage.work, "out"))).toEqual(["small.raw"]);
  rmSync(join(stage.work, "out"), { recursive: true });
  rmSync(join(stage.work, "go"));
  expect(await leftovers()).toEqual([]);
});

test("a folder of a build that has just died is waited for; one that nobody cleans up says whose it is", async () => {
  const killed = startBuild(stage, chrootTemplate(...slow));
  await killed.says("in the middle");
  killed.signal("SIGKILL");
  await ended(killed);
  const next = startBuild(stage, chrootTemplate("echo in the next"));
  expect(await next.ended, next.output()).toBe(0);
  rmSync(join(stage.work, "out"), { recursive: true });

  const alone = startBuild(stage, chrootTemplate(...slow));
  await alone.says("in the middle");
  const supervisors = stage.supervisors();
  const run = readVariable(supervisors[0] ?? 0, "INGOT_SUPERVISOR");
  for (const pid of supervisors) sendSignal(pid, "SIGSTOP");
  alone.signal("SIGKILL");
  for (const pid of supervisors) sendSignal(pid, "SIGKILL");
  await ended(alone);
  const refused = startBuild(stage, chrootTemplate("echo in the next"));
  expect(await refused.ended).toBe(1);
  expect(refused.output().replaceAll(/\s+/g, " ")).toContain(
    `It was left by run ${run}, which died; this removes all that is left of that: ingot cleanup -run=${run}`,
  );
  const dry = await clean(stage, "-dry-run", `-run=${run}`);
  expect(dry.stdout).toContain(`Would remove output directory ${join(stage.work, "out")} (run ${run})\n`);
  expect((await clean(stage, `-run=${run}`)).code).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a build in a build: when the outer one dies, the inner one is cleaned up after as well", async () => {
  const inner = dockerTemplate("echo inside", "sleep 1000");
  const build = startBuild(stage, chrootTemplate(`${ingot} build ${inner}`));
  await build.says("inside");
  expect(stage.supervisors()).toHaveLength(2);
  sendSignal(toolOf(stage), "SIGKILL");
  await ended(build);
  await nothingIsLeft(stage, before);
});

test("what is gone for good is forgotten, after that was asked", async () => {
  const build = startBuild(stage, dockerTemplate(...slow));
  await build.says("in the middle");
  const supervisors = stage.supervisors();
  const run = readVariable(supervisors[0] ?? 0, "INGOT_SUPERVISOR") ?? "";
  for (const pid of supervisors) sendSignal(pid, "SIGSTOP");
  const alive = await clean(stage, "-forget", "-yes", `-run=${run}`);
  expect(alive).toMatchObject({ code: 1 });
  expect(alive.stdout).toContain(`Run ${run} was not touched: The run is going on, as process `);
  build.signal("SIGKILL");
  for (const pid of supervisors) sendSignal(pid, "SIGKILL");
  await ended(build);
  const [container] = (await leftovers()).flatMap((line) => /^\+ containers: (\S+)/.exec(line)?.[1] ?? []);
  const unsure = await clean(stage, "-forget", `-run=${run}`);
  expect(unsure.code).toBe(1);
  expect(unsure.stdout).toContain("Nobody can be asked here whether that is right: add -yes.\n");
  const sure = await clean(stage, "-forget", "-yes", `-run=${run}`);
  expect(sure.code).toBe(0);
  expect(sure.stdout).toMatch(
    /nobody will remove once it is forgotten:\n {2}temporary files .*\n {2}container [0-9a-f]{12}\n/,
  );
  expect(readdirSync(join(stage.state, "runs"))).toEqual([]);
  // Nothing else was touched, and that is this test's to remove now.
  await runCommand("docker", ["rm", "--force", container ?? ""], { env: { DOCKER_HOST: dockerHost } });
  for (const name of readdirSync(stage.temp)) rmSync(join(stage.temp, name), { recursive: true });
  for (const { pid } of listProcesses()) if (readVariable(pid, "INGOT_RUN") === run) sendSignal(pid, "SIGKILL");
  await nothingIsLeft(stage, before);
});
