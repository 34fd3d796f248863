// A plugin made with the packed SDK has its own copy of everything. Here it runs in this process with ours.

import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isUnsupportedOperation, type Plugin, UnsupportedOperationError } from "@ingot/sdk";
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
} from "@ingot/sdk/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type PackedProject, packedProject } from "../../test/packed-sdk.ts";
import { readJsPackage } from "./js-package.ts";
import { loadJsPlugin } from "./load-js-plugin.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const readme = readFileSync(join(import.meta.dirname, "../../../sdk/README.md"), "utf8");

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
});
afterAll(() => project.remove());

it("is one package that depends on nothing and has no source of ours", () => {
  const installed = join(project.folder, "node_modules/@ingot/sdk");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect([manifest.dependencies, Object.keys(manifest.exports)]).toEqual([undefined, [".", "./testing"]]);
  expect(readdirSync(installed, { recursive: true }).filter((path) => /(?<!\.d)\.ts$/.test(String(path)))).toEqual([]);
  expect(readdirSync(join(project.folder, "node_modules")).sort()).toEqual([
    ".package-lock.json",
    "@ingot",
    "@types",
    "undici-types",
  ]);
});

it("runs what its README shows", () => {
  const [code = "", test = ""] = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);
  project.write("src/index.ts", code);
  project.write("src/index.test.ts", test);
  project.checkTypes();
  project.bundle("src/index.ts", "dist/index.js");
  project.bundle("src/index.test.ts", ".test/index.test.js", ["--packages=external"]);
  expect(project.node("--test", ".test/index.test.js")).toMatch(/^# pass 1$/m);
});

const code = `
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  defineDataSource, definePlugin, definePostProcessor, defineProvisioner, defineStepBuilder, fromJs,
  type OutputFile, isUnsupportedOperation, noneCommunicator, ownOutputFile, pipeline, provision, runProcess, s, schema, step, T,
} from "@ingot/sdk";

const folder = schema({ folder: s.string().required() });

export default definePlugin({
  name: "both",
  builders: {
    both: defineStepBuilder({
      doc: "Makes a file.",
      schema: folder,
      steps: () =>
        pipeline<{ readonly config: { readonly folder: string } }>()
          .step(step({
            name: "Draft",
            run: async (state: { readonly config: { readonly folder: string } }, { resources }) => {
              const file = await ownOutputFile(join(state.config.folder, "image"), { resources });
              await writeFile(file.writePath, "image");
              return { file };
            },
          }))
          .step(step({ name: "Machine", run: async () => ({ machine: { communicator: noneCommunicator, generated: { ID: "i" } } }) }))
          .step(provision)
          .step(step({
            name: "Publish",
            run: async ({ file, config }: { readonly file: OutputFile; readonly config: { readonly folder: string } }) => {
              await file.publish();
              const files = [join(config.folder, "image")];
              return { artifact: { builderId: "both", id: "x", files, text: "", state: async () => undefined, destroy: async () => undefined } };
            },
          })),
    }),
  },
  provisioners: {
    run: defineProvisioner({
      doc: "Runs a command.",
      schema: schema({
        execute: s.template<{ Command: string }>("Command").default("{{ .Command }}"),
        token: s.string().sensitive(),
        part: s.blocks(schema({ size: s.number().required() })),
        wait: s.duration().default(0),
      }),
      check: async ({ wait }) => (wait === 7000 ? [{ field: "wait", summary: "Seven", detail: "Not seven." }] : []),
      provision: async ({ execute, token, part }, { communicator, ui, signal }) => {
        ui.say(\`token \${token} \${part?.map(({ size }) => size).join()}\`);
        const out = ui.output("stdout");
        await communicator.exec(execute.render({ Command: "ls" }), { stdout: out.write, signal });
        await out.end();
        try {
          await communicator.download("/x", () => undefined, { signal });
        } catch (error) {
          ui.message(isUnsupportedOperation(error) ? "cannot" : "failed");
        }
        const exit = await runProcess("/bin/sh", ["-c", "exit 3"], { signal });
        ui.message(JSON.stringify(exit));
      },
    }),
  },
  postProcessors: {
    both: definePostProcessor({
      doc: "Gives what it got.",
      schema: schema({ keep: s.triState() }),
      postProcess: async (_, artifact) => ({ artifact, keep: true, keepIsForced: false }),
    }),
  },
  dataSources: {
    both: defineDataSource({
      doc: "Gives a value.",
      schema: schema({ of: s.any() }),
      outputs: T.object({ list: T.list(T.number) }),
      read: async () => fromJs({ list: [1, 2] }),
    }),
  },
});
`;

