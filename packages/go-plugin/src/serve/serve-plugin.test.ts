import { setTimeout as sleep } from "node:timers/promises";
import { T, type Type, V } from "@ingot/hcl";
import {
  type Artifact,
  type Communicator,
  defineBuilder,
  defineDataSource,
  definePlugin,
  definePostProcessor,
  defineProvisioner,
  noneCommunicator,
  type ResourceKind,
  s,
  schema,
  type Ui,
} from "@ingot/sdk";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { cookie, plainWorkshop, type Served, serve, versions } from "../../test/serve-in-process.ts";
import { decodeData } from "../cty/decode-data.ts";
import { encodeCtyJson } from "../cty/encode-cty-json.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import { RemoteError, type Wire } from "../rpc/rpc.ts";
import { addArtifact } from "../services/add-artifact.ts";
import { addCommunicator } from "../services/add-communicator.ts";
import { addHook } from "../services/add-hook.ts";
import { addUi } from "../services/add-ui.ts";
import { artifactClient } from "../services/artifact-client.ts";
import type { Hook } from "../services/hook.ts";
import { offerServices } from "../services/offer-services.ts";
import { decodeSpec } from "../spec/decode-spec.ts";
import { servePlugin } from "./serve-plugin.ts";

const opened: Served[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end();
});

const start: typeof serve = async (...args) => {
  const served = await serve(...args);
  opened.push(served);
  return served;
};

const cty = (settings: Record<string, string | number | null>) =>
  encodeCtyJson(
    V.object(
      Object.entries(settings).map(([name, value]) => [
        name,
        value === null ? V.null(T.string) : typeof value === "number" ? V.number(value) : V.string(value),
      ]),
    ),
  );
const vars = { packer_build_name: "web", packer_builder_type: "test", packer_debug: "false", packer_on_error: "" };
const configs = (settings: Record<string, string | number | null>, ...more: Wire[]) => ({
  Configs: [vars, cty(settings), ...more],
});

function recorder(lines: string[]): Ui {
  const ui: Ui = {
    say: (text) => void lines.push(text),
    message: (text) => void lines.push(text),
    error: (text) => void lines.push(`!! ${text}`),
    log: () => undefined,
    output: () => ({ write: () => undefined, end: async () => undefined }),
    progress: () => ({ update: () => undefined, end: () => undefined }),
    emit: () => undefined,
    as: () => ui,
  };
  return ui;
}

/** The host's side of a run: its voice, and what else it serves on the same stream. */
function host(served: Served, more: { hook?: Hook; artifact?: Artifact; communicator?: Communicator } = {}) {
  const lines: string[] = [];
  const offer = offerServices(served.connection, (services, signal) => {
    addUi(services, recorder(lines), async (prompt) => `answer to ${prompt}`, signal);
    if (more.hook) addHook(services, more.hook, served.connection, () => undefined, signal);
    if (more.artifact) addArtifact(services, more.artifact, signal);
    if (more.communicator) addCommunicator(services, more.communicator, served.connection, signal);
  });
  return { ...offer, lines };
}

const artifactOf = (id: string, destroyed: string[] = []): Artifact => ({
  builderId: "test.thing",
  id,
  files: ["a", "b"],
  text: `thing ${id}`,
  state: async (key) => (key === "generated_data" ? { ID: id, Port: 22, list: ["dropped"] } : undefined),
  destroy: async () => void destroyed.push(id),
});

const thing: ResourceKind<{ readonly token: string }> = {
  kind: "test.thing",
  reach: "host",
  describe: (_, id) => `thing ${id}`,
  named: ({ token }) => token,
  destroy: async () => undefined,
};

