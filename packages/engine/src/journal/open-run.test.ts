import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { resourceKind } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { openStage, type Stage } from "../../test/fixtures/build-context.ts";
import { makeElsewhere, markedFolder, plainFile } from "../../test/fixtures/kinds.ts";
import { openRun } from "./open-run.ts";
import { decodeJournal } from "./record.ts";

const signal = new AbortController().signal;
let open: Stage[] = [];
afterEach(async () => {
  await Promise.all(open.map((stage) => stage.clear()));
  open = [];
});

async function stageOf(): Promise<Stage> {
  const stage = await openStage();
  open.push(stage);
  return stage;
}

const journalOf = (stage: Stage) => join(stage.stateDir, "runs", stage.run.id, "journal");
const makeFile = async ({ path }: { readonly path: string }) => {
  await writeFile(path, "");
  return path;
};
const ownFile = (stage: Stage, name: string, life: "run" | "output" = "run") =>
  stage.ledger
    .scope("step", signal)
    .resources.own(plainFile, () => ({ path: join(stage.folder, name) }), makeFile, { life });

test("a run that owns nothing leaves no trace", async () => {
  const stage = await stageOf();
  await stage.ledger.finished();
  await stage.ledger.commit();
  await stage.run.close(signal);
  expect(existsSync(stage.stateDir)).toBe(false);
});

test("the intent is in the journal before anything is made, with an unguessable name", async () => {
  const stage = await stageOf();
  let seen = "";
  await stage.ledger.scope("step", signal).resources.own(
    plainFile,
    (token) => ({ path: join(stage.folder, token) }),
    async (spec) => {
      seen = readFileSync(journalOf(stage), "utf8");
      return makeFile(spec);
    },
  );
  const intent = decodeJournal(seen).records.at(-1);
  expect(intent).toMatchObject({ t: "intent", n: 1, build: "test", step: "step", kind: "test.file", life: "run" });
  expect(JSON.stringify(intent)).toMatch(new RegExp(`/ingot-${stage.run.id}-1-[a-z0-9]{10}"`));
  for (const path of [journalOf(stage), join(stage.stateDir, "runs", stage.run.id)]) {
    expect((await stat(path)).mode & 0o077).toBe(0);
  }
});

test("a folder for temporary files that cannot be used is named, and nothing is left to remove", async () => {
  const stage = await stageOf();
  const root = join(stage.folder, "file");
  await writeFile(root, "");
  const run = await openRun({ stateDir: stage.stateDir, emit: () => undefined, tempRoot: root });
  await expect(run.temp.file("x")).rejects.toThrow(
    `Temporary files cannot be made in ${root} (ENOTDIR: not a directory`,
  );
  expect((await run.close(signal)).left).toEqual([]);
});

test("many at once are all journaled, once each", async () => {
  const stage = await stageOf();
  await Promise.all(Array.from({ length: 200 }, (_, index) => ownFile(stage, `file-${index}`)));
  const { records, damagedLines } = decodeJournal(await readFile(journalOf(stage), "utf8"));
  expect(damagedLines).toBe(0);
  expect(new Set(records.flatMap((record) => (record.t === "intent" ? [record.n] : []))).size).toBe(200);
  await stage.ledger.release("all", signal);
  expect((await readdir(stage.folder)).filter((name) => name.startsWith("file-"))).toEqual([]);
});

test("the journal goes with the last thing", async () => {
  const stage = await stageOf();
  await ownFile(stage, "a");
  expect(await stage.run.close(signal)).toEqual({ left: [], kept: [], outputs: [] });
  expect(await readdir(join(stage.stateDir, "runs"))).toEqual([]);
  expect(existsSync(join(stage.folder, "a"))).toBe(false);
});

test("outputs are the user's after the commit, and only then", async () => {
  const stage = await stageOf();
  await ownFile(stage, "committed", "output");
  await stage.ledger.commit();
  await ownFile(stage, "finished", "output");
  await stage.ledger.finished();
  await ownFile(stage, "half", "output");
  const end = await stage.run.close(signal);
  expect((await readdir(stage.folder)).sort()).toEqual(["committed", "finished", "state"]);
  expect(end.outputs.map((thing) => thing.description)).toEqual([`file ${stage.folder}/finished`]);
});

test("one early release takes along what stands on it, and the unwinding finds nothing to do", async () => {
  const stage = await stageOf();
  const { resources } = stage.ledger.scope("step", signal);
  const order: string[] = [];
  const kind = resourceKind<{ readonly path: string }>({
    ...plainFile,
    named: (spec) => spec.path,
    destroy: async (_, path) => void order.push(path),
  });
  const create = async (spec: { readonly path: string }) => spec.path;
  const below = await resources.own(kind, () => ({ path: "below" }), create);
  await resources.own(kind, () => ({ path: "beside" }), create);
  await resources.own(kind, () => ({ path: "above" }), create, { on: [below] });
  await resources.release(below);
  await resources.release(below);
  expect(order).toEqual(["above", "below"]);
  await stage.ledger.release("all", signal);
  expect(order).toEqual(["above", "below", "beside"]);
});

