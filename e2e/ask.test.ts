// Builds that wait for a person, as she sees them: -debug, -on-error=ask and breakpoints in a pseudo-terminal, with every answer, and what
// is left behind it.

import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { compareInventories, currentEnvironment, type Inventory, runCommand, startSshd } from "./environment/index.ts";
import { ingot, type Stage, setUpStage } from "./kill/stage.ts";
import { startBuild } from "./start-build.ts";
import { type OpenTerminal, openTerminal } from "./terminal/open-terminal.ts";

const { archives, dockerHost } = currentEnvironment();
const image = `ask-base:${randomUUID()}`;

let stage: Stage;
let before: Inventory;
let terminal: OpenTerminal | undefined;

const docker = async (...args: string[]) =>
  (await runCommand("docker", args, { env: { DOCKER_HOST: dockerHost } })).stdout;

beforeAll(() => docker("import", archives.busybox, image));
afterAll(() => docker("rmi", image));

beforeEach(async () => {
  stage = setUpStage(dockerHost);
  before = await stage.inventory();
});

afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
  expect(await leftovers()).toEqual([]);
  expect(stage.remove(), "the journal is empty at the end").toBe(true);
});

const leftovers = async () => compareInventories(before, await stage.inventory());

const template = () => join(stage.folder, "t.pkr.hcl");

function write(text: string): void {
  writeFileSync(template(), text);
}

const nullSource = (name: string) => `source "null" "${name}" {\n  communicator = "none"\n}\n`;
const dockerSource = (settings = "discard = true") =>
  `source "docker" "web" {\n  image = "${image}"\n  pull = false\n  ${settings}\n}\n`;

function script(type: "shell" | "shell-local", ...lines: string[]): string {
  return `  provisioner "${type}" {\n    inline = ${JSON.stringify(lines)}\n  }\n`;
}

const cleanup = '  error-cleanup-provisioner "shell-local" {\n    inline = ["echo cleanup provisioner"]\n  }\n';

function block(sources: readonly string[], ...parts: string[]): string {
  return `build {\n  sources = ${JSON.stringify(sources)}\n${parts.join("")}}\n`;
}

/** Runs a command line in a terminal; "$1" is the program, "$2" the template. */
function openShell(line: string): OpenTerminal {
  terminal = openTerminal(["sh", "-c", line, "sh", ingot, template()], {
    columns: 200,
    rows: 60,
    cwd: stage.work,
    env: { ...process.env, ...stage.env, TERM: "xterm-256color", NO_COLOR: "1", CI: undefined },
  });
  return terminal;
}

const openBuild = (...flags: string[]) => openShell(`exec "$1" build -progress=plain ${flags.join(" ")} "$2"`);

/** What stands on the terminal, without what differs from run to run. */
function lines({ see }: OpenTerminal): readonly string[] {
  return see.text().map((line) =>
    line
      .replace(/shell script: \S+/, "shell script: SCRIPT")
      .replace(/after \d+ .*?second[^:.]*/, "after TIME")
      .replaceAll(/[0-9a-f]{64}/g, "CONTAINER")
      .replaceAll(/-run=[a-z0-9]{10}/g, "-run=RUN"),
  );
}

const question =
  "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?";
const asks = /\[r\] retry step \(build may fail even if retry succeeds\)\? $/;
const failure = "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]";

/** Waits until the prompt stands where the person types. */
async function asked(open: OpenTerminal, prompt: RegExp, times = 1): Promise<void> {
  const all = new RegExp(`(?:${prompt.source.replace(/ \$$/, "")}[\\s\\S]*){${times}}`);
  await expect.poll(() => all.test(open.see.text().join("\n")), { timeout: 60_000, interval: 20 }).toBe(true);
}

const enter = "\r";
const [ctrlC, ctrlD] = ["\u0003", "\u0004"];

