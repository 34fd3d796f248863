import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesWith } from "@ingot/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Supervisor } from "./supervisor.ts";

let folder: string;
let run: string;
let warnings: string[];
const open: Supervisor[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "supervisor-")));
  run = `sup${process.pid}x${Math.random().toString(36).slice(2, 8)}`;
  warnings = [];
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((supervisor) => supervisor.dismiss()));
  rmSync(folder, { recursive: true, force: true });
});

const cleanedUp = () => join(folder, "cleaned-up");
const found = () => processesWith("INGOT_SUPERVISOR", run);

function watch(command: readonly string[] = ["/bin/sh", "-c", `env > ${cleanedUp()}`]): Supervisor {
  const warn = (text: string) => void warnings.push(text);
  const supervisor = new Supervisor(run, folder, { command: () => command, warn });
  open.push(supervisor);
  return supervisor;
}

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 500) throw new Error("It did not come to pass");
    await sleep(20);
  }
}

/** Starts a supervisor in a process of its own, and kills that process. `before` runs in it. */
async function killWatched(command: readonly string[], before = ""): Promise<void> {
  const module = new URL("./supervisor.ts", import.meta.url).pathname;
  const program = `
    const { Supervisor } = await import(${JSON.stringify(module)});
    process.env.INGOT_RUN = "run";
    process.env.PKR_VAR_password = "hunter2";
    new Supervisor(${JSON.stringify(run)}, ${JSON.stringify(folder)}, { command: () => ${JSON.stringify(command)}, warn: () => {} }).ensure();
    ${before}
    console.log("watched");
    setInterval(() => {}, 1000);`;
  const flags = ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", program];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await once(child.stdout, "data");
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await once(child, "exit");
}

test("a supervisor waits in a session of its own, at the root, with nothing in its hands, and goes when told", async () => {
  const supervisor = watch();
  supervisor.ensure();
  supervisor.ensure();
  const [pid, ...others] = await found();
  expect(others).toEqual([]);
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) /, "").split(" ");
  expect(stat[3]).toBe(String(pid));
  expect(readlinkSync(`/proc/${pid}/cwd`)).toBe("/");
  expect(readlinkSync(`/proc/${pid}/fd/1`)).toBe("/dev/null");
  expect(readlinkSync(`/proc/${pid}/fd/2`)).toBe("/dev/null");
  expect(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")).toEqual(
    expect.arrayContaining(["ingot-supervisor", run]),
  );
  expect(supervisor.isThere).toBe(true);
  await supervisor.dismiss();
  expect(await found()).toEqual([]);
  expect(existsSync(cleanedUp())).toBe(false);
});

test.each(["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const)(
  "%s, which everybody gets, does not end it",
  async (name) => {
    const supervisor = watch();
    supervisor.ensure();
    // The shell sets its traps after it has begun.
    await sleep(100);
    const [pid] = await found();
    process.kill(pid ?? 0, name);
    await sleep(50);
    expect(await found()).toEqual([pid]);
  },
);

test("when the run is killed the clean-up begins, without what only the run needed", async () => {
  await killWatched(["/bin/sh", "-c", `env > ${cleanedUp()}.new; mv ${cleanedUp()}.new ${cleanedUp()}`]);
  await until(() => existsSync(cleanedUp()));
  const env = readFileSync(cleanedUp(), "utf8").split("\n");
  expect(env).toContain(`INGOT_SUPERVISOR=${run}`);
  expect(env).toContain(`INGOT_STATE_DIR=${folder}`);
  expect(env.filter((line) => /^(INGOT_RUN|PKR_VAR_)/.test(line))).toEqual([]);
  await until(async () => (await found()).length === 0);
});

test("a program of the run that outlives it does not hold the pipe", async () => {
  const mark = `${run}-child`;
  const start = `const { spawn } = await import("node:child_process");
    spawn("sleep", ["1000"], { stdio: "ignore", detached: true, env: { INGOT_TEST_MARK: ${JSON.stringify(mark)} } });`;
  await killWatched(["touch", cleanedUp()], start);
  await until(() => existsSync(cleanedUp()));
  const [survivor] = await processesWith("INGOT_TEST_MARK", mark);
  process.kill(survivor ?? 0, "SIGKILL");
});

test("what a clean-up says stays in the run's folder when it fails, and goes when it does not", async () => {
  const home = join(folder, "runs", run);
  await mkdir(home, { recursive: true });
  await killWatched(["/bin/sh", "-c", "echo so it went; exit 3"]);
  await until(async () => (await found()).length === 0);
  expect(readFileSync(join(home, "cleanup.log"), "utf8")).toBe("so it went\n");
  await killWatched(["/bin/sh", "-c", "echo so it went"]);
  await until(async () => (await found()).length === 0);
  expect(await readdir(home)).toEqual([]);
  await killWatched([join(folder, "not-there")]);
  await until(async () => (await found()).length === 0);
  expect(readFileSync(join(home, "cleanup.log"), "utf8")).toMatch(/not found/);
});

test("a clean-up that is itself killed begins anew", async () => {
  const tries = join(folder, "tries");
  await killWatched(["/bin/sh", "-c", `echo try >> ${tries}; [ $(wc -l < ${tries}) -gt 1 ] || kill -KILL $$`]);
  await until(async () => (await found()).length === 0);
  expect(readFileSync(tries, "utf8")).toBe("try\ntry\n");
});

test("with no room for what the clean-up says, it begins all the same", async () => {
  await writeFile(join(folder, "runs"), "a file in the way");
  await killWatched(["touch", cleanedUp()]);
  await until(() => existsSync(cleanedUp()));
  await until(async () => (await found()).length === 0);
});

test("one that is killed has a successor, but not for ever", { timeout: 60_000 }, async () => {
  const supervisor = watch();
  supervisor.ensure();
  const seen = new Set<number>();
  for (let turn = 0; turn < 6; turn++) {
    await until(async () => {
      // The next thing that is made does not wait for the pause to end.
      supervisor.ensure();
      return (await found()).some((pid) => !seen.has(pid));
    });
    for (const pid of await found()) {
      seen.add(pid);
      process.kill(pid, "SIGKILL");
    }
  }
  await until(() => warnings.length > 0);
  expect(seen.size).toBe(6);
  expect(warnings).toEqual([
    `No supervisor watches over this run (it was ended 6 times). If the run is killed, remove what it leaves with: ingot cleanup -run=${run}`,
  ]);
  supervisor.ensure();
  expect(supervisor.isThere).toBe(false);
});
