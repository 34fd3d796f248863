import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromJs, T } from "@ingot/hcl";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  defineBuilder,
  defineDataSource,
  definePostProcessor,
  defineProvisioner,
  defineStepBuilder,
} from "../component/define.ts";
import { resourceKind } from "../component/plugin.ts";
import type { Machine } from "../machine/machine.ts";
import { s } from "../schema/field.ts";
import { schema } from "../schema/schema.ts";
import { pipeline } from "../step/pipeline.ts";
import { provision } from "../step/provision.ts";
import { step } from "../step/step.ts";
import {
  type Bench,
  checkConfig,
  failAtEachStep,
  openBench,
  readData,
  runBuilder,
  runPostProcessor,
  runProvisioner,
  testArtifact,
  testMachine,
} from "./index.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const signal = new AbortController().signal;

const greet = defineProvisioner({
  schema: schema({
    name: s.string().required(),
    times: s.number().default(1),
    token: s.string().sensitive(),
    late: s.template<{ Name: string }>("Name"),
    part: s.blocks(schema({ size: s.number().required() })),
  }).rule(["times"], ({ times }) =>
    times !== undefined && times < 1 ? { field: "times", summary: "Too few", detail: "Give 1 or more." } : undefined,
  ),
  doc: "Greets.",
  provision: async (config, { ui, communicator, ask, signal, secret, temp }) => {
    ui.say(`Greeting ${config.name} ${config.token ?? ""}`);
    const out = ui.output("stdout");
    const exit = await communicator.exec(`greet ${config.name}`, { stdout: out.write, signal });
    await out.end();
    if (exit.k !== "exited" || exit.code !== 0) throw new Error("greet failed");
    ui.message("hush is said too early");
    secret("hush");
    ui.log("hush");
    ui.error(await ask("Sure?", ["y", "n"], signal));
    await writeFile(await temp.file("x", ".txt"), "");
  },
});

it("everything that the kit exports is described where it is declared", () => {
  const index = readFileSync(join(import.meta.dirname, "index.ts"), "utf8");
  const undescribed: string[] = [];
  for (const [, names = "", file = ""] of index.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";$/gm)) {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    for (const name of names.split(",").map((part) => part.trim())) {
      const declared = new RegExp(`^export (?:async )?(?:const|function|interface|type) ${name}\\b`, "m").exec(text);
      if (
        !text
          .slice(0, declared?.index ?? 0)
          .trimEnd()
          .endsWith("*/")
      )
        undescribed.push(`${name} in ${file}`);
    }
  }
  expect(undescribed).toEqual([]);
});

describe("checkConfig", () => {
  it.each([
    [{ name: "a" }, []],
    [{}, ['config: Missing required argument. The argument "name" is required, but was not set. Set it.']],
    [{ name: "a", times: 0 }, ["times: Too few. Give 1 or more."]],
    [
      { name: "a", tims: 1 },
      ['tims: Unsupported argument. An argument named "tims" is not expected here. Did you mean "times"?'],
    ],
  ])("of an object %j", async (config, wanted) => {
    const found = await checkConfig(greet, config);
    expect(found.map((one) => one.split(". ")[0])).toEqual(wanted.map((one) => one.split(". ")[0]));
  });

  it.each([
    ['name = "a"', []],
    ['name = upper("a")\ntimes = 0', ["times: Too few. Give 1 or more."]],
    ['name = "a"\n\npart {}', ["part: Missing required argument"]],
    ['name = "a', ["name: Unclosed quoted string"]],
    ['name = "a"\ndynamic "part" {\n  for_each = [1, 2]\n  content { size = part.value }\n}', []],
  ])("of a text %j", async (config, wanted) => {
    const found = await checkConfig(greet, config);
    expect(found.map((one, i) => one.slice(0, wanted[i]?.length))).toEqual(wanted);
  });

  it("reads texts for numbers where it is told to", async () => {
    expect(await checkConfig(greet, { name: "a", times: "2" }, { isWeak: true })).toEqual([]);
  });
});

