import type { Ask, EventBody, Ui } from "@ingot/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loopback } from "../../test/memory-connection.ts";
import type { RpcClient, Services, Wire } from "../rpc/rpc.ts";
import { addUi } from "./add-ui.ts";
import { uiClient } from "./ui-client.ts";

const never = new AbortController().signal;
const nobody: Ask = async () => {
  throw new Error("There is no terminal to ask at");
};

/** A voice that writes down what it says. */
function recorder(): { readonly ui: Ui; readonly said: string[] } {
  const said: string[] = [];
  const ui: Ui = {
    say: (text) => said.push(`say ${text}`),
    message: (text) => said.push(`message ${text}`),
    error: (text) => said.push(`error ${text}`),
    log: (text) => said.push(`log ${text}`),
    output: () => ({ write: async () => undefined, end: async () => undefined }),
    progress: (label) => {
      said.push(`begin ${label}`);
      return {
        update: (done, total) => said.push(`update ${label} ${done}/${total}`),
        end: () => said.push(`end ${label}`),
      };
    },
    emit: (event: EventBody) => said.push(JSON.stringify(event)),
    as: () => ui,
  };
  return { ui, said };
}

function serve(ask: Ask = nobody, signal = new AbortController().signal) {
  const services: Services = new Map();
  const { ui, said } = recorder();
  addUi(services, ui, ask, signal);
  return { services, said, client: loopback(services) };
}

test("what a peer says is said here", async () => {
  const { client, said } = serve(async (prompt) => `answer to ${prompt}`);
  await client.call("Ui.Say", "one\ntwo");
  await client.call("Ui.Message", new TextEncoder().encode("m"));
  await client.call("Ui.Error", "e");
  await client.call("Ui.Machine", { Category: "cat", Args: ["a1", "a2"] });
  expect(await client.call("Ui.Ask", "q?")).toBe("answer to q?");
  expect(said).toEqual([
    "say one\ntwo",
    "message m",
    "error e",
    '{"type":"machine","category":"cat","args":["a1","a2"]}',
  ]);
});

test.each<[string, Wire, string]>([
  ["Ui.Say", 7, "The text must be text, and is a number"],
  ["Ui.Machine", "x", "The fact must be a map, and is text"],
  ["Ui.Machine", { Category: "x", Args: [["y"]] }, "Args[0] must be text, and is a list"],
  [
    "Ui.NewTrackProgress",
    { Src: "x", TotalSize: 2n ** 64n - 1n },
    "TotalSize must be a whole number, and is a number of more than 53 bits",
  ],
  ["Ui.Ask", "?", "There is no terminal to ask at"],
  ["Ui.Nope", null, "rpc: can't find service Ui.Nope"],
])("%s(%o) is an error", async (method, args, message) => {
  const { client } = serve();
  await expect(client.call(method, args)).rejects.toThrow(message);
});

test("a transfer has a service of its own, which goes with it", async () => {
  const { client, services, said } = serve();
  const id = await client.call("Ui.NewTrackProgress", { Src: "dir/src.iso", TotalSize: 10, CurrentSize: 2 });
  expect(id).toMatch(/^dir\/src\.iso[A-Za-z0-9]{6}$/);
  await client.call(`Ui${id}.Add`, 8);
  await client.call(`Ui${id}.Add`, 0);
  await client.call(`Ui${id}.Close`, null);
  expect(said).toEqual([
    "begin dir/src.iso",
    "update dir/src.iso 2/10",
    "update dir/src.iso 10/10",
    "update dir/src.iso 10/10",
    "end dir/src.iso",
  ]);
  expect([...services.keys()]).toEqual(["Ui"]);
});

test("a peer that begins thousands of transfers is refused, and none is left when it goes", async () => {
  const end = new AbortController();
  const { client, services, said } = serve(nobody, end.signal);
  const begun = await Promise.allSettled(
    Array.from({ length: 3000 }, () =>
      client.call("Ui.NewTrackProgress", { Src: "x".repeat(5000), TotalSize: 1, CurrentSize: 0 }),
    ),
  );
  expect(begun.filter((one) => one.status === "fulfilled")).toHaveLength(256);
  expect(services.size).toBe(257);
  end.abort();
  expect(services.size).toBe(1);
  expect(said.filter((line) => line.startsWith("end"))).toHaveLength(256);
});