const afterQuestion: readonly [string, readonly string[], readonly string[]][] = [
  ["c", [`c${enter}`], ["CLEANED"]],
  ["C, and more words", [`Clean up, please${enter}`], ["CLEANED"]],
  ["enter alone", [enter], ["CLEANED"]],
  [
    "nonsense",
    [`what?${enter}`, `c${enter}`],
    ['==> null.a: Incorrect input: "what?"', `==> null.a: ${question} c`, "CLEANED"],
  ],
  ["the end of the input", [ctrlD], ["CLEANED"]],
  ["Ctrl-C", [ctrlC], ["Cancelling build after receiving interrupt", "CLEANED"]],
  [
    "a",
    [`a${enter}`],
    [
      `==> null.a: ${failure}`,
      '==> null.a: Step "StepProvision" failed, aborting...',
      '==> null.a: aborted: skipping cleanup of step "StepConnect"',
    ],
  ],
];

test.each(afterQuestion)("after a failed step, the answer is %s", async (_, keys, expected) => {
  write(nullSource("a") + block(["null.a"], script("shell-local", "echo tried", "exit 3"), cleanup));
  const open = openBuild("-on-error=ask");
  for (const [index, key] of keys.entries()) {
    await asked(open, asks, index + 1);
    open.type(key);
  }
  expect(await open.ended()).toBe(1);
  const seen = lines(open);
  const [first = "", ...rest] = expected;
  expect(seen.slice(0, 4)).toEqual([
    "==> null.a: Running local shell script: SCRIPT",
    "    null.a: tried",
    `==> null.a: ${failure}`,
    '==> null.a: Step "StepProvision" failed',
  ]);
  expect(seen[4]).toMatch(new RegExp(`^==> null.a: ${question.replaceAll(/[[\]()?]/g, "\\$&")}`));
  const cleaned = [
    "==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...",
    "==> null.a: Running local shell script: SCRIPT",
    "    null.a: cleanup provisioner",
  ];
  const wanted = [first, ...rest].flatMap((line) => (line === "CLEANED" ? cleaned : [line]));
  expect(seen.slice(5, 6 + wanted.length)).toEqual([...wanted, `Build 'null.a' errored after TIME: ${failure}`]);
  const isInterrupted = keys.includes(ctrlC);
  expect(seen.includes("Cleanly cancelled builds after being interrupted.")).toBe(isInterrupted);
});

test("a container stays after a, until it is asked for by name, and goes after c", async () => {
  write(dockerSource() + block(["docker.web"], script("shell", "exit 3")));
  const aborted = openBuild("-on-error=ask");
  await asked(aborted, asks);
  // Whoever is asked may look first.
  const way = /^ {4}docker\.web: (docker exec -it ([0-9a-f]{64}) \/bin\/sh)$/m.exec(aborted.see.text().join("\n"));
  expect(await docker("exec", way?.[2] ?? "", "echo", "inside")).toBe("inside\n");
  aborted.type(`a${enter}`);
  expect(await aborted.ended()).toBe(1);
  const run = /^Run this to remove it: ingot cleanup (-kept -run=[a-z0-9]{10})$/m.exec(aborted.see.text().join("\n"));
  expect(run).not.toBeNull();
  expect((await leftovers()).filter((line) => line.startsWith("+ containers"))).toHaveLength(1);
  await runCommand(ingot, ["cleanup", ...(run?.[1] ?? "").split(" ")], { cwd: stage.work, env: stage.env });
  expect(await leftovers()).toEqual([]);
  await aborted.close();

  const cleaned = openBuild("-on-error=ask");
  await asked(cleaned, asks);
  cleaned.type(`c${enter}`);
  expect(await cleaned.ended()).toBe(1);
  expect(lines(cleaned)).toContain("==> docker.web: Killing the container: CONTAINER");
});

test("a step that fails twice and then succeeds is a success; the steps before it are not run again", async () => {
  const tries = ["echo x >> /tmp/tries", "echo try $(wc -l < /tmp/tries)", "[ $(wc -l < /tmp/tries) -ge 3 ] || exit 3"];
  write(dockerSource() + block(["docker.web"], script("shell", "echo first"), script("shell", ...tries), cleanup));
  const open = openBuild("-on-error=ask");
  for (const time of [1, 2]) {
    await asked(open, asks, time);
    open.type(`r${enter}`);
  }
  expect(await open.ended()).toBe(0);
  const seen = lines(open);
  const count = (text: string) => seen.filter((line) => line.includes(text)).length;
  expect(["first", "try 1", "try 2", "try 3"].map((text) => count(`docker.web: ${text}`))).toEqual([3, 1, 1, 1]);
  expect([count("Starting docker container"), count("cleanup provisioner"), count("finished after")]).toEqual([
    1, 0, 1,
  ]);
});