describe("what the words ask for", () => {
  const run = async (words: string[], env: Record<string, string> = cookie) => {
    const said: string[] = [];
    const code = await servePlugin(
      async () =>
        definePlugin({ name: "test", postProcessors: { test: anyPostProcessor, "test-b": anyPostProcessor } }),
      {
        words,
        program: "packer-plugin-test",
        version: "1.2.3-dev",
        versions,
        workshop: plainWorkshop([]),
        env,
        announce: (line) => said.push(`> ${line}`),
        log: (line) => said.push(line),
      },
    );
    return [code, ...said];
  };
  const anyPostProcessor = definePostProcessor({
    schema: schema({}),
    doc: "",
    postProcess: async (_, artifact) => ({ artifact, keep: true, keepIsForced: false }),
  });

  test("describe", async () => {
    expect(await run(["describe"], {})).toEqual([
      0,
      '> {"version":"1.2.3-dev","sdk_version":"0.1.0","api_version":"x5.0","builders":[],"post_processors":["-packer-default-plugin-name-","b"],"provisioners":[],"datasources":[],"protocol_version":"v2"}',
    ]);
  });

  test.each([
    [[], cookie, "needs at least one argument"],
    [["start", "builder", "x"], {}, "Please do not execute plugins directly. Packer will execute these for you."],
    [["start", "builder", "x"], cookie, 'The plugin "test" has no builder "x". It has: none'],
    [
      ["start", "post-processor", "x"],
      cookie,
      'The plugin "test" has no post-processor "x". It has: -packer-default-plugin-name-, b',
    ],
  ])("%j", async (words, env, message) => {
    expect(await run(words, env as Record<string, string>)).toEqual([1, message]);
  });

  test("it ends with 0 when the host has gone", async () => {
    const served = await serve({ postProcessors: { test: anyPostProcessor } }, "start post-processor test");
    await served.client.call("PostProcessor.Configure", configs({}));
    expect(await served.end()).toBe(0);
  });
});

