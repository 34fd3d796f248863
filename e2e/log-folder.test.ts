// -log-dir: what its files have while a build goes on, when it is killed, and when there is no room for them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand, waitUntil } from "./environment/index.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (words: readonly string[]) =>
  runCommand(ingot, words, { cwd: folder, mayFail: true, env: { INGOT_STATE_DIR: join(folder, ".state") } });
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;

function write(inline: string, names: readonly string[] = ["a"]): void {
  const builders = names.map((name) => ({ type: "null", name, communicator: "none" }));
  const template = {
    variables: { password: "hunter2 hunter2" },
    "sensitive-variables": ["password"],
    builders,
    provisioners: [{ type: "shell-local", inline: [inline] }],
  };
  writeFileSync(join(folder, "t.json"), JSON.stringify(template));
}

test("a file for each build and one for the run, for the owner only, without secrets; the files of the run before are kept", async () => {
  write("echo out; echo err >&2; echo {{user `password`}}; printf '\\033[31mred\\033[0m\\n'", ["x/y", "run"]);
  expect((await run(["build", "-log-dir=deep/logs", "t.json"])).code).toBe(0);
  expect(readdirSync(join(folder, "deep/logs")).sort()).toEqual(["null.run.log", "null.x_y.log", "run.log"].sort());
  const log = read("deep/logs/null.x_y.log");
  for (const line of log.split("\n").slice(0, -1))
    expect(line).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z| {24}) /);
  expect(log).toMatch(/Z stdout {6}out\n/);
  expect(log).toMatch(/Z stderr {6}err\n/);
  expect(log).toMatch(/Z stdout {6}<sensitive>\n/);
  expect(log).toMatch(/Z stdout {6}red\n/);
  expect(log).not.toContain("hunter2");
  expect(read("deep/logs/run.log")).toMatch(/t\.json sha256:[0-9a-f]{64}/);
  expect([modeOf("deep/logs"), modeOf("deep/logs/null.x_y.log"), modeOf("deep/logs/run.log")]).toEqual([
    0o700, 0o600, 0o600,
  ]);
  expect((await run(["build", "-log-dir=deep/logs", "t.json"])).code).toBe(0);
  expect(read("deep/logs/null.x_y.log.old")).toBe(log);
});

test("what is wrong with a template stands in the file of the run; a folder that cannot be made is an error before that", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), "source {\n");
  expect((await run(["build", "-log-dir=logs", "t.pkr.hcl"])).code).toBe(1);
  expect(read("logs/run.log")).toContain("on t.pkr.hcl line 1");
  const refused = await run(["build", "-log-dir=t.pkr.hcl/logs", "nothing"]);
  expect([refused.code, refused.stdout]).toEqual([
    1,
    `Error: Could not make the folder for logs

-log-dir names "t.pkr.hcl/logs": not a directory. Name a folder that can be
written to, or leave the flag out.

`,
  ]);
});

test("a line is there while the build goes on, and after kill -9", async () => {
  write("echo ready; sleep 600");
  const child = spawn(ingot, ["build", "-log-dir=logs", "t.json"], {
    cwd: folder,
    env: { ...process.env, INGOT_STATE_DIR: join(folder, ".state") },
    stdio: "ignore",
  });
  const log = join(folder, "logs/null.a.log");
  await waitUntil(() => existsSync(log) && readFileSync(log, "utf8").includes(" ready\n"), {
    timeoutMs: 60_000,
    what: "the line in the log",
  });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(readFileSync(log, "utf8")).toContain("provisioner shell-local (1 of 1) begins");
  await waitUntil(async () => (await run(["cleanup"])).stdout.includes("Nothing is left"), {
    timeoutMs: 60_000,
    what: "a clean-up that leaves nothing",
  });
});

test("a full disk does not end the build, and is said once", async () => {
  write(
    "seq -f %090g 1000; until [ $(df --output=avail small | tail -n 1) -eq 0 ]; do sleep 0.1; done; rm small/filler; echo end",
  );
  mkdirSync(join(folder, "small"));
  await runCommand("mount", ["-t", "tmpfs", "-o", "size=256k", "none", join(folder, "small")]);
  try {
    writeFileSync(join(folder, "small/filler"), Buffer.alloc(200_000));
    const { code, stdout } = await run(["build", "-log-dir=small", "t.json"]);
    expect(code).toBe(0);
    expect(stdout.split("Some of the log could not be written").length).toBe(2);
    expect(read("small/null.a.log")).toMatch(/\n\.\.\. \d+ lines are missing here: they could not be written \.\.\.\n/);
    expect(read("small/null.a.log")).toMatch(/Z stdout {6}end\n/);
  } finally {
    await runCommand("umount", [join(folder, "small")]);
  }
});
