import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  findStateDir,
  makeStateFolder,
  newerJournalError,
  runsFolder,
  StateError,
  stateError,
} from "./state-folder.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "state-folder-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [{ INGOT_STATE_DIR: "/i", XDG_STATE_HOME: "/x" }, "/i"],
  [{ INGOT_STATE_DIR: "", XDG_STATE_HOME: "/x" }, "/x/ingot"],
  [{ XDG_STATE_HOME: "relative" }, "/home/u/.local/state/ingot"],
  [{}, "/home/u/.local/state/ingot"],
])("%j", (env, path) => {
  expect(findStateDir(env, "/home/u")).toBe(path);
});

test("it is made for us alone", async () => {
  const state = join(folder, "a", "b");
  await makeStateFolder(state);
  await makeStateFolder(state);
  for (const path of [state, runsFolder(state)]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("a file in its place is told", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  for (const path of [file, join(file, "below")]) {
    const error = await makeStateFolder(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StateError);
    expect((error as StateError).summary).toBe("State folder is not a folder");
  }
});

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

test.each(["EACCES", "EROFS", "ENOSPC", "ENOTDIR", "EIO"])("%s says what to do", (code) => {
  const { summary, detail } = stateError("/s", failure(code));
  expect(summary).not.toMatch(/\.$/);
  expect(detail).toMatch(/INGOT_STATE_DIR .*\.$/);
});

test("the messages", () => {
  expect(stateError("/s", failure("EROFS")).message).toMatchInlineSnapshot(
    `"State folder read-only: Ingot writes down what it creates in /s before it creates it, and that file system is read-only. Mount it writable, or set INGOT_STATE_DIR to a folder that can be written."`,
  );
  expect(stateError("/s", failure("ENOSPC")).message).toMatchInlineSnapshot(
    `"State folder full: There is no room left in /s, where Ingot writes down what it creates before it creates it. What could not be written down was not created. Free some space, or set INGOT_STATE_DIR to a folder that can be written and has room."`,
  );
  expect(newerJournalError("/s/runs/abc/journal", 2).message).toMatchInlineSnapshot(
    `"Journal of a newer version: /s/runs/abc/journal was written by a newer Ingot: it has format 2, and this version reads format 1. Nothing of it was touched. Run "ingot cleanup" with the newer version."`,
  );
});