describe("a builder", () => {
  const signals: AbortSignal[] = [];
  const builder = defineBuilder({
    schema: schema({
      name: s.string().required(),
      size: s.number(),
      password: s.string().sensitive(),
      mode: s.string(),
    }),
    doc: "",
    generatedNames: () => ["Extra"],
    run: async (config, context) => {
      const { ui, resources, signal } = context;
      signals.push(signal);
      ui.say(`building ${config.name} of ${config.size} for ${context.buildName}, ${config.password}`);
      await resources.own(
        thing,
        (token) => ({ token }),
        async () => "run-thing",
      );
      await resources.own(
        thing,
        (token) => ({ token }),
        async () => "output",
        { life: "output" },
      );
      if (config.mode === "throw") throw new Error("it broke");
      if (config.mode === "wait") await sleep(60_000, undefined, { signal });
      if (config.mode === "ask") ui.say(await context.ask("really?", [], signal));
      if (config.mode === "nothing") return undefined;
      const machine = { communicator: noneCommunicator, generated: { ID: "i-1", Extra: 7 } };
      await context.provision(machine, signal);
      return artifactOf(config.name);
    },
  });
  const plugin = { builders: { test: builder } };

  test.each(["gob", "protobuf"] as const)("has a spec in %s", async (encoding) => {
    const words = `start builder ${encoding === "protobuf" ? "--protobuf " : ""}test`;
    const { client } = await start(plugin, words);
    const { ConfigSpec } = (await client.call("Builder.ConfigSpec", null)) as { ConfigSpec: Uint8Array };
    expect([...decodeSpec(ConfigSpec, encoding).parts.keys()].sort()).toEqual(["mode", "name", "password", "size"]);
  });

  test("says what is wrong with its config, and what it gives", async () => {
    const { client } = await start(plugin, "start builder test");
    expect(await client.call("Builder.Prepare", configs({ name: "a", size: 3 }))).toEqual({
      GeneratedVars: ["Extra"],
      Warnings: [],
      Error: null,
    });
    const answer = await client.call("Builder.Prepare", configs({ name: null, siez: "x" }));
    expect((answer as { Error: { Message: string } }).Error.Message).toMatchInlineSnapshot(`
      "2 error(s) occurred:

      * siez: Unsupported argument. A setting named "siez" is not expected here. Did you mean "size"?
      * name: Missing required argument. The builder "test" needs "name"; here it is empty. Give it a value."
    `);
  });

  test("runs: its voice, the hook, its artifact, and its things", async () => {
    const jobs: string[] = [];
    const served = await start(plugin, "start builder test", { jobs });
    const { client, connection } = served;
    await client.call("Builder.Prepare", configs({ name: "a", size: 3, password: "hunter22" }));
    const hooks: unknown[] = [];
    const hook: Hook = {
      run: async (name, { generated, communicator, ui }) => {
        hooks.push(name, generated);
        ui.say("from a provisioner");
        await communicator.exec("true", { signal: new AbortController().signal });
      },
    };
    const { id, lines } = host(served, { hook });
    const artifactId = await client.call("Builder.Run", id);
    expect(lines).toEqual(["building a of 3 for test.web, <sensitive>", "from a provisioner"]);
    expect(hooks).toEqual([
      "packer_provision",
      {
        ID: "i-1",
        Extra: 7,
        PackerRunUUID: expect.any(String),
        PackerHTTPIP: "ERR_HTTP_IP_NOT_IMPLEMENTED_BY_BUILDER",
        PackerHTTPPort: "ERR_HTTP_PORT_NOT_IMPLEMENTED_BY_BUILDER",
        PackerHTTPAddr: "ERR_HTTP_ADDR_NOT_IMPLEMENTED_BY_BUILDER",
      },
    ]);
    expect(jobs).toEqual(["open test.web test", "commit", "destroy run-thing", "close"]);
    const artifact = await artifactClient(createRpcClient(await connection.dial(Number(artifactId))));
    expect(artifact).toMatchObject({ builderId: "test.thing", id: "a", files: ["a", "b"], text: "thing a" });
    expect(await artifact.state("generated_data")).toEqual({ ID: "a", Port: 22 });
    await artifact.destroy(new AbortController().signal);
  });

  test("may give no artifact, and may ask", async () => {
    const served = await start(plugin, "start builder test");
    await served.client.call("Builder.Prepare", configs({ name: "a", mode: "nothing" }));
    expect(await served.client.call("Builder.Run", host(served).id)).toBe(0);
    await served.client.call("Builder.Prepare", configs({ name: "a", mode: "ask" }));
    const { id, lines } = host(served, { hook: { run: async () => undefined } });
    expect(await served.client.call("Builder.Run", id)).not.toBe(0);
    expect(lines.at(-1)).toBe("answer to really?");
  });

  test("undoes everything when it fails", async () => {
    const jobs: string[] = [];
    const served = await start(plugin, "start builder test", { jobs });
    await served.client.call("Builder.Prepare", configs({ name: "a", mode: "throw" }));
    await expect(served.client.call("Builder.Run", host(served).id)).rejects.toThrow("it broke");
    expect(jobs).toEqual(["open test.web test", "destroy output", "destroy run-thing", "close"]);
  });

  test("fails with what its provisioners fail with", async () => {
    const served = await start(plugin, "start builder test");
    await served.client.call("Builder.Prepare", configs({ name: "a" }));
    const hook: Hook = {
      run: async () => {
        throw new Error("no such machine");
      },
    };
    await expect(served.client.call("Builder.Run", host(served, { hook }).id)).rejects.toThrow("no such machine");
  });

  test("is cancelled while it runs, not before or after, and can run again", async () => {
    const jobs: string[] = [];
    const served = await start(plugin, "start builder test", { jobs });
    const { client } = served;
    await client.call("Builder.Cancel", null);
    await client.call("Builder.Prepare", configs({ name: "a", mode: "wait" }));
    const running = client.call("Builder.Run", host(served).id);
    running.catch(() => undefined);
    await expect.poll(() => jobs).toEqual(["open test.web test"]);
    await client.call("Builder.Cancel", null);
    await expect(running).rejects.toThrow("context canceled");
    expect(jobs.slice(1)).toEqual(["destroy output", "destroy run-thing", "close"]);
    await client.call("Builder.Prepare", configs({ name: "a", mode: "nothing" }));
    expect(await client.call("Builder.Run", host(served).id)).toBe(0);
  });

  test("is undone when the host dies under it", async () => {
    const jobs: string[] = [];
    const served = await serve(plugin, "start builder test", { jobs });
    await served.client.call("Builder.Prepare", configs({ name: "a", mode: "wait" }));
    served.client.call("Builder.Run", host(served).id).catch(() => undefined);
    await expect.poll(() => jobs).toEqual(["open test.web test"]);
    expect(await served.end()).toBe(0);
    expect(jobs.slice(1)).toEqual(["destroy output", "destroy run-thing", "close"]);
  });

  test("does not run without a config", async () => {
    const served = await start(plugin, "start builder test");
    await expect(served.client.call("Builder.Run", host(served).id)).rejects.toThrow(
      'The builder "test" was not given its config before it was told to run',
    );
  });
});

