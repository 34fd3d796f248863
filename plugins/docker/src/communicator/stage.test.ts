import { expect, test } from "vitest";
import { isInMemory, memoryPaths } from "./stage.ts";

const mounts = [
  { Type: "tmpfs", Source: "", Destination: "/m2/" },
  { Type: "bind", Source: "/x", Destination: "/bound" },
];

test.each<[unknown, unknown, string[]]>([
  [null, [], ["/dev/shm"]],
  [{ "/tmp": "", "/mem/": "size=1m" }, mounts, ["/dev/shm", "/tmp", "/mem", "/m2"]],
  [{ "/m2": "" }, mounts, ["/dev/shm", "/m2"]],
])("%j and the mounts are %j", (tmpfs, given, expected) => {
  expect(memoryPaths(tmpfs, given)).toEqual(expected);
});

test.each([
  ["/tmp/x", true],
  ["/tmp", true],
  ["tmp/../tmp/a/", true],
  ["/tmpx", false],
  ["/", false],
])("%s in memory: %s", (path, expected) => {
  expect(isInMemory({ memoryPaths: ["/tmp"] }, path)).toBe(expected);
});
