// Machines that die under a build: it is told at once, with what died and how, and not at the end of a timeout.

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { compareInventories, currentEnvironment, type Inventory, runCommand, startSshd } from "./environment/index.ts";
import { type Stage, setUpStage } from "./kill/stage.ts";
import { type RunningBuild, startBuild } from "./start-build.ts";

const { archives, dockerHost } = currentEnvironment();
const image = `machine-gone-base:${randomUUID()}`;

let stage: Stage;
let before: Inventory;

const docker = async (...args: string[]) =>
  (await runCommand("docker", args, { env: { DOCKER_HOST: dockerHost } })).stdout;

beforeAll(() => docker("import", archives.busybox, image));
afterAll(() => docker("rmi", image));

beforeEach(async () => {
  stage = setUpStage(dockerHost);
  before = await stage.inventory();
});

afterEach(async () => {
  expect(compareInventories(before, await stage.inventory())).toEqual([]);
  expect(stage.remove(), "the journal is empty at the end").toBe(true);
});

function build(settings: string, blocks: string, ...flags: string[]): RunningBuild {
  const path = join(stage.folder, "template.pkr.hcl");
  writeFileSync(
    path,
    `source "docker" "web" {
  image   = "${image}"
  pull    = false
  discard = true
${settings}
}
build {
  sources = ["docker.web"]
${blocks}
}
`,
  );
  return startBuild(path, flags, { cwd: stage.work, env: stage.env });
}

const waiting = `  provisioner "shell" {
    inline      = ["echo in the middle", "sleep 1000"]
    max_retries = 3
  }
  provisioner "shell" {
    inline = ["echo not reached"]
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["echo saving what can be saved"]
  }`;

const containerOf = (running: RunningBuild) => /Container ID: ([0-9a-f]{64})/.exec(running.output())?.[1] ?? "none";

/** What was said behind a line, without what differs from run to run. */
function saidBehind(running: RunningBuild, line: string): string {
  const text = running.output();
  return text
    .slice(text.indexOf(line) + line.length)
    .replaceAll(containerOf(running), "CONTAINER")
    .replaceAll(containerOf(running).slice(0, 12), "CONTAINER")
    .replaceAll(/shell script: \S+/g, "shell script: SCRIPT")
    .replaceAll(/after \d+ .*?second.*?(?=[:\n])/g, "after TIME");
}

test("a container that is killed", async () => {
  const running = build("", waiting);
  await running.says("docker.web: in the middle\n");
  await docker("kill", containerOf(running));
  expect(await running.ended).toBe(1);
  expect(saidBehind(running, "in the middle\n")).toMatchInlineSnapshot(`
    "==> docker.web: The container CONTAINER stopped while the build still needed it: its command was ended by SIGKILL (exit status 137). The last that it wrote:
    ==> docker.web:   BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)
    ==> docker.web:   Enter 'help' for a list of built-in commands.
    ==> docker.web: Provisioning step had errors: Running the cleanup provisioner, if present...
    ==> docker.web: Running local shell script: SCRIPT
        docker.web: saving what can be saved
    ==> docker.web: Killing the container: CONTAINER
    Build 'docker.web' errored after TIME: The container CONTAINER stopped while the build still needed it: its command was ended by SIGKILL (exit status 137). The last that it wrote:
      BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)
      Enter 'help' for a list of built-in commands.

    ==> Wait completed after TIME

    ==> Some builds didn't complete successfully and had errors:
    --> docker.web: The container CONTAINER stopped while the build still needed it: its command was ended by SIGKILL (exit status 137). The last that it wrote:
      BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)
      Enter 'help' for a list of built-in commands.

    ==> Builds finished but no artifacts were created.
    "
  `);
});

test("a container that is removed, in the events that a program reads", async () => {
  const running = build("", waiting, "-json");
  await running.says(/"line":"in the middle"/);
  await docker("rm", "--force", containerOf(running));
  expect(await running.ended).toBe(1);
  const events = running
    .output()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; reason?: string; outcome?: string; error?: string });
  const gone = events.filter(({ type }) => type === "machine-gone");
  expect(gone.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(
      /^The container [0-9a-f]{12} stopped while the build still needed it: it was removed by somebody/,
    ),
  ]);
  const order = events
    .map(({ type }) => type)
    .filter((type) => ["provisioner-start", "machine-gone", "provisioner-end"].includes(type));
  expect(order.slice(0, 3)).toEqual(["provisioner-start", "machine-gone", "provisioner-end"]);
  expect(events.find(({ type }) => type === "build-end")).toMatchObject({ outcome: "failed", error: gone[0]?.reason });
});

test("a container that ends while it is connected to, with what it wrote last", async () => {
  const running = build(
    `  communicator = "ssh"
  ssh_username = "root"
  ssh_password = "secret word"
  ssh_timeout  = "20m"
  run_command  = ["-d", "{{ .Image }}", "/bin/sh", "-c", "echo no room for keys; sleep 3; echo giving up; exit 7"]`,
    waiting,
  );
  expect(await running.ended).toBe(1);
  const text = running.output();
  expect(text).toContain("Waiting for SSH to become available...");
  expect(text).toContain(
    "its command ended with exit status 7. It must go on running until the build is done; see run_command",
  );
  expect(text).toContain("The last that it wrote:\n==> docker.web:   no room for keys\n==> docker.web:   giving up\n");
  expect(text).not.toContain("secret word");
});

test("a container that is paused for a while is not gone", async () => {
  const script = ["echo in the middle", "while [ ! -e /tmp/go ]; do sleep 0.1; done", "echo through"];
  const running = build("", `  provisioner "shell" {\n    inline = ${JSON.stringify(script)}\n  }`);
  await running.says("docker.web: in the middle\n");
  const id = containerOf(running);
  await docker("pause", id);
  await docker("unpause", id);
  await docker("exec", id, "touch", "/tmp/go");
  expect(await running.ended, running.output()).toBe(0);
  expect(running.output()).toContain("docker.web: through\n");
});

/** Does something to the server's process for our connection, from inside. */
const toOurServer = (signal: string) =>
  `for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = sshd ] && kill -${signal} "\${p#/proc/}" 2>/dev/null || true; done; sleep 1000`;

test.each([
  ["is killed", "KILL", /Script disconnected unexpectedly/],
  ["stops answering", "STOP", /Script disconnected unexpectedly \(Keepalive timeout\)/],
])("an SSH server that %s", async (_, signal, message) => {
  const folder = mkdtempSync(join(tmpdir(), "machine-gone-"));
  const server = await startSshd({ user: "builder", password: "let me in" });
  try {
    mkdirSync(join(folder, "work"));
    const path = join(folder, "template.pkr.hcl");
    writeFileSync(
      path,
      `source "null" "web" {
  ssh_host                = "${server.host}"
  ssh_port                = ${server.port}
  ssh_username            = "builder"
  ssh_password            = "let me in"
  ssh_keep_alive_interval = "100ms"
}
build {
  sources = ["null.web"]
  provisioner "shell" {
    inline              = [${JSON.stringify(toOurServer(signal)).replaceAll("${", () => "$${")}]
    start_retry_timeout = "10m"
    timeout             = "10m"
  }
}
`,
    );
    const running = startBuild(path, [], { cwd: folder, env: stage.env });
    expect(await running.ended).toBe(1);
    expect(running.output()).toMatch(message);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});