test("what a failed step has left half done is undone before it is tried again", async () => {
  write(dockerSource('export_path = "out/image.tar"') + block(["docker.web"], script("shell", "echo provisioned")));
  // A folder cannot be made where a file is.
  writeFileSync(join(stage.work, "out"), "");
  const open = openBuild("-on-error=ask");
  await asked(open, asks);
  rmSync(join(stage.work, "out"));
  open.type(`r${enter}`);
  expect(await open.ended(), open.see.text().join("\n")).toBe(0);
  expect(lines(open).filter((line) => /docker\.web: (provisioned|Exporting)/.test(line))).toEqual([
    "    docker.web: provisioned",
    "==> docker.web: Exporting the container",
    "==> docker.web: Exporting the container",
  ]);
  expect(existsSync(join(stage.work, "out", "image.tar"))).toBe(true);
  rmSync(join(stage.work, "out"), { recursive: true });
});

test("builds that fail together ask one after another, and nothing is written between a question and its answer", async () => {
  write(
    nullSource("a") +
      nullSource("b") +
      nullSource("c") +
      block(
        ["null.a", "null.b", "null.c"],
        `  provisioner "shell-local" {\n    except = ["null.c"]\n    inline = ["exit 3"]\n  }\n`,
        `  provisioner "shell-local" {\n    only = ["null.c"]\n    inline = ["touch begun", "while [ ! -e go ]; do sleep 0.05; done", "echo chatting", "touch said", "sleep 1"]\n  }\n`,
      ),
  );
  const open = openBuild("-on-error=ask");
  await asked(open, asks);
  await expect.poll(() => existsSync(join(stage.work, "begun")), { timeout: 60_000 }).toBe(true);
  writeFileSync(join(stage.work, "go"), "");
  await expect.poll(() => existsSync(join(stage.work, "said")), { timeout: 60_000 }).toBe(true);
  expect(open.see.text().join("\n")).not.toContain("chatting");
  open.type(`c${enter}`);
  await asked(open, asks, 2);
  open.type(`c${enter}`);
  expect(await open.ended()).toBe(1);
  const questions = lines(open).filter((line) => line.includes("[c] Clean up"));
  expect(questions.toSorted()).toEqual([`==> null.a: ${question} c`, `==> null.b: ${question} c`]);
  expect(lines(open)).toContain("    null.c: chatting");
  expect(lines(open).filter((line) => line.startsWith("Build "))).toHaveLength(3);
  for (const name of ["begun", "go", "said"]) rmSync(join(stage.work, name));
});

const pause = (name: string, what: string) => `==> ${name}: Pausing ${what}. Press enter to continue.`;

test("-debug stops at every step, provisioner and clean-up; a retry asks again, and only what failed runs again", async () => {
  write(
    nullSource("a") + block(["null.a"], script("shell-local", "[ -e tried ] || { touch tried; exit 3; }"), cleanup),
  );
  const open = openBuild("-debug", "-on-error=ask");
  const expected = [
    "Debug mode enabled. Builds will not be parallelized.",
    pause("null.a", "after run of step 'StepConnect'"),
    pause("null.a", "before the next provisioner "),
    "==> null.a: Running local shell script: SCRIPT",
    `==> null.a: ${failure}`,
    '==> null.a: Step "StepProvision" failed',
    `==> null.a: ${question} r`,
    pause("null.a", "before the next provisioner "),
    "==> null.a: Running local shell script: SCRIPT",
    pause("null.a", "after run of step 'StepProvision'"),
    pause("null.a", "before cleanup of step 'StepProvision'"),
    pause("null.a", "before cleanup of step 'StepConnect'"),
    "Build 'null.a' finished after TIME.",
  ];
  let pauses = 0;
  for (const line of expected) {
    if (line.includes("[c]")) {
      await asked(open, asks);
      open.type(`r${enter}`);
    }
    if (!line.includes("Press enter")) continue;
    await asked(open, /Press enter to continue\./, ++pauses);
    open.type(enter);
  }
  expect(await open.ended()).toBe(0);
  expect(lines(open).slice(0, expected.length)).toEqual(expected);
  rmSync(join(stage.work, "tried"));
});

