import fc from "fast-check";
import { expect, test } from "vitest";
import type { Wire } from "../rpc/rpc.ts";
import { decodeFileInfo, encodeFileInfo, goModeOf, unixModeOf } from "./file-info.ts";

test.each([
  [0o755, 0o755],
  [0o4755, 0x800000 + 0o755],
  [0o2755, 0x400000 + 0o755],
  [0o1777, 0x100000 + 0o777],
])("mode %o is %i in Go", (unix, go) => {
  expect(goModeOf(unix)).toBe(go);
  expect(unixModeOf(go)).toBe(unix);
});

test("a folder's and a link's bit are left out", () => {
  expect(unixModeOf(2 ** 31 + 0o750)).toBe(0o750);
  expect(unixModeOf(2 ** 27 + 0o777)).toBe(0o777);
});

test("every mode, size and time comes back", () => {
  fc.assert(
    fc.property(
      fc.nat(0o7777),
      fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      fc.option(fc.integer({ min: -(2 ** 40), max: 2 ** 42 }), { nil: undefined }),
      (mode, sizeBytes, modifiedMs) => {
        const meta = { name: "f", mode, sizeBytes, ...(modifiedMs === undefined ? {} : { modifiedMs }) };
        expect(decodeFileInfo(encodeFileInfo("/r/f", meta))).toEqual(meta);
      },
    ),
  );
});

test.each<[string, Wire, unknown]>([
  ["nil", null, {}],
  [
    "Go's",
    { N: "f.txt", S: 5, M: 493, T: new Date(1_700_000_000_000) },
    { name: "f.txt", mode: 0o755, sizeBytes: 5, modifiedMs: 1_700_000_000_000 },
  ],
  ["by position", ["f", 5, 420, null], { name: "f", mode: 0o644, sizeBytes: 5 }],
])("%s", (_name, wire, meta) => expect(decodeFileInfo(wire)).toEqual(meta));

test.each<[Wire, string]>([
  ["x", "FileInfo must be a map, and is text"],
  [{ S: -1 }, "FileInfo.S is negative"],
  [{ S: "5" }, "FileInfo.S must be a whole number, and is text"],
  [{ M: 2 ** 32 }, "FileInfo.M is not a mode"],
  [{ T: "now" }, "FileInfo.T must be a time, and is text"],
])("%j is refused", (wire, message) => expect(() => decodeFileInfo(wire)).toThrow(message));

test("without a size nothing is told, and the name is the last part of the path", () => {
  expect(encodeFileInfo("/r/f", { mode: 0o600 })).toBe(null);
  expect(encodeFileInfo("C:\\temp\\f.txt", { sizeBytes: 5 })).toEqual({ N: "f.txt", S: 5, M: 0o644, T: null });
});
