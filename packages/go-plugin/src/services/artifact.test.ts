import type { Artifact, Json } from "@ingot/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectSides } from "../../test/connect-sides.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { Method, RpcClient, Wire } from "../rpc/rpc.ts";
import { addArtifact } from "./add-artifact.ts";
import { artifactClient } from "./artifact-client.ts";
import { offerServices } from "./offer-services.ts";
import { generatedOfWire, jsonOfState, wireOfGenerated } from "./state-value.ts";

const never = () => new AbortController().signal;
const image: Artifact = {
  builderId: "probe.builder",
  id: "art-1",
  files: ["a.img", "b.img"],
  text: "artifact art-1",
  state: async (key) => (key === "generated_data" ? { ID: "i-1", Port: 22, l: ["x", null, 1.5] } : undefined),
  destroy: async () => {
    throw new Error("cannot destroy");
  },
};

/** An artifact as it is seen over the wire. */
async function over(artifact: Artifact): Promise<{ readonly remote: Artifact; readonly client: RpcClient }> {
  const { host, plugin } = connectSides();
  const { id } = offerServices(plugin, (services, signal) => addArtifact(services, artifact, signal));
  const client = createRpcClient(await host.dial(id));
  return { remote: await artifactClient(client), client };
}

test("an artifact is the same on the other side", async () => {
  const { remote } = await over(image);
  const { builderId, id, files, text } = remote;
  expect({ builderId, id, files, text }).toEqual({
    builderId: "probe.builder",
    id: "art-1",
    files: ["a.img", "b.img"],
    text: "artifact art-1",
  });
  expect(await remote.state("generated_data")).toEqual({ ID: "i-1", Port: 22, l: ["x", null, 1.5] });
  expect(await remote.state("nil")).toBe(undefined);
  await expect(remote.destroy(never())).rejects.toThrow("cannot destroy");
  // The stream is as good as before.
  expect(await remote.state("nil")).toBe(undefined);
});

/** An artifact whose methods answer as they like. */
function answering(methods: Record<string, Method>): Promise<Artifact> {
  const { host, plugin } = connectSides();
  const { id } = offerServices(plugin, (services) => services.set("Artifact", methods));
  return host.dial(id).then((stream) => artifactClient(createRpcClient(stream)));
}
const empty = { BuilderId: () => "", Id: () => "", String: () => "", Files: () => null };

test("a getter that answers an error is empty, as Packer has it", async () => {
  const { state, destroy, ...facts } = await answering({});
  expect(facts).toEqual({ builderId: "", id: "", files: [], text: "" });
  expect(await state("x")).toBe(undefined);
  await expect(destroy(never())).rejects.toThrow("rpc: can't find method Artifact.Destroy");
});

test("Go's error of a destruction stands in the body", async () => {
  const destroy = async (answer: Wire) => (await answering({ ...empty, Destroy: () => answer })).destroy(never());
  await destroy(null);
  await expect(destroy({ Message: "cannot destroy" })).rejects.toThrow("cannot destroy");
  await expect(destroy("no")).rejects.toThrow("no");
  await expect(destroy({})).rejects.toThrow("The artifact could not be destroyed");
});

test.each<[string, Record<string, Method>, string]>([
  ["a number for an id", { Id: () => 5 }, "Artifact.Id must be text, and is a number"],
  ["a text for files", { Files: () => "x" }, "Artifact.Files must be a list of texts, and is text"],
  ["a map among files", { Files: () => [{}] }, "Artifact.Files[0] must be text, and is a map"],
])("%s is an error", async (_name, methods, message) => {
  await expect(answering({ ...empty, ...methods })).rejects.toThrow(message);
});

test("an artifact whose process ends in the middle is an error", async () => {
  const { host, plugin } = connectSides();
  const { id } = offerServices(plugin, (services) =>
    services.set("Artifact", {
      ...empty,
      Id: () => {
        plugin.close();
        return new Promise<Wire>(() => undefined);
      },
    }),
  );
  await expect(artifactClient(createRpcClient(await host.dial(id)))).rejects.toThrow(/EOF|closed/);
});

test("a destruction is waited for no longer than its signal", async () => {
  const stop = new AbortController();
  const artifact = await answering({ ...empty, Destroy: () => new Promise<Wire>(() => undefined) });
  const destroyed = artifact.destroy(stop.signal);
  stop.abort(new Error("enough"));
  await expect(destroyed).rejects.toThrow("enough");
});

const raw: Wire = {
  bytes: Uint8Array.of(1, 2),
  big: 2n ** 63n,
  at: new Date(1_700_000_000_000),
  inf: Infinity,
  not: NaN,
};

test("what Json has no room for becomes text and numbers", () => {
  expect(jsonOfState(raw)).toEqual({
    bytes: [1, 2],
    big: "9223372036854775808",
    at: "2023-11-14T22:13:20.000Z",
    inf: "+Inf",
    not: "NaN",
  });
  expect(JSON.stringify(jsonOfState(JSON.parse('{"__proto__": {"x": 1}}')))).toBe('{"__proto__":{"x":1}}');
});

test("the state of an artifact of another process is passed on as it came", async () => {
  const first = await answering({ ...empty, State: () => raw });
  const { client, remote } = await over(first);
  const passed = (await client.call("Artifact.State", "x")) as Record<string, Wire>;
  expect(passed.bytes).toEqual(Uint8Array.of(1, 2));
  expect(passed.big).toBe(2n ** 63n);
  expect((passed.at as Date).getTime()).toBe(1_700_000_000_000);
  expect(await remote.state("x")).toEqual(jsonOfState(raw));
});

test("every state that Json can say arrives as it is", async () => {
  let now: Json = null;
  const { remote } = await over({ ...image, state: async () => now });
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ noUnicodeString: false } as never), async (value) => {
      now = JSON.parse(JSON.stringify(value)) as Json;
      expect(await remote.state("x")).toEqual(now ?? undefined);
    }),
    { numRuns: 200 },
  );
});

test("the data of a machine is scalars", () => {
  const data: Wire = {
    ID: "i-1",
    Port: 22,
    Auth: true,
    Key: new TextEncoder().encode("secret"),
    Big: 2n ** 64n - 1n,
    None: null,
    List: ["x"],
    Map: {},
    At: new Date(0),
  };
  expect(generatedOfWire(data)).toEqual({
    generated: { ID: "i-1", Port: 22, Auth: true, Key: "secret", Big: "18446744073709551615" },
    left: ["None, which is nil", "List, which is a list", "Map, which is a map", "At, which is a time"],
  });
  expect(generatedOfWire("x")).toEqual({ generated: {}, left: ["all of it, which is text"] });
  expect(generatedOfWire(null)).toEqual({ generated: {}, left: [] });
});

test("a value that provisioners cannot read is refused before it is sent", () => {
  expect(wireOfGenerated({ ID: "x", Port: 22, Auth: false })).toEqual({ ID: "x", Port: 22, Auth: false });
  expect(() => wireOfGenerated({ Tags: ["a"] } as never)).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: The machine's value "Tags" must be a text, a number or a boolean: provisioners read nothing else]`,
  );
});
