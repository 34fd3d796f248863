import fc from "fast-check";
import { expect, test } from "vitest";
import { isSourcePart, readFileName } from "./read-file-name.ts";

const platform = { os: "linux", arch: "amd64" };

test("what is read of a name is what it was made of", () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9]{0,10}[a-z0-9])?$/);
  fc.assert(
    fc.property(label, fc.array(fc.nat(999), { minLength: 3, maxLength: 3 }), fc.boolean(), (name, numbers, isDev) => {
      const version = `${numbers.join(".")}${isDev ? "-dev" : ""}`;
      const read = readFileName(`packer-plugin-${name}_v${version}_x5.0_linux_amd64`, platform);
      expect(read).toMatchObject({ name, version: { original: version }, apiVersion: "x5.0" });
    }),
  );
});

test("no name leads elsewhere", () => {
  const piece = fc.constantFrom(
    "..",
    "/",
    "\\",
    "\0",
    "\n",
    "a",
    "_",
    "v1.2.3",
    "x5.0",
    "packer-plugin-",
    "-",
    "%2e",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const read = readFileName(`packer-plugin-${pieces.join("")}_v1.2.3_x5.0_linux_amd64`, platform);
      return !read || "problem" in read || /^[a-z0-9-]+$/i.test(read.name);
    }),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.string(), (part) => !isSourcePart(part) || !/\.\.|[/\\\0\s]/.test(part)));
});

test("Windows", () => {
  const windows = { os: "windows", arch: "amd64" };
  expect(readFileName("packer-plugin-a_v1.2.3_x5.0_windows_amd64.exe", windows)).toMatchObject({ name: "a" });
  expect(readFileName("packer-plugin-a_v1.2.3_x5.0_windows_amd64", windows)).toBeUndefined();
});