test("Ctrl-C at a pause ends the run with its clean-up, and no later pause asks", async () => {
  write(dockerSource() + block(["docker.web"], script("shell", "echo not reached")));
  const open = openBuild("-debug");
  for (const time of [1, 2, 3]) {
    await asked(open, /Press enter to continue\./, time);
    open.type(enter);
  }
  await asked(open, /after run of step 'StepRun'/);
  open.type(ctrlC);
  expect(await open.ended()).toBe(1);
  const seen = lines(open);
  expect(seen).toContain("Cancelling build after receiving interrupt");
  expect(seen).toContain("Cleanly cancelled builds after being interrupted.");
  expect(seen.filter((line) => line.includes("Press enter"))).toHaveLength(4);
});

test("-debug prints the command that leads into a machine reached by SSH, and it does", async () => {
  const key = join(stage.folder, "key");
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const authorizedKeys = [readFileSync(`${key}.pub`, "utf8")];
  const server = await startSshd({ user: "builder", authorizedKeys });
  const bastion = await startSshd({ user: "gate", authorizedKeys });
  try {
    write(`source "null" "web" {
  ssh_host             = "${server.host}"
  ssh_port             = ${server.port}
  ssh_username         = "builder"
  ssh_private_key_file = "${key}"
  ssh_bastion_host     = "${bastion.host}"
  ssh_bastion_port     = ${bastion.port}
  ssh_bastion_username = "gate"
}
${block(["null.web"], script("shell", "echo provisioned"))}`);
    const open = openBuild("-debug");
    await asked(open, /after run of step 'StepConnect'\. Press enter to continue\./);
    const command = /^ {4}null\.web: (ssh .*)$/m.exec(open.see.text().join("\n"))?.[1] ?? "";
    expect((await runCommand("sh", ["-c", `${command} id -un`])).stdout).toBe("builder\n");
    for (let time = 1; time <= 5; time++) {
      open.type(enter);
      if (time < 5) await asked(open, /Press enter to continue\./, time + 1);
    }
    expect(await open.ended(), open.see.text().join("\n")).toBe(0);
    expect(lines(open).filter((line) => line === `    null.web: ${command}`)).toHaveLength(5);
  } finally {
    await server.stop();
    await bastion.stop();
  }
});

test("-debug leads into a chroot, too", async () => {
  write(`source "local-chroot" "disk" {
  from_scratch        = true
  disk_size           = "24M"
  mount_path          = "${stage.mounts}/{{.Device}}"
  pre_mount_commands  = ["echo start=1MiB | sfdisk --quiet --label gpt {{.Device}}", "mkfs.ext4 -q {{.Device}}p1"]
  post_mount_commands = ["tar -C {{.MountPath}} -xf ${archives.busybox}"]
}
${block(["local-chroot.disk"], script("shell", "exit 3"))}`);
  const open = openBuild("-on-error=ask");
  await asked(open, asks);
  const command = /^ {4}local-chroot\.disk: (chroot .*)$/m.exec(open.see.text().join("\n"))?.[1] ?? "";
  expect((await runCommand("sh", ["-c", `echo 'busybox | head -n 1' | ${command}`])).stdout).toMatch(/^BusyBox v/);
  open.type(`c${enter}`);
  expect(await open.ended()).toBe(1);
});