describe("a provisioner", () => {
  it("runs on a machine that answers, and what it says is kept", async () => {
    const talking = await openBench({ answers: ["y"] });
    const machine = testMachine({ exec: [[/^greet/, "hello\nyou"]] });
    await runProvisioner(talking, greet, { name: "Ann", token: "s3cr3t-token" }, { machine });
    expect(machine.commands).toEqual(["greet Ann"]);
    expect(talking.lines).toEqual([
      "==> Greeting Ann <sensitive>",
      "out hello",
      "out you",
      "    hush is said too early",
      "??? Sure?",
      "!!! y",
    ]);
    expect(talking.logLines).toEqual(["<sensitive>"]);
    expect(talking.leaks()).toEqual(["    hush is said too early"]);
    expect(await readdir(talking.temporaryFolder)).toHaveLength(1);
    await talking.remove();
    await expect(readdir(talking.temporaryFolder)).rejects.toThrow("ENOENT");
  });

  it.each([
    [{ exec: [["greet", 3]] as const }, "greet failed"],
    [{ exec: [["other", 0]] as const }, "The test machine has no answer to the command: greet Ann"],
    [{ exec: () => ({ exit: { k: "disconnected" } as const }) }, "greet failed"],
    [{}, "nobody is there to answer"],
  ])("fails with %o", async (options, message) => {
    await expect(runProvisioner(bench, greet, { name: "Ann" }, { machine: testMachine(options) })).rejects.toThrow(
      message,
    );
  });

  it("does not run with a config that is wrong", async () => {
    await expect(runProvisioner(bench, greet, {})).rejects.toThrow("config: Missing required argument");
  });
});

describe("a machine", () => {
  it("keeps files, and gives them back", async () => {
    const machine = testMachine({ files: { "/etc/a": "1" } });
    const { communicator } = machine;
    const content = (async function* () {
      yield Buffer.from("two");
    })();
    await communicator.upload("/etc/b", content, { mode: 0o600, sizeBytes: 3 }, { signal });
    expect(machine.text("/etc/b")).toBe("two");
    expect(machine.files.get("/etc/b")?.mode).toBe(0o600);
    expect(() => machine.text("/etc/c")).toThrow("It has: /etc/a, /etc/b");
    await mkdir(join(bench.folder, "up/deep"), { recursive: true });
    await writeFile(join(bench.folder, "up/deep/f"), "f");
    await writeFile(join(bench.folder, "up/no"), "");
    await communicator.uploadDirectory("/srv", join(bench.folder, "up"), { exclude: ["no"], signal });
    await communicator.uploadDirectory("/srv", `${join(bench.folder, "up")}/`, { signal });
    expect([...machine.files.keys()]).toEqual(["/etc/a", "/etc/b", "/srv/up/deep/f", "/srv/deep/f", "/srv/no"]);
    await communicator.downloadDirectory("/srv", join(bench.folder, "down"), { exclude: ["up"], signal });
    expect(await readFile(join(bench.folder, "down/srv/deep/f"), "utf8")).toBe("f");
    await communicator.download("/etc/a", (chunk) => void expect(chunk).toEqual(Buffer.from("1")), { signal });
    await expect(communicator.download("/etc/z", () => undefined, { signal })).rejects.toThrow("No such file");
    expect(machine.log.slice(0, 2)).toEqual(["upload /etc/b 600 3", `uploadDirectory /srv ${bench.folder}/up`]);
  });

  it("may be a folder", async () => {
    const { communicator } = testMachine({ folder: bench.folder });
    const lines: string[] = [];
    const stdout = (chunk: Uint8Array) => void lines.push(Buffer.from(chunk).toString());
    expect(await communicator.exec("echo hi > /machine/x; cat /machine/x; exit 2", { stdout, signal })).toEqual({
      k: "exited",
      code: 2,
    });
    expect(lines.join("")).toBe("hi\n");
    expect(await readFile(join(bench.folder, "x"), "utf8")).toBe("hi\n");
  });
});

it("a post-processor gets the artifact of the test", async () => {
  const note = definePostProcessor({
    schema: schema({ output: s.string().required() }),
    doc: "Notes the id.",
    postProcess: async ({ output }, artifact, { generated }) => {
      await writeFile(output, `${artifact.id} ${await artifact.state("region")} ${generated.ID}`);
      return { artifact, keep: true, keepIsForced: false };
    },
  });
  const output = join(bench.folder, "x");
  const artifact = testArtifact({ id: "ami-1", state: { region: "eu" } });
  const result = await runPostProcessor(bench, note, { output }, { artifact, generated: { ID: "i-1" } });
  expect(result).toEqual({ artifact, keep: true, keepIsForced: false });
  expect(await readFile(output, "utf8")).toBe("ami-1 eu i-1");
});

it("a data source gives plain values, and warns on the bench", async () => {
  const one = defineDataSource({
    schema: schema({ name: s.string().required() }),
    doc: "Gives a number.",
    outputs: T.object({ size: T.number }),
    read: async ({ name }, { warn }) => {
      warn("Old", `Do not ask for ${name}.`);
      return fromJs({ size: name.length });
    },
  });
  expect(await readData(bench, one, 'name = "abc"')).toEqual({ size: 3 });
  expect(bench.lines).toEqual(["!!! Old. Do not ask for abc."]);
});

interface DirectorySpec {
  readonly [key: string]: string;
  readonly path: string;
}

