import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { describeOwner, judgeOwner, ownerTag, readOwnerTag } from "./owner.ts";

const self = await describeOwner();

test.each([
  ["ourselves", {}, "alive", false],
  ["a process that never was", { pid: 4_194_400 }, "dead", false],
  ["our number, but another start: the number was used again", { start: "1" }, "dead", false],
  ["another boot of this machine", { boot: "000000000000" }, "dead", true],
  ["another machine", { boot: "000000000000", machine: "000000000000" }, "unknown", true],
  ["a machine without an id, after a boot", { boot: "000000000000", machine: "" }, "unknown", true],
  ["another process namespace", { pidNamespace: "1" }, "unknown", false],
  ["a place without procfs", { boot: "" }, "unknown", false],
] as const)("%s", async (_, change, k, isOtherBoot) => {
  expect(await judgeOwner({ ...self, ...change })).toEqual({ k, isOtherBoot });
});

test("a stopped process is alive, one that has ended is dead", async () => {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.once("spawn", resolve));
  const owner = await describeOwner(child.pid);
  child.kill("SIGSTOP");
  expect((await judgeOwner(owner)).k).toBe("alive");
  child.kill("SIGKILL");
  await ended;
  expect((await judgeOwner(owner)).k).toBe("dead");
});

test("an owner can stand in a file name", () => {
  expect(ownerTag(self)).toMatch(/^[0-9a-f-]+$/);
  expect(readOwnerTag(ownerTag(self))).toEqual(self);
  expect(readOwnerTag("somebody")).toBeUndefined();
});