test("a container that dies while its build waits at a pause is told of over the question, which stays", async () => {
  write(dockerSource() + block(["docker.web"], script("shell", "echo not reached")));
  const open = openBuild("-debug");
  const prompt = "Pausing after run of step 'StepConnect'. Press enter to continue.";
  for (let time = 1; !open.see.text().join("\n").includes(prompt); time++) {
    await asked(open, /Press enter to continue\./, time);
    if (!open.see.text().join("\n").includes(prompt)) open.type(enter);
  }
  const id = /Container ID: ([0-9a-f]{64})/.exec(open.see.text().join("\n"))?.[1] ?? "";
  await docker("kill", id);
  await open.shows(
    /stopped while the build still needed it: its command was ended by SIGKILL[\s\S]*'StepConnect'\. Press enter to continue\./,
  );
  open.type(enter);
  await expect
    .poll(
      () => {
        if (/Press enter to continue\.\s*$/.test(open.see.text().join("\n"))) open.type(enter);
        return open.see.text().some((line) => line.startsWith("==> Wait completed"));
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe(true);
  expect(await open.ended()).toBe(1);
  expect(lines(open).join("\n")).not.toContain("not reached");
});

test("a question reaches the terminal also when input and output are somewhere else", async () => {
  write(nullSource("a") + block(["null.a"], script("shell-local", "[ -e tried ] || { touch tried; exit 3; }")));
  const open = openShell('echo nothing | "$1" build -on-error=ask "$2" > out');
  await open.shows(/^==> null\.a: \[c\] Clean up/m);
  open.type(`r${enter}`);
  expect(await open.ended()).toBe(0);
  const out = readFileSync(join(stage.work, "out"), "utf8");
  expect(out).toMatch(/Step "StepProvision" failed\n==> null\.a: Running local shell script/);
  expect(out).not.toContain("[c] Clean up");
  for (const name of ["out", "tried"]) rmSync(join(stage.work, name));
});

test("an Enter from before is no answer; a letter is", async () => {
  const waiting = ["touch begun", "while [ ! -e go ]; do sleep 0.05; done", "exit 3"];
  write(nullSource("a") + block(["null.a"], script("shell-local", ...waiting)));
  const open = openBuild("-on-error=ask");
  await expect.poll(() => existsSync(join(stage.work, "begun")), { timeout: 60_000 }).toBe(true);
  open.type(`${enter}${enter}a${enter}`);
  await open.shows(/\n\na\n/);
  writeFileSync(join(stage.work, "go"), "");
  expect(await open.ended()).toBe(1);
  expect(lines(open)).toContain('==> null.a: Step "StepProvision" failed, aborting...');
  for (const name of ["begun", "go"]) rmSync(join(stage.work, name));
});

test("a breakpoint waits for Enter, and says the way in", async () => {
  write(
    dockerSource() +
      block(["docker.web"], '  provisioner "breakpoint" {\n    note = "look"\n  }\n', script("shell", "echo on")),
  );
  const open = openBuild();
  await asked(open, /Press enter to continue\./);
  expect(lines(open).slice(-4)).toEqual([
    '==> docker.web: Pausing at breakpoint provisioner with note "look".',
    "==> docker.web: To get into the machine from another terminal:",
    "    docker.web: docker exec -it CONTAINER /bin/sh",
    "==> docker.web: Press enter to continue.",
  ]);
  open.type(enter);
  expect(await open.ended()).toBe(0);
});

test("the live view gives way to a question, and comes back", async () => {
  write(nullSource("a") + block(["null.a"], script("shell-local", "[ -e tried ] || { touch tried; exit 3; }")));
  const open = openShell('exec "$1" build -progress=tty -debug -on-error=ask "$2"');
  for (const time of [1, 2]) {
    await asked(open, /Press enter to continue\./, time);
    open.type(enter);
  }
  await asked(open, asks);
  open.type(`r${enter}`);
  for (const time of [3, 4, 5, 6]) {
    await asked(open, /Press enter to continue\./, time);
    open.type(enter);
  }
  expect(await open.ended(), open.see.text().join("\n")).toBe(0);
  expect(lines(open)).toContain(`==> null.a: ${question} r`);
  rmSync(join(stage.work, "tried"));
});

test("nobody is asked for a program that reads the output, nor without a terminal", async () => {
  write(nullSource("a") + block(["null.a"], script("shell-local", "exit 3")));
  for (const flag of ["-machine-readable", "-json"]) {
    const open = openShell(`exec "$1" build ${flag} -debug -on-error=ask "$2"`);
    expect(await open.ended()).toBe(1);
    expect(open.received()).not.toContain("==> null.a: [c]");
    await open.close();
  }
  const options = { cwd: stage.work, env: stage.env };
  const alone = startBuild(template(), ["-debug", "-on-error=ask"], options);
  expect(await alone.ended).toBe(1);
  expect(alone.output()).not.toMatch(/\[c\]|Press enter/);
  write(nullSource("a") + block(["null.a"], '  provisioner "breakpoint" {}\n'));
  const stopped = startBuild(template(), [], options);
  expect(await stopped.ended).toBe(1);
  expect(stopped.output()).toContain("Run the build at a terminal, or set disable = true");
});
