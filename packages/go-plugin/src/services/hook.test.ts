import { type Ask, noneCommunicator, type Ui } from "@ingot/sdk";
import { afterEach, expect, test, vi } from "vitest";
import { connectSides } from "../../test/connect-sides.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { RpcClient, Wire } from "../rpc/rpc.ts";
import { addHook } from "./add-hook.ts";
import type { Hook, HookMachine } from "./hook.ts";
import { hookClient } from "./hook-client.ts";
import { offerServices } from "./offer-services.ts";

afterEach(() => void vi.useRealTimers());

const never = () => new AbortController().signal;
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
const nobody: Ask = async (prompt) => `answer to ${prompt}`;

/** A host with a hook, and the plugin's side of it. */
async function connect(run: Hook["run"]) {
  const { host, plugin } = connectSides();
  const log: string[] = [];
  const offer = offerServices(host, (services, signal) =>
    addHook(services, { run }, host, (text) => log.push(text), signal),
  );
  const client = createRpcClient(await plugin.dial(offer.id));
  return { client, plugin, host, offer, log, hook: hookClient(client, plugin) };
}

const machine: HookMachine = {
  communicator: noneCommunicator,
  generated: { ID: "i-1", Port: 22 },
  ui: silent,
  ask: nobody,
};

test("a hook works on the machine of the builder, and speaks there", async () => {
  const said: string[] = [];
  const outputs: string[] = [];
  const { hook } = await connect(async (name, { communicator, generated, ui, ask }) => {
    ui.say(`${name} on ${generated.ID}:${generated.Port} by ${communicator.type}`);
    ui.message(await ask("name?", [], never()));
    const stdout = (chunk: Uint8Array) => void outputs.push(Buffer.from(chunk).toString());
    const exit = await communicator.exec("echo", { stdout, signal: never() });
    ui.error(JSON.stringify(exit));
  });
  const ui = {
    ...silent,
    say: (text: string) => said.push(text),
    message: (text: string) => said.push(text),
    error: (text: string) => said.push(text),
  };
  const communicator = {
    ...noneCommunicator,
    exec: async (command: string, { stdout }: { stdout?: (chunk: Uint8Array) => void | Promise<void> }) => {
      await stdout?.(Buffer.from(`ran ${command}`));
      return { k: "exited", code: 7 } as const;
    },
  };
  await hook.run(
    "packer_provision",
    { ...machine, communicator, ui, generated: { ID: "i-1", Port: 22, ConnType: "ssh" } },
    never(),
  );
  expect(said).toEqual(["packer_provision on i-1:22 by ssh", "answer to name?", '{"k":"exited","code":7}']);
  expect(outputs).toEqual(["ran echo"]);
});

test("a hook that fails says why, and the next one runs", async () => {
  let runs = 0;
  const { hook } = await connect(async () => {
    runs += 1;
    if (runs === 1) throw new Error("the provisioner failed");
  });
  await expect(hook.run("packer_provision", machine, never())).rejects.toThrow("the provisioner failed");
  await hook.run("packer_cleanup_provision", machine, never());
  expect(runs).toBe(2);
});

test("a hook is cancelled with its signal, and so is what runs on the machine", async () => {
  const events: string[] = [];
  const { hook } = await connect(async (_name, { communicator }, signal) => {
    const exec = communicator.exec("sleep", { signal: never() });
    signal.addEventListener("abort", () => events.push(`hook: ${signal.reason.message}`));
    await exec;
  });
  const stop = new AbortController();
  const communicator = {
    ...noneCommunicator,
    exec: (_command: string, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => {
          events.push(`command: ${signal.reason.message}`);
          reject(signal.reason);
        });
        // Not at once: a call is let begin before it is cancelled.
        setTimeout(() => stop.abort(new Error("Ctrl-C")), 150);
      }),
  };
  await expect(hook.run("packer_provision", { ...machine, communicator }, stop.signal)).rejects.toThrow("Ctrl-C");
  expect(events.sort()).toEqual(["command: Ctrl-C", "hook: The builder has cancelled its provisioners"]);
});

test("a hook ends when its builder goes", async () => {
  let why: unknown;
  let begun = () => undefined as unknown;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { hook, client, offer } = await connect(
    (_name, _machine, signal) =>
      new Promise((_, reject) => {
        begun();
        signal.addEventListener("abort", () => {
          why = signal.reason;
          reject(signal.reason);
        });
      }),
  );
  const running = hook.run("packer_provision", machine, never()).catch((error: Error) => error.message);
  await hasBegun;
  client.close();
  await offer.ended;
  expect((why as Error).message).toBe("The other side has hung up");
  await running;
});

test.each<[string, Wire, string]>([
  ["no machine", { Name: "packer_provision", Data: {} }, "StreamId is missing"],
  ["no map", "x", "The hook must be a map, and is text"],
])("%s is an error", async (_name, args, message) => {
  const { client } = await connect(async () => undefined);
  await expect(client.call("Hook.Run", args)).rejects.toThrow(message);
});

test("a machine that nobody serves is an error after a while", async () => {
  const { client } = await connect(async () => undefined);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const run = client.call("Hook.Run", { Name: "packer_provision", Data: {}, StreamId: 9 });
  run.catch(() => undefined);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(5000);
  await expect(run).rejects.toThrow("The other side has reset the stream");
});

test("a name that nobody knows does nothing, and what provisioners cannot read is told of", async () => {
  const { client, log, plugin } = await connect(async () => undefined);
  await client.call("Hook.Run", { Name: "packer_unknown", Data: {}, StreamId: 9 });
  const { id } = offerServices(plugin, () => undefined);
  await client.call("Hook.Run", { Name: "packer_provision", Data: { ID: "x", Tags: ["a"] }, StreamId: id });
  expect(log).toEqual(["The data of the machine is for provisioners without Tags, which is a list"]);
});

test("a host without provisioners need not look at the machine", async () => {
  const { plugin, host } = connectSides();
  const { id } = offerServices(host, (services) => services.set("Hook", { Run: () => null, Cancel: () => null }));
  const client: RpcClient = createRpcClient(await plugin.dial(id));
  await hookClient(client, plugin).run("packer_provision", machine, never());
});
