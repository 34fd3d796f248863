import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ui } from "../../event/ui.ts";
import type { AnyResourceKind, Holder, Json, Owned, Resources } from "../resource.ts";
import { outputDirectory, ownOutputDirectory } from "./output-directory.ts";
import { ownNewFile, ownOutputFile } from "./output-file.ts";

let folder: string;
let said: string[];
let holder: Holder | undefined;
let resources: Resources & { readonly undo: (isPatient?: boolean) => Promise<void> };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outputs-"));
  said = [];
  holder = undefined;
  resources = simpleResources();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** Resources without a journal: what the engine does for these kinds, as far as it concerns them. */
function simpleResources(): Resources & { readonly undo: () => Promise<void> } {
  const owned = new Map<number, { readonly kind: AnyResourceKind; readonly spec: Json; readonly id: string }>();
  let count = 0;
  const destroy = async (n: number) => {
    const thing = owned.get(n);
    if (!thing) return;
    await thing.kind.destroy(thing.spec as never, thing.id, { signal, secret: async (name) => name });
    owned.delete(n);
  };
  return {
    own: async (kind, makeSpec, create) => {
      const n = ++count;
      const spec = makeSpec(`ingot-run-${n}-random`);
      const id = await create(spec, signal);
      owned.set(n, { kind: kind as AnyResourceKind, spec, id });
      return { n, kind: kind.kind, id };
    },
    release: async (...things: readonly Owned[]) => {
      for (const thing of things) await destroy(thing.n);
    },
    findHolder: async () => holder,
    undo: async () => {
      for (const n of [...owned.keys()].reverse()) await destroy(n);
    },
  };
}

const makeDirectory = (path: string, force = false) =>
  ownOutputDirectory(path, {
    resources,
    ui: { say: (text: string) => said.push(text) } as Partial<Ui> as Ui,
    force,
    signal,
  });

test("an output folder is made with its parents, and goes with all that were not there", async () => {
  await mkdir(join(folder, "there"));
  const owned = await makeDirectory(join(folder, "there", "a", "b"));
  expect(owned.id).toBe(join(folder, "there", "a", "b"));
  expect((await stat(owned.id)).mode & 0o777).toBe(0o755);
  expect(await readdir(join(folder, "there", "a"))).toEqual(["b"]);
  await writeFile(join(owned.id, "disk.raw"), "");
  await resources.undo();
  expect(await readdir(folder)).toEqual(["there"]);
  expect(await readdir(join(folder, "there"))).toEqual([]);
});

test("a parent that others use stays", async () => {
  await makeDirectory(join(folder, "a", "b"));
  await mkdir(join(folder, "a", "theirs"));
  await resources.undo();
  expect(await readdir(join(folder, "a"))).toEqual(["theirs"]);
});

test.each<[Partial<Holder>, string]>([
  [
    { standing: "alive" },
    "Run r1, which is going on as process 7, makes its image there. Wait until it has ended, or name another output_directory.",
  ],
  [{ standing: "self" }, "Another build of this run makes its image there. Give each its own output_directory."],
  [
    {},
    "Use the force flag to delete it prior to building. It was left by run r1, which died; this removes all that is left of that: ingot cleanup -run=r1",
  ],
  [
    { state: "finished" },
    "Use the force flag to delete it prior to building. It was left by run r1, which died after it had finished this image; this removes all that is left of that: ingot cleanup -outputs -run=r1",
  ],
  [
    { state: "kept" },
    "Use the force flag to delete it prior to building. It was left by run r1, which left it on purpose; this removes all that is left of that: ingot cleanup -kept -run=r1",
  ],
])("a folder that a run holds, %j, says whose it is", async (change, text) => {
  const path = join(folder, "out");
  await mkdir(path);
  holder = { run: "r1", pid: 7, standing: "dead", state: "unfinished", ...change };
  await expect(makeDirectory(path)).rejects.toThrow(`Output directory exists: ${path}\n\n${text}`);
  // -force takes only what nobody works on.
  if (holder.standing === "dead") expect((await makeDirectory(path, true)).id).toBe(path);
  else await expect(makeDirectory(path, true)).rejects.toThrow(text);
});

test("a folder that is about to be removed after its run has died is waited for", async () => {
  const path = join(folder, "out");
  await mkdir(path);
  holder = { run: "r1", pid: 7, standing: "busy", state: "unfinished" };
  const making = makeDirectory(path);
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(said).toEqual([`Waiting for the clean-up after run r1, which died and has left ${path}...`]);
  await rm(path, { recursive: true });
  holder = undefined;
  expect((await making).id).toBe(path);
});

test("what is there is an error, and stays", async () => {
  const path = join(folder, "out");
  await mkdir(path);
  await expect(makeDirectory(path)).rejects.toThrow(
    `Output directory exists: ${path}\n\nUse the force flag to delete it prior to building.`,
  );
  await resources.undo();
  expect(await readdir(folder)).toEqual(["out"]);
});

