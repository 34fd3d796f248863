import { noneCommunicator, type Ui } from "@ingot/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loopback, memoryBrokers } from "../../test/memory-connection.ts";
import type { RpcClient, Services, Wire } from "../rpc/rpc.ts";
import { addArtifact } from "./add-artifact.ts";
import { addCommunicator } from "./add-communicator.ts";
import { addHook } from "./add-hook.ts";
import { addUi } from "./add-ui.ts";
import { artifactClient } from "./artifact-client.ts";
import { communicatorClient } from "./communicator-client.ts";
import { hookClient } from "./hook-client.ts";
import { uiClient } from "./ui-client.ts";

const wires = fc.letrec<{ wire: Wire }>((tie) => ({
  wire: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Wire>(null, true, "", Number.NaN, -1, 2 ** 53, 2n ** 64n - 1n, -0, "packer_provision"),
    fc.nat(3),
    fc.string(),
    fc.uint8Array({ maxLength: 5 }),
    fc.date(),
    fc.array(tie("wire"), { maxLength: 5 }),
    fc.dictionary(
      fc.constantFrom(
        "Name",
        "Data",
        "StreamId",
        "Command",
        "Path",
        "Src",
        "Dst",
        "Exclude",
        "FileInfo",
        "M",
        "S",
        "T",
        "N",
        "Message",
        "__proto__",
        "ResponseStreamId",
        "StdoutStreamId",
        "ReaderStreamId",
        "WriterStreamId",
        "Category",
        "Args",
        "TotalSize",
      ),
      tie("wire"),
    ),
  ),
})).wire;

const silent: Ui = {
  say: () => undefined,
  message: () => undefined,
  error: () => undefined,
  log: () => undefined,
  output: () => ({ write: async () => undefined, end: async () => undefined }),
  progress: () => ({ update: () => undefined, end: () => undefined }),
  emit: () => undefined,
  as: () => silent,
};
const artifact = {
  builderId: "b",
  id: "i",
  files: [],
  text: "t",
  state: async () => 1,
  destroy: async () => undefined,
};

/** Whether it ends by itself, with a value or an error; what waits has nothing to wait for but these turns. */
async function ends(work: Promise<unknown>, turns = 200): Promise<boolean> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  for (let turn = 0; turn < turns && !isOver; turn++) await new Promise((resolve) => setImmediate(resolve));
  if (!isOver) await new Promise((resolve) => setTimeout(resolve, 50));
  return isOver;
}

test("any call of any method is answered", async () => {
  const methods = [
    ...["Say", "Message", "Error", "Ask", "Machine", "NewTrackProgress"].map((name) => `Ui.${name}`),
    ...["Start", "Upload", "Download", "UploadDir", "DownloadDir"].map((name) => `Communicator.${name}`),
    ...["Id", "State", "Destroy"].map((name) => `Artifact.${name}`),
    ...["Run", "Cancel"].map((name) => `Hook.${name}`),
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), wires, async (method, args) => {
      const { right } = memoryBrokers(1);
      const services: Services = new Map();
      const over = new AbortController();
      addUi(services, silent, async () => "", over.signal);
      addCommunicator(services, noneCommunicator, right, over.signal);
      addArtifact(services, artifact, over.signal);
      addHook(services, { run: async () => undefined }, right, () => undefined, over.signal);
      expect(await ends(loopback(services).call(method, args))).toBe(true);
      over.abort();
    }),
    { numRuns: 1000 },
  );
});

test("any answer to any of our calls ends it", async () => {
  await fc.assert(
    fc.asyncProperty(wires, fc.nat(9), async (answer, what) => {
      const { left } = memoryBrokers(1);
      const client: RpcClient = { call: async () => answer, close: () => undefined };
      const signal = new AbortController().signal;
      const machine = { communicator: noneCommunicator, generated: {}, ui: silent, ask: async () => "" };
      const remote = communicatorClient(client, left);
      const { ui, ask, settle } = uiClient(client, () => undefined);
      const works: readonly (() => Promise<unknown>)[] = [
        () => artifactClient(client),
        () =>
          artifactClient({ ...client, call: async (method) => (method.endsWith("Destroy") ? answer : null) }).then(
            (one) => one.destroy(signal),
          ),
        () =>
          artifactClient({ ...client, call: async (method) => (method.endsWith("State") ? answer : null) }).then(
            (one) => one.state("x"),
          ),
        () => hookClient(client, left).run("packer_provision", machine, signal),
        () => remote.exec("x", { stdout: () => undefined, signal }),
        () => remote.upload("/x", (async function* () {})(), {}, { signal }),
        () => remote.download("/x", () => undefined, { signal }),
        () => remote.uploadDirectory("/x", "y", { signal }),
        () => ask("?", [], signal),
        () => {
          const tracker = ui.progress("x");
          tracker.update(1, 2);
          tracker.end();
          return settle();
        },
      ];
      expect(await ends((works[what] as () => Promise<unknown>)())).toBe(true);
    }),
    { numRuns: 300 },
  );
});