describe("a provisioner", () => {
  const provisioner = defineProvisioner({
    schema: schema({ command: s.string().required(), kind: s.enum("a", "b").default("a") }),
    doc: "",
    provision: async ({ command, kind }, { communicator, ui, generated, signal }) => {
      const exit = await communicator.exec(command, { signal });
      ui.say(`${kind} ${command}: ${JSON.stringify(exit)} on ${generated.ID}`);
    },
  });
  const machine = (ran: string[]): Communicator => ({
    ...noneCommunicator,
    exec: async (command) => {
      ran.push(command);
      return { k: "exited", code: 3 };
    },
  });

  test("works on the host's machine", async () => {
    const served = await start({ provisioners: { "test-run": provisioner } }, "start provisioner --protobuf run");
    expect(await served.client.call("Provisioner.Prepare", configs({ command: "ls", kind: null }, { kind: "b" }))).toBe(
      null,
    );
    const ran: string[] = [];
    const { id, lines } = host(served, { communicator: machine(ran) });
    await served.client.call("Provisioner.Provision", { GeneratedData: { ID: "i-1", L: ["x"] }, StreamID: id });
    expect(ran).toEqual(["ls"]);
    expect(lines).toEqual(['b ls: {"k":"exited","code":3} on i-1']);
  });

  test("reads the values of the build when it runs, which are unknown before", async () => {
    const served = await start({ provisioners: { test: provisioner } }, "start provisioner test");
    const { client } = served;
    // HCL2: prepared again when they are known.
    await client.call("Provisioner.Prepare", configs({ command: "<unknown>", kind: "<unknown>" }));
    await client.call("Provisioner.Prepare", configs({ command: "echo i-1", kind: "b" }));
    const ran: string[] = [];
    await client.call("Provisioner.Provision", { StreamID: host(served, { communicator: machine(ran) }).id });
    // Which names there are is not said.
    await client.call("Provisioner.Prepare", configs({ command: "{{ build `Extra` }}", kind: "b" }));
    // Legacy JSON: rendered by ourselves.
    const packer = { packer_user_variables: { v: "from a variable" }, packer_debug: false };
    const placeholder = "Build_ID. To set this dynamically in the Packer template, you must use the `build` function";
    const raw = { command: "{{ build `ID` }} {{ user `v` }}", kind: placeholder };
    await client.call("Provisioner.Prepare", { Configs: [raw, packer, { ID: placeholder }] });
    const second = { ...raw, kind: "{{ build `Kind` }}" };
    const names = { ID: placeholder, Kind: placeholder.replace("ID", "Kind") };
    await client.call("Provisioner.Prepare", { Configs: [second, packer, names] });
    const { id } = host(served, { communicator: machine(ran) });
    await client.call("Provisioner.Provision", { GeneratedData: { ID: "i-2", Kind: "b" }, StreamID: id });
    expect(ran).toEqual(["echo i-1", "i-2 from a variable"]);
  });

  test("a config that is wrong is an error of the call", async () => {
    const { client } = await start({ provisioners: { test: provisioner } }, "start provisioner test");
    await expect(
      client.call("Provisioner.Prepare", configs({ command: "", kind: "c" })),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [RemoteError: 2 error(s) occurred:

      * command: Missing required argument. The provisioner "test" needs "command"; here it is empty. Give it a value.
      * kind: Invalid value for "kind". "kind" must be "a" or "b"; "c" is not one of them. Did you mean "a"?]
    `);
  });
});

describe("a post-processor", () => {
  const destroyed: string[] = [];
  const postProcessor = definePostProcessor({
    schema: schema({ mode: s.string().required() }),
    doc: "",
    postProcess: async ({ mode }, artifact, { generated, resources }) => {
      await resources.own(
        thing,
        (token) => ({ token }),
        async () => "output",
        { life: "output" },
      );
      if (mode === "throw") throw new Error(`no luck with ${artifact.id} at ${generated.Port}`);
      if (mode === "same") return { artifact, keep: true, keepIsForced: true };
      if (mode === "nothing") return { artifact: undefined, keep: false, keepIsForced: false };
      return { artifact: artifactOf("new", destroyed), keep: false, keepIsForced: false };
    },
  });
  const run = async (mode: string, jobs: string[] = []) => {
    const served = await start({ postProcessors: { test: postProcessor } }, "start post-processor test", { jobs });
    await served.client.call("PostProcessor.Configure", configs({ mode }));
    const { id, ended } = host(served, { artifact: artifactOf("old", destroyed) });
    const answer = (await served.client.call("PostProcessor.PostProcess", id)) as Record<string, Wire>;
    const client =
      answer.StreamId === 0 ? undefined : createRpcClient(await served.connection.dial(Number(answer.StreamId)));
    return { answer, client, ended };
  };

  test("gives another artifact", async () => {
    const { answer, client, ended } = await run("new");
    expect(answer).toMatchObject({ Err: null, Keep: false, ForceOverride: false });
    await ended;
    expect(await client?.call("Artifact.Id", null)).toBe("new");
    await client?.call("Artifact.Destroy", null);
    expect(destroyed).toEqual(["new"]);
  });

  test("gives back the one that it got: the host is asked for what it has", async () => {
    const { answer, client, ended } = await run("same");
    expect(answer).toMatchObject({ Err: null, Keep: true, ForceOverride: true });
    expect(await client?.call("Artifact.Id", null)).toBe("old");
    expect(await client?.call("Artifact.State", "generated_data")).toMatchObject({ ID: "old" });
    client?.close();
    await ended;
  });

  test("gives none, or fails", async () => {
    const jobs: string[] = [];
    expect((await run("nothing", jobs)).answer).toEqual({ Err: null, Keep: false, ForceOverride: false, StreamId: 0 });
    expect(jobs).toEqual(["open test.web test", "commit", "close"]);
    expect((await run("throw", jobs)).answer).toEqual({
      Err: { Message: "no luck with old at 22" },
      Keep: false,
      ForceOverride: false,
      StreamId: 0,
    });
    expect(jobs.slice(3)).toEqual(["open test.web test", "destroy output", "close"]);
  });
});

describe("a data source", () => {
  const outputs = T.object({ name: T.string, sizes: T.list(T.number), inner: T.object({ a: T.string }) });
  const source = defineDataSource({
    schema: schema({ name: s.string().required() }),
    doc: "",
    outputs: outputs as Extract<typeof outputs, { k: "object" }>,
    read: async ({ name }) => {
      if (name === "throw") throw new Error("nothing there");
      return V.object({
        name: V.string(name),
        sizes: V.list(T.number, [V.number(1)]),
        inner: V.object({ a: V.string("x") }),
      });
    },
  });

  test.each(["gob", "protobuf"] as const)("in %s", async (encoding) => {
    const words = `start datasource test${encoding === "protobuf" ? " --protobuf" : ""}`;
    const { client } = await start({ dataSources: { test: source } }, words);
    const { OutputSpec } = (await client.call("Datasource.OutputSpec", null)) as { OutputSpec: Uint8Array };
    expect([...decodeSpec(OutputSpec, encoding).parts].map(([name, { k }]) => `${name} ${k}`).sort()).toEqual([
      "inner block",
      "name attr",
      "sizes attr",
    ]);
    expect(await client.call("Datasource.Configure", { Configs: [cty({ name: "a" })] })).toEqual({ Error: null });
    const { Value } = (await client.call("Datasource.Execute", null)) as { Value: Uint8Array };
    const value = decodeData(Value, encoding);
    expect(value.k === "object" && value.entries.get("name")).toMatchObject({ value: "a" });
    await client.call("Datasource.Configure", { Configs: [cty({ name: "throw" })] });
    await expect(client.call("Datasource.Execute", null)).rejects.toThrow("nothing there");
    await expect(client.call("Datasource.Configure", { Configs: [cty({})] })).rejects.toThrow("1 error(s) occurred");
  });
});

describe("a host that sends anything", () => {
  const config = schema({ text: s.string(), numbers: s.list(s.number()), block: s.blocks(schema({ a: s.any() })) });
  const plugin = {
    builders: { test: defineBuilder({ schema: config, doc: "", run: async () => undefined }) },
    provisioners: { test: defineProvisioner({ schema: config, doc: "", provision: async () => undefined }) },
    postProcessors: {
      test: definePostProcessor({
        schema: config,
        doc: "",
        postProcess: async (_, artifact) => ({ artifact, keep: true, keepIsForced: false }),
      }),
    },
    dataSources: {
      test: defineDataSource({
        schema: config,
        doc: "",
        outputs: T.object({}) as Extract<Type, { k: "object" }>,
        read: async () => V.object([]),
      }),
    },
  };
  const { wire } = fc.letrec<{ wire: Wire }>((tie) => ({
    wire: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Wire>(null, true, 0, -1, 1.5, 2 ** 40, 10n ** 18n, "", "text", "{{", "<unknown>", new Date(0)),
      fc.string(),
      fc.uint8Array({ maxLength: 20 }),
      fc
        .constantFrom('{"value":{"text":1},"type":["object",{"text":"number"}]}', '{"value":null,"type":"string"}')
        .map((text) => Buffer.from(text)),
      fc.array(tie("wire"), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom(
          "Configs",
          "text",
          "numbers",
          "block",
          "a",
          "packer_debug",
          "packer_user_variables",
          "StreamID",
        ),
        tie("wire"),
        { maxKeys: 4 },
      ),
    ),
  }));
  const configsOf = fc.oneof(
    wire,
    fc.array(wire, { maxLength: 4 }).map((list): Wire => ({ Configs: list })),
  );

  test.each([
    ["builder", "Builder.Prepare"],
    ["provisioner", "Provisioner.Prepare"],
    ["provisioner", "Provisioner.Provision"],
    ["post-processor", "PostProcessor.Configure"],
    ["datasource", "Datasource.Configure"],
  ])("to a %s by %s gets an answer", async (kind, method) => {
    const { client } = await start(plugin, `start ${kind} test`);
    await fc.assert(
      fc.asyncProperty(configsOf, async (args) => {
        await client.call(method, args).catch((error: unknown) => expect(error).toBeInstanceOf(RemoteError));
      }),
      { numRuns: 200 },
    );
    await expect(client.call(method.replace(/\..*/, ".Cancel"), null)).resolves.toBe(null);
  });
});
