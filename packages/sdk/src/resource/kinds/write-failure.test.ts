import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFailure } from "./write-failure.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-failure-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => new Error("it worked"),
    (error: unknown) => error,
  );

test("a write that names nothing names the file", async () => {
  const path = join(folder, "file");
  await writeFile(path, "");
  const file = await open(path, "r");
  const error = await caught(file.writeFile("x"));
  await file.close();
  expect(writeFailure(error, "out/a.tar")).toMatchObject({
    message: "Could not write out/a.tar: bad file descriptor",
    code: "EBADF",
    cause: error,
  });
});

test("a hidden name gives way to the one that is known", async () => {
  const hidden = join(folder, "no", ".hidden");
  const error = await caught(open(hidden, "wx"));
  expect(writeFailure(error, "a.tar", hidden)).toMatchObject({
    message: "Could not write a.tar: no such file or directory",
  });
});

test("what was read is not what could not be written, and other errors are as they are", async () => {
  const other = await caught(readFile(join(folder, "source")));
  expect(writeFailure(other, "a.tar")).toBe(other);
  const own = new Error("no luck");
  expect(writeFailure(own, "a.tar")).toBe(own);
});