test("the answer waits while the renderers are behind", async () => {
  const services: Services = new Map();
  let goOn = () => undefined as unknown;
  const behind = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  addUi(services, { ...recorder().ui, caughtUp: () => behind }, nobody, never);
  let isAnswered = false;
  const call = loopback(services)
    .call("Ui.Say", "x")
    .then(() => {
      isAnswered = true;
    });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  goOn();
  await call;
});

test("what we say goes out in its order, one call after another", async () => {
  let open = 0;
  let most = 0;
  const heard: [string, Wire][] = [];
  const client: RpcClient = {
    call: async (method, args) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      heard.push([method, args]);
      open -= 1;
      return null;
    },
    close: () => undefined,
  };
  const logged: string[] = [];
  const { ui, settle } = uiClient(client, (text) => logged.push(text));
  ui.say("a");
  ui.message("b");
  ui.error("c");
  ui.log("for the log");
  ui.emit({ type: "machine", category: "k", args: ["v"] });
  ui.emit({ type: "heartbeat", step: "", silentMs: 0, elapsedMs: 0 });
  ui.emit({ type: "say", level: "message", text: "d" });
  ui.as("tag").say("e");
  const output = ui.output("stdout");
  await output.write(new TextEncoder().encode("one\ntw"));
  await output.write(new TextEncoder().encode("o\nthree"));
  await output.end();
  await ui.output("stderr").write(new TextEncoder().encode("bad\n"));
  await settle();
  expect(most).toBe(1);
  expect(logged).toEqual(["for the log"]);
  expect(heard).toEqual([
    ["Ui.Say", "a"],
    ["Ui.Message", "b"],
    ["Ui.Error", "c"],
    ["Ui.Machine", { Category: "k", Args: ["v"] }],
    ["Ui.Message", "d"],
    ["Ui.Say", "tag: e"],
    ["Ui.Say", "one"],
    ["Ui.Say", "two"],
    ["Ui.Say", "three"],
    ["Ui.Error", "bad"],
  ]);
});

test("lines are the same, however their bytes were cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.array(fc.nat(50)), async (text, cuts) => {
      const bytes = new TextEncoder().encode(text);
      const whole = await linesOf([bytes]);
      const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
      const parts = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
      expect(await linesOf(parts)).toEqual(whole);
    }),
  );
});

async function linesOf(parts: readonly Uint8Array[]): Promise<string[]> {
  const { client, said } = serve();
  const output = uiClient(client).ui.output("stdout");
  for (const part of parts) await output.write(part);
  await output.end();
  return said;
}

test("a peer that is gone takes nothing, and nobody waits for it", async () => {
  const client: RpcClient = {
    call: async () => {
      throw new Error("the connection is over");
    },
    close: () => undefined,
  };
  const { ui, ask, settle } = uiClient(client);
  ui.say("x");
  const tracker = ui.progress("p");
  tracker.update(1, 2);
  tracker.end();
  await ui.output("stdout").write(new TextEncoder().encode("x\n"));
  await settle();
  await expect(ask("?", [], never)).rejects.toThrow("the connection is over");
});

test("a question is withdrawn with its signal, and asked again until the answer is one of the choices", async () => {
  const answers = ["x", "Retry"];
  const { client, said } = serve(async () => answers.shift() ?? "");
  const { ask } = uiClient(client);
  expect(await ask("[c] or [r]?", ["c", "r"], never)).toBe("r");
  expect(said).toEqual(['say Incorrect input: "x"']);
  const open = serve(() => new Promise(() => undefined));
  const stop = new AbortController();
  const asked = uiClient(open.client).ask("?", [], stop.signal);
  stop.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
});

test("progress is told by what came since the last time", async () => {
  const { client, said, services } = serve();
  const { ui, settle } = uiClient(client);
  const tracker = ui.progress("disk");
  for (let done = 1; done <= 1000; done++) tracker.update(done, 1000);
  tracker.end();
  tracker.end();
  await settle();
  expect(said.at(0)).toBe("begin disk");
  expect(said.at(-2)).toBe("update disk 1000/1000");
  expect(said.at(-1)).toBe("end disk");
  expect(said.length).toBeLessThan(10);
  expect(services.size).toBe(1);
  expect(client.calls.filter(([method]) => method.endsWith(".Close"))).toHaveLength(1);
});