test("force deletes what is there, and says so", async () => {
  const path = join(folder, "out");
  await mkdir(path);
  await writeFile(join(path, "old"), "");
  await makeDirectory(path, true);
  expect(said).toEqual(["Deleting previous output directory..."]);
  expect(await readdir(path)).toEqual([]);
});

test("of two builds that want the same folder, one gets it", async () => {
  const path = join(folder, "out");
  const results = await Promise.allSettled([makeDirectory(path), makeDirectory(path)]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  await writeFile(join(path, "disk.raw"), "");
});

test("a folder of the same name that is not ours stays", async () => {
  const owned = await makeDirectory(join(folder, "out"));
  await rename(owned.id, join(folder, "moved"));
  await mkdir(owned.id);
  await resources.undo();
  expect((await readdir(folder)).sort()).toEqual(["moved", "out"]);
});

test("so does a folder made in the place of ours, which may get its inode number", async () => {
  const owned = await makeDirectory(join(folder, "out"));
  await rm(owned.id, { recursive: true });
  await mkdir(owned.id);
  await writeFile(join(owned.id, "precious"), "");
  await resources.undo();
  expect(await readdir(owned.id)).toEqual(["precious"]);
});

test("a folder that never got its name goes by its unguessable one only", async () => {
  await mkdir(join(folder, ".ingot-run-1-random"));
  await mkdir(join(folder, "out"));
  const spec = { path: join(folder, ".ingot-run-1-random"), identity: null, parents: [] };
  await outputDirectory.destroy(spec, spec.path, { signal, secret: async (name) => name });
  expect(await readdir(folder)).toEqual(["out"]);
});

test("an output file has its name only when it is whole, and goes with the build", async () => {
  const path = join(folder, "image.raw");
  const file = await ownOutputFile(path, { resources });
  await writeFile(file.writePath, "whole");
  expect((await readdir(folder)).includes("image.raw")).toBe(false);
  await file.publish();
  expect(await readFile(path, "utf8")).toBe("whole");
  expect(await readdir(folder)).toEqual(["image.raw"]);
  await resources.undo();
  expect(await readdir(folder)).toEqual([]);
});

test("a build that fails before the file is whole leaves the one that was there", async () => {
  const path = join(folder, "image.raw");
  await writeFile(path, "old");
  const file = await ownOutputFile(path, { resources });
  await writeFile(file.writePath, "half");
  await resources.undo();
  expect(await readdir(folder)).toEqual(["image.raw"]);
  expect(await readFile(path, "utf8")).toBe("old");
});

test("a program may replace the file that it writes; a file made in its place later is not ours", async () => {
  const path = join(folder, "image.raw");
  const file = await ownOutputFile(path, { resources });
  await unlink(file.writePath);
  await writeFile(file.writePath, "whole");
  await file.publish();
  await unlink(path);
  await writeFile(path, "theirs");
  await resources.undo();
  expect(await readFile(path, "utf8")).toBe("theirs");
});

test("a link keeps pointing to the file, a folder is refused, a device is written in place", async () => {
  await writeFile(join(folder, "real"), "old");
  await symlink("real", join(folder, "link"));
  const file = await ownOutputFile(join(folder, "link"), { resources });
  await writeFile(file.writePath, "new");
  await file.publish();
  expect(await readFile(join(folder, "real"), "utf8")).toBe("new");
  await expect(ownOutputFile(folder, { resources })).rejects.toThrow("is a directory");
  const device = await ownOutputFile("/dev/null", { resources });
  expect([device.writePath, await device.publish()]).toEqual(["/dev/null", undefined]);
});

test("an output file is made with its parents, which go with it unless others use them", async () => {
  const file = await ownOutputFile(join(folder, "a", "b", "image.raw"), { resources });
  await file.publish();
  expect(await readdir(join(folder, "a", "b"))).toEqual(["image.raw"]);
  await writeFile(join(folder, "a", "theirs"), "");
  await resources.undo();
  expect(await readdir(join(folder, "a"))).toEqual(["theirs"]);
});

test("a file that replaces the user's is the user's", async () => {
  const path = join(folder, "manifest.json");
  await writeFile(path, "old");
  const file = await ownOutputFile(path, { resources });
  await writeFile(file.writePath, "old and new");
  await file.replace();
  await resources.undo();
  expect(await readFile(path, "utf8")).toBe("old and new");
  expect(await readdir(folder)).toEqual(["manifest.json"]);
});

test("a new file is made where nothing is, once, and goes with its run", async () => {
  const path = join(folder, "deep", "lock");
  const made = await Promise.all([1, 2, 3].map(() => ownNewFile(path, { resources })));
  expect(made.filter((owned) => owned !== undefined)).toHaveLength(1);
  expect(await readdir(join(folder, "deep"))).toEqual(["lock"]);
  await resources.undo();
  expect(await readdir(folder)).toEqual([]);
  await writeFile(join(folder, "theirs"), "here");
  expect(await ownNewFile(join(folder, "theirs"), { resources })).toBeUndefined();
  await resources.undo();
  expect(await readFile(join(folder, "theirs"), "utf8")).toBe("here");
});
