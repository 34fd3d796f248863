import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Bench, openBench, testMachine } from "@ingot/sdk/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { complaintsOf } from "../../../test/complaints-of.ts";
import { file } from "./file.ts";

let bench: Bench;
let log: string[];
let path: (name: string) => string;
beforeEach(async () => {
  bench = await openBench();
  log = [];
  path = (name) => join(bench.folder, name);
  await writeFile(path("a.txt"), "hello", { mode: 0o640 });
  await writeFile(path("b.txt"), "world");
});
afterEach(() => bench.remove());

async function run(config: object): Promise<string[]> {
  const provisioner = await bench.ready(file, config);
  const { communicator } = testMachine({ folder: bench.folder, log });
  // Where folders go is the communicator's business.
  const noted = { ...communicator, downloadDirectory: async (from: string, to: string) => note("download", from, to) };
  await provisioner.provision(
    bench.provisionContext({ ...noted, uploadDirectory: async (to, from) => note("upload", to, from) }),
  );
  return bench.lines.map((line) => line.replaceAll(`${bench.folder}/`, ""));
}

function note(verb: string, from: string, to: string): void {
  log.push(`${verb}Directory ${from} ${to}`);
}

test("a file, with its mode and size", async () => {
  expect(await run({ source: path("a.txt"), destination: "/machine/c.txt" })).toEqual([
    "==> Uploading a.txt => /machine/c.txt",
  ]);
  expect(log).toEqual(["upload /machine/c.txt 640 5"]);
  expect(await readFile(path("c.txt"), "utf8")).toBe("hello");
});

test("several files into a folder, source last", async () => {
  await run({ source: path("a.txt"), sources: [path("b.txt")], destination: "/machine/" });
  expect(log).toEqual(["upload /machine/b.txt 644 5", "upload /machine/a.txt 640 5"]);
});

test("a text", async () => {
  await run({ content: "text", destination: "/machine/t" });
  expect(log).toEqual(["upload /machine/t 600 4"]);
  await run({ content: "text", destination: "/machine/" });
  expect(log[1]).toMatch(/^upload \/machine\/pkr-file-content\d+ 600 4$/);
});

test("a folder", async () => {
  await run({ source: `${bench.folder}/`, destination: "/machine/x" });
  expect(log).toEqual([`uploadDirectory /machine/x ${bench.folder}/`]);
});

test("down to a file, into a folder, and a folder's contents", async () => {
  const to = path("new/deep");
  expect(await run({ direction: "download", source: "/machine/a.txt", destination: `${to}/x` })).toEqual([
    "==> Downloading /machine/a.txt => new/deep/x",
  ]);
  expect(await readFile(join(to, "x"), "utf8")).toBe("hello");
  await run({ direction: "download", sources: ["/machine/a.txt", "/machine/b.txt"], destination: `${to}/` });
  expect(await readFile(join(to, "b.txt"), "utf8")).toBe("world");
  log.length = 0;
  await run({ direction: "download", sources: ["/machine/", "/machine/*.txt"], destination: `${to}/` });
  expect(log).toEqual([`downloadDirectory /machine/ ${to}/`, `downloadDirectory /machine/*.txt ${to}/`]);
});

test("what comes down replaces what is there, and everybody may read it", async () => {
  const to = path("there");
  await writeFile(to, "something longer than hello");
  await chmod(to, 0o600);
  await run({ direction: "download", source: "/machine/a.txt", destination: to });
  expect(await readFile(to, "utf8")).toBe("hello");
  await run({ direction: "download", source: "/machine/a.txt", destination: path("new") });
  expect((await stat(path("new"))).mode & 0o777).toBe(0o644 & ~process.umask());
});

test("a source that the build makes is looked for when it is due", async () => {
  const late = { source: path("late"), destination: "/machine/x", generated: true };
  await expect(run(late)).rejects.toThrow(
    `Bad source '${path("late")}': there is no such file at ${path("late")}. It was to be there by now: see what makes it, or correct the path`,
  );
  await writeFile(path("late"), "made");
  await run(late);
  expect(log).toEqual(["upload /machine/x 644 4"]);
});

test("progress goes by the base name", async () => {
  const labels: string[] = [];
  const context = bench.provisionContext(testMachine({ folder: bench.folder }).communicator);
  const progress = (label: string) => {
    labels.push(label);
    return { update: () => undefined, end: () => undefined };
  };
  for (const config of [
    { source: path("a.txt"), destination: "/machine/x" },
    { direction: "download", source: "/machine/b.txt", destination: path("y") },
    { source: `${bench.folder}/`, destination: "/machine/z" },
  ])
    await (await bench.ready(file, config)).provision({ ...context, ui: { ...context.ui, progress } });
  expect(labels).toEqual(["a.txt", "b.txt", basename(bench.folder)]);
});

test("nothing to transfer is no mistake", async () => {
  expect(await run({ destination: "/machine/x" })).toEqual([]);
});

test.each([
  [{}, ["config: Missing required argument"]],
  [{ destination: "/x", direction: "sideways" }, ['direction: Invalid value for "direction"']],
  [{ destination: "/x", source: "nowhere" }, ["source: Bad source 'nowhere'"]],
  [{ destination: "/x", sources: ["a.txt", "nowhere"] }, ["sources.1: Bad source 'nowhere'"]],
  [{ destination: "/x", source: "nowhere", generated: true }, []],
  [{ destination: "/x", source: "nowhere", direction: "download" }, []],
  [{ destination: "/x", source: "a.txt", content: "y" }, ["content: source(s) conflicts with content"]],
])("validate %j", async (config, wanted) => {
  expect(await complaintsOf(bench, file, config)).toEqual(wanted);
});
