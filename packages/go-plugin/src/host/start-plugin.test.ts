import { readFileSync } from "node:fs";
import { PluginFailure } from "@ingot/sdk";
import { expect, test } from "vitest";
import type { PluginProgram } from "./plugin-program.ts";
import { startPlugin } from "./start-plugin.ts";

const shell = (script: string): PluginProgram => ({
  path: "/bin/sh",
  args: () => ["-c", script],
  encoding: "protobuf",
});

/** Starts a program that is no plugin, and tells what is said of it, and how many of its processes are left. */
async function fail(program: PluginProgram, startTimeoutMs = 10_000) {
  const log: string[] = [];
  let pid = 0;
  const starting = startPlugin(
    program,
    "builder",
    "x",
    { env: {}, log: (line) => void log.push(line), startTimeoutMs, cancelTimeoutMs: 1000, runUuid: "u" },
    (child) => {
      pid = child.pid ?? 0;
    },
  );
  const error = await starting.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PluginFailure)) throw error;
  expect(() => readFileSync(`/proc/${pid}/stat`)).toThrow();
  return { summary: error.summary, detail: error.detail, log };
}

test("garbage", async () => {
  expect((await fail(shell("echo Welcome to my program; sleep 100"))).detail).toMatchInlineSnapshot(
    `"The program "/bin/sh" began with "Welcome to my program", which is no handshake of a plugin. It is no plugin of Packer, or a broken one: look what it writes when it is run by hand, or remove it."`,
  );
});

test("another version", async () => {
  expect((await fail(shell("echo '4|unix|/tmp/x'; sleep 100"))).detail).toMatchInlineSnapshot(
    `"The program "/bin/sh" speaks the API version 4, and only 5 is understood. It is made for an older Packer. Install a version of the plugin that has the API version x5.0."`,
  );
});

test("another machine", async () => {
  expect((await fail(shell("echo '5|0|tcp|192.0.2.1:80'; sleep 100"))).detail).toMatchInlineSnapshot(
    `"The program "/bin/sh" wants to be reached at "192.0.2.1:80", which is not on this machine. A plugin runs on this machine, and nothing is sent to another one. Remove it."`,
  );
});

test("a place where nobody is", async () => {
  expect((await fail(shell("echo '5|0|unix|/nowhere/at/all'; sleep 100"))).detail).toMatchInlineSnapshot(
    `"The program "/bin/sh" cannot be reached where it said: connect ENOENT /nowhere/at/all. Try again; if it stays so, tell who makes the plugin."`,
  );
});

test("nothing at all", async () => {
  expect((await fail(shell("sleep 100"), 300)).detail).toMatchInlineSnapshot(
    `"The program "/bin/sh" did not say within 0 seconds where it can be reached. Look whether it waits for something, or this machine is very busy; if it stays so, tell who makes the plugin."`,
  );
});

test("a line that never ends", async () => {
  expect(
    (await fail(shell("while :; do printf xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"))).detail,
  ).toMatchInlineSnapshot(
    `"The program "/bin/sh" wrote more than 8192 bytes where its handshake belongs, without an end of the line. It is no plugin of Packer, or a broken one: remove it."`,
  );
});

test("an end before the beginning, with what it wrote last", async () => {
  const { summary, detail, log } = await fail(shell("echo 'it is not configured' >&2; exit 3"));
  expect(summary).toBe("plugin exited unexpectedly");
  expect(detail).toMatchInlineSnapshot(`
    "sh ended with exit code 3 while it was started.
    The last lines of its log:
      it is not configured
    Look for another version of the plugin, or tell who makes it."
  `);
  expect(log).toEqual(["sh plugin: it is not configured"]);
});

test("a program that is not there", async () => {
  const program = { ...shell(""), path: "/nowhere/packer-plugin-x" };
  expect(await fail(program)).toMatchInlineSnapshot(`
    {
      "detail": "The program "/nowhere/packer-plugin-x": spawn /nowhere/packer-plugin-x ENOENT. It is not there any more, or what it needs to run is not: install the plugin again.",
      "log": [],
      "summary": "A plugin cannot be started",
    }
  `);
});

test("what a plugin finds in its environment", async () => {
  const names = "PACKER_PLUGIN_MAGIC_COOKIE PACKER_PLUGIN_MIN_PORT PACKER_PLUGIN_MAX_PORT PACKER_RUN_UUID MINE";
  const script = `for name in ${names}; do eval "echo $name=\\$$name" >&2; done; exit 1`;
  const log: string[] = [];
  const options = {
    log: (line: string) => void log.push(line),
    startTimeoutMs: 5000,
    cancelTimeoutMs: 1,
    runUuid: "u",
  };
  await startPlugin(shell(script), "builder", "x", {
    ...options,
    env: { MINE: "mine", PACKER_RUN_UUID: "given" },
  }).catch(() => undefined);
  expect(log).toEqual([
    "sh plugin: PACKER_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    "sh plugin: PACKER_PLUGIN_MIN_PORT=10000",
    "sh plugin: PACKER_PLUGIN_MAX_PORT=25000",
    "sh plugin: PACKER_RUN_UUID=given",
    "sh plugin: MINE=mine",
  ]);
});

test.each([
  [{}, "start builder --protobuf x"],
  [{ PACKER_FORCE_GOB: "1" }, "start builder x"],
  [{ PACKER_FORCE_GOB: "0" }, "start builder --protobuf x"],
])("its arguments under %j", async (env, wanted) => {
  const program: PluginProgram = {
    path: "/bin/sh",
    args: (kind, name) => ["-c", 'echo "$@" >&2', "sh", "start", kind, "--protobuf", name],
    encoding: "protobuf",
  };
  const log: string[] = [];
  const options = { env, log: (line: string) => void log.push(line), startTimeoutMs: 5000, cancelTimeoutMs: 1 };
  await startPlugin(program, "builder", "x", { ...options, runUuid: "u" }).catch(() => undefined);
  expect(log).toEqual([`sh plugin: ${wanted}`]);
});