test("a create that fails is taken for a lost answer: what it made goes at once, and the error goes on", async () => {
  const stage = await stageOf();
  const { resources } = stage.ledger.scope("step", signal);
  const failing = resources.own(
    markedFolder,
    (token) => ({ folder: stage.folder, mark: token }),
    async ({ mark }) => {
      await mkdir(join(stage.folder, `here-${mark}`));
      throw new Error("The connection was lost.");
    },
  );
  await expect(failing).rejects.toThrow("The connection was lost.");
  expect((await readdir(stage.folder)).filter((name) => name.startsWith("here-"))).toEqual([]);
});

test("what a failed create may still bring is waited for when the step is undone", async () => {
  const stage = await stageOf();
  const { resources } = stage.ledger.scope("step", signal);
  let late: Promise<string> | undefined;
  const failing = resources.own(
    markedFolder,
    (token) => ({ folder: stage.folder, mark: token }),
    async ({ mark }) => {
      late = makeElsewhere(join(stage.folder, `late-${mark}`));
      throw new Error("The connection was lost.");
    },
  );
  await expect(failing).rejects.toThrow("The connection was lost.");
  expect(await stage.ledger.release("all", signal)).toEqual([]);
  expect(existsSync((await late) ?? "")).toBe(false);
});

test("a run whose journal was taken makes nothing more", async () => {
  const stage = await stageOf();
  await ownFile(stage, "a");
  const folder = join(stage.stateDir, "runs", stage.run.id);
  await rename(folder, `${folder}@somebody`);
  await expect(ownFile(stage, "b")).rejects.toThrow("Run taken over");
  expect(existsSync(join(stage.folder, "b"))).toBe(false);
});

test("with no room for the intent nothing is made, and the next attempt may find some", async () => {
  const stage = await stageOf();
  await writeFile(stage.stateDir, "a file in the way");
  await expect(ownFile(stage, "a")).rejects.toThrow("State folder is not a folder");
  expect(existsSync(join(stage.folder, "a"))).toBe(false);
  await rename(stage.stateDir, `${stage.stateDir}-moved`);
  await ownFile(stage, "a");
  expect(existsSync(join(stage.folder, "a"))).toBe(true);
});

test("an interrupt refuses what is new and lets the clean-up go on", async () => {
  const stage = await stageOf();
  const controller = new AbortController();
  const scope = stage.ledger.scope("step", controller.signal);
  const owned = await scope.resources.own(plainFile, () => ({ path: join(stage.folder, "a") }), makeFile);
  controller.abort(new Error("Interrupted"));
  const late = scope.resources.own(plainFile, () => ({ path: join(stage.folder, "b") }), makeFile);
  await expect(late).rejects.toThrow("Interrupted");
  await scope.resourcesUntil(signal).release(owned);
  expect(existsSync(join(stage.folder, "a"))).toBe(false);
});

test("temporary files: one folder, made with the first file, private, one record, gone with the run", async () => {
  const stage = await stageOf();
  expect((await readdir(stage.folder)).length).toBe(0);
  const [script, keys] = await Promise.all([
    stage.run.temp.file("packer-shell", ".sh"),
    stage.run.temp.directory("keys"),
  ]);
  const folder = join(script, "..");
  expect(basename(folder)).toMatch(new RegExp(`^ingot-${stage.run.id}-1-[a-z0-9]{10}$`));
  expect(join(keys, "..")).toBe(folder);
  expect(basename(script)).toMatch(/^packer-shell[a-z0-9]{12}\.sh$/);
  const modes = await Promise.all([folder, script, keys].map(async (path) => (await stat(path)).mode & 0o777));
  expect(modes).toEqual([0o700, 0o600, 0o700]);
  expect(
    decodeJournal(await readFile(journalOf(stage), "utf8")).records.filter((record) => record.t === "intent"),
  ).toHaveLength(1);
  await chmod(keys, 0o500);
  await stage.run.close(signal);
  expect(existsSync(folder)).toBe(false);
});

test("programs that we start carry the run's mark, as long as it is open", async () => {
  const before = process.env.INGOT_RUN;
  const stage = await stageOf();
  expect(process.env.INGOT_RUN).toBe(stage.run.id);
  await stage.run.close(signal);
  expect(process.env.INGOT_RUN).toBe(before);
});
