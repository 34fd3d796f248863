import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chrootCommunicator } from "./communicator.ts";

// chroot(2) needs root; here a function of the shell stands in its place, so that the root is this machine's own. The builders' tests in
// e2e use the real one.
const standIn = (command: string) => `chroot() { shift; "$@"; }\n${command}`;
const chroot = chrootCommunicator({ root: "/", wrapper: standIn });
const { signal } = new AbortController();

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot chroot's-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(command: string, input?: string) {
  const written = { stdout: "", stderr: "" };
  const exit = await chroot.exec(command, {
    ...(input === undefined ? {} : { stdin: source(input) }),
    stdout: (chunk) => {
      written.stdout += Buffer.from(chunk).toString();
    },
    stderr: (chunk) => {
      written.stderr += Buffer.from(chunk).toString();
    },
    signal,
  });
  return { exit, ...written };
}

async function* source(text: string) {
  yield Buffer.from(text);
}

test.each([
  ["echo one; echo two >&2; exit 3", { exit: { k: "exited", code: 3 }, stdout: "one\n", stderr: "two\n" }],
  [`a='x y'; echo "$a" '$a' \`echo z\``, { stdout: "x y $a z\n" }],
  ["echo 'it'\"'\"'s!'", { stdout: "it's!\n" }],
  ["printf '%s' 'ümläut\n'", { stdout: "ümläut\n" }],
  ["kill -KILL $$", { exit: { k: "signalled", signal: "SIGKILL" } }],
])("%j reaches the shell as it is", async (command, want) => {
  const result = await run(command);
  // Of a command that a signal has ended, the outer shell may only tell the number.
  if ("exit" in want && want.exit?.k === "signalled" && result.exit.k === "exited") expect(result.exit.code).toBe(137);
  else expect(result).toMatchObject(want);
});

test("a command reads what it is given", async () => {
  expect(await run("tr a-z A-Z", "shout")).toMatchObject({ stdout: "SHOUT" });
});

test("a file keeps its mode, and the transfer tells how far it is", async () => {
  const path = join(folder, "a file");
  const told: unknown[] = [];
  const progress = (done: number, total: number | undefined) => told.push([done, total]);
  await chroot.upload(path, source("content"), { mode: 0o4750, sizeBytes: 7 }, { signal, progress });
  expect(await readFile(path, "utf8")).toBe("content");
  expect((await stat(path)).mode & 0o7777).toBe(0o4750);
  expect(told).toEqual([[7, 7]]);
  const got: Uint8Array[] = [];
  await chroot.download(path, (chunk) => void got.push(chunk), { signal });
  expect(Buffer.concat(got).toString()).toBe("content");
});

test("an upload that cannot be written, and a download of what is not there, say why", async () => {
  const missing = join(folder, "none/x");
  await expect(chroot.upload(missing, source("x"), {}, { signal })).rejects.toThrow(/^The upload to .* failed .*none/);
  await expect(chroot.download(missing, () => {}, { signal })).rejects.toThrow("No such file or directory");
  await expect(chroot.downloadDirectory(missing, folder, { signal })).rejects.toThrow(/^The download of the folder/);
  await expect(chroot.uploadDirectory(folder, missing, { signal })).rejects.toThrow("no such file or directory");
});

async function tree(name: string): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, "sub"), { recursive: true });
  await writeFile(join(root, "sub/run"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(root, "-dash *"), "");
  await writeFile(join(root, "skip.log"), "");
  await symlink("sub/run", join(root, "link"));
  return root;
}

test.each([
  ["with its name", "", "to/from"],
  ["only its contents", "/", "to"],
])("a folder goes over %s", async (_, slash, where) => {
  const from = await tree("from");
  await chroot.uploadDirectory(join(folder, "to"), `${from}${slash}`, { signal, exclude: ["*.log"] });
  const there = join(folder, where);
  expect((await readdir(there)).sort()).toEqual(["-dash *", "link", "sub"]);
  expect((await stat(join(there, "sub/run"))).mode & 0o777).toBe(0o755);
  expect(await readlink(join(there, "link"))).toBe("sub/run");
});

test("folders and links to folders that are there stay as they are", async () => {
  const from = await tree("from");
  const to = join(folder, "to");
  await mkdir(join(to, "real"), { recursive: true });
  await symlink("real", join(to, "sub"));
  await chmod(to, 0o711);
  await chroot.uploadDirectory(to, `${from}/`, { signal });
  expect((await stat(to)).mode & 0o777).toBe(0o711);
  expect(await readdir(join(to, "real"))).toEqual(["run"]);
  expect(await readlink(join(to, "sub"))).toBe("real");
});

test.each([
  ["with its name", "", "back/from"],
  ["only its contents", "/", "back"],
])("a folder comes back %s", async (_, slash, where) => {
  const from = await tree("from");
  await chroot.downloadDirectory(`${from}${slash}`, join(folder, "back"), { signal, exclude: ["*.log"] });
  expect((await readdir(join(folder, where))).sort()).toEqual(["-dash *", "link", "sub"]);
});

test("an empty folder goes over", async () => {
  await mkdir(join(folder, "empty"));
  await chroot.uploadDirectory(join(folder, "to"), join(folder, "empty"), { signal });
  expect(await readdir(join(folder, "to"))).toEqual(["empty"]);
});

test("an interrupt ends a command", async () => {
  const controller = new AbortController();
  const running = chroot.exec("echo up; sleep 1000", {
    stdout: () => controller.abort(new Error("Stop.")),
    signal: controller.signal,
  });
  await expect(running).rejects.toThrow("Stop.");
});