describe("with two copies of the SDK", () => {
  let plugin: Plugin;
  let bench: Bench;
  beforeAll(async () => {
    project.write("src/index.ts", code);
    project.write("src/index.test.ts", "");
    project.checkTypes();
    project.bundle("src/index.ts", "both/index.js");
    project.write("both/package.json", '{ "type": "module" }');
    plugin = await loadJsPlugin(await readJsPackage(join(project.folder, "both")));
  });
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.remove());

  const component = <K extends "builders" | "provisioners" | "postProcessors" | "dataSources">(
    section: K,
    name: string,
  ) => {
    const found = plugin[section][name];
    if (!found) throw new Error(`no ${name}`);
    return found as NonNullable<Plugin[K][string]>;
  };

  it("a config of ours is decoded by theirs, with its places", async () => {
    const run = component("provisioners", "run");
    expect(await checkConfig(run, 'token = "x"\nwait = "7s"\npart {\n  size = "many"\n}')).toEqual([
      "wait: Seven. Not seven.",
      expect.stringMatching(/^part/),
    ]);
    expect(await checkConfig(run, { wait: "7s", tokn: 1 }, { isWeak: true })).toEqual([
      expect.stringMatching(/^tokn: .*Did you mean "token"\?/),
      "wait: Seven. Not seven.",
    ]);
  });

  it("their provisioner works on a machine of ours", async () => {
    const { communicator } = testMachine({ exec: (command) => `${command} ran\n` });
    const download = () => Promise.reject(new UnsupportedOperationError("no"));
    const machine = { communicator: { ...communicator, download }, generated: {} };
    const config =
      'execute = "sudo {{ .Command }}"\ntoken = "s3cr3t-token"\npart {\n size = 1\n}\npart {\n size = 2\n}';
    await runProvisioner(bench, component("provisioners", "run"), config, { machine });
    expect(bench.lines).toEqual([
      "==> token <sensitive> 1,2",
      "out sudo ls ran",
      "    cannot",
      '    {"k":"exited","code":3}',
    ]);
  });

  it("their builder owns its things in our ledger, and its machine refuses what ours understands", async () => {
    const provision = async ({ communicator }: { communicator: Parameters<Bench["provisionContext"]>[0] }) => {
      const { signal } = new AbortController();
      const error: unknown = await communicator.download("/x", () => undefined, { signal }).catch((thrown) => thrown);
      expect([error instanceof UnsupportedOperationError, isUnsupportedOperation(error)]).toEqual([false, true]);
    };
    const both = component("builders", "both");
    const artifact = await runBuilder(bench, both, { folder: bench.folder }, { provision });
    expect(await readFile(artifact?.files[0] ?? "", "utf8")).toBe("image");
    expect(bench.ledger.left().map(({ kind, life }) => [kind, life])).toEqual([["sdk.file", "output"]]);
    const failures = await failAtEachStep(both, ({ folder }) => ({ folder }));
    expect(failures.map(({ step, left, problems }) => [step, left, problems])).toEqual(
      ["Draft", "Machine", "StepProvision", "Publish"].map((step) => [step, [], []]),
    );
  });

  it("artifacts and values come through as they are", async () => {
    const artifact = testArtifact();
    const result = await runPostProcessor(bench, component("postProcessors", "both"), {}, { artifact });
    expect(result.artifact).toBe(artifact);
    expect(await readData(bench, component("dataSources", "both"), "of = { a = [1, null] }")).toEqual({ list: [1, 2] });
  });
});