const directory = resourceKind<DirectorySpec>({
  kind: "demo.directory",
  reach: "host",
  describe: ({ path }) => path.split("/").at(-1) ?? path,
  named: ({ path }) => path,
  destroy: (_, id) => rm(id, { recursive: true, force: true }),
});

function make(name: string, life: "run" | "output" = "run") {
  return step({
    name: `Make${name}`,
    run: async (state: { readonly config: { readonly folder: string } }, { resources, defer, ui }) => {
      const path = join(state.config.folder, name);
      defer(() => ui.say(`undo ${name}`));
      await resources.own(
        directory,
        () => ({ path }),
        () => mkdir(path).then(() => path),
        { life },
      );
      return {};
    },
  });
}

const machine: Machine = testMachine({ generated: { ID: "i-1" } });
const tidy = defineStepBuilder({
  schema: schema({ folder: s.string().required() }),
  doc: "Makes folders.",
  steps: () =>
    pipeline<{ readonly config: { readonly folder: string } }>()
      .step(make("a"))
      .step(step({ name: "Machine", run: async () => ({ machine }) }))
      .step(provision)
      .step(make("b", "output"))
      .step(step({ name: "Give", run: async () => ({ artifact: testArtifact({ id: "made" }) }) })),
});

describe("a builder", () => {
  it("runs, hands its machine over, and leaves its outputs", async () => {
    const seen: unknown[] = [];
    const artifact = await runBuilder(
      bench,
      tidy,
      { folder: bench.folder },
      { provision: (m) => void seen.push(m.generated) },
    );
    expect(artifact?.id).toBe("made");
    expect(seen).toEqual([{ ID: "i-1" }]);
    expect(bench.ledger.things().map(({ description, life, isGone }) => [description, life, isGone])).toEqual([
      ["a", "run", true],
      ["b", "output", false],
    ]);
    expect(await readdir(bench.folder)).toEqual(["b"]);
    expect(bench.lines).toEqual(["==> undo b", "==> undo a"]);
  });

  it("is undone when provisioning fails", async () => {
    const provision = () => Promise.reject(new Error("no"));
    await expect(runBuilder(bench, tidy, { folder: bench.folder }, { provision })).rejects.toThrow("no");
    expect(bench.ledger.left()).toEqual([]);
    expect(bench.lines).toContain("==> Provisioning step had errors: Running the cleanup provisioner, if present...");
  });

  it("is undone when it is interrupted", async () => {
    const provision = () => bench.abort.abort(new Error("interrupted"));
    await expect(runBuilder(bench, tidy, { folder: bench.folder }, { provision })).rejects.toThrow("interrupted");
    expect(bench.ledger.left()).toEqual([]);
  });

  it("is made to fail at each step, and leaves nothing", async () => {
    const folders: (readonly string[])[] = [];
    const inspect = async (_: unknown, { folder }: Bench) => void folders.push(await readdir(folder));
    const failures = await failAtEachStep(tidy, ({ folder }) => ({ folder }), { inspect });
    expect(failures).toEqual(
      ["Makea", "Machine", "StepProvision", "Makeb", "Give"].map((step) => ({ step, left: [], problems: [] })),
    );
    expect(folders).toEqual([[], [], [], [], []]);
  });

  it("that does not clean up is found out", async () => {
    const sloppy = resourceKind<DirectorySpec>({
      ...directory,
      named: ({ path }) => path,
      destroy: () => Promise.reject(new Error("cannot")),
    });
    const messy = defineStepBuilder({
      schema: schema({}),
      doc: "",
      steps: () =>
        pipeline<object>().step(
          step({
            name: "Make",
            run: async (_: object, { resources }) => {
              await resources.own(
                sloppy,
                () => ({ path: "/x" }),
                async () => "/x",
              );
              return { artifact: undefined };
            },
          }),
        ),
    });
    const failures = await failAtEachStep(messy, () => ({}));
    expect(failures).toEqual([{ step: "Make", left: ["x"], problems: ["cannot"] }]);
  });

  it("sees that what is said to be destroyed is still there", async () => {
    const stays = resourceKind<DirectorySpec>({
      kind: "demo.stays",
      reach: "host",
      describe: (_, id) => `thing ${id}`,
      find: async () => ["7"],
      settleMs: 0,
      destroy: async () => undefined,
    });
    const keeper = defineBuilder({
      schema: schema({}),
      doc: "",
      run: async (_, { resources }) => {
        const owned = await resources.own(
          stays,
          () => ({ path: "" }),
          async () => "7",
        );
        await resources.release(owned);
        return undefined;
      },
    });
    await expect(runBuilder(bench, keeper, {})).rejects.toThrow(
      'thing 7 is still there after "destroy" of the kind demo.stays',
    );
  });
});
