// A provisioner's process, the host, and a builder's process: three ends and two connections, as in a build whose components are all plugins.

import { type Communicator, noneCommunicator } from "@ingot/sdk";
import { afterEach, expect, test, vi } from "vitest";
import { connectSides } from "../../test/connect-sides.ts";
import { memoryBrokers } from "../../test/memory-connection.ts";
import type { Connection } from "../broker/broker.ts";
import { encodeCommandFinished } from "../gob/encode-command-finished.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import { addCommunicator } from "./add-communicator.ts";
import { addUi } from "./add-ui.ts";
import { communicatorClient } from "./communicator-client.ts";
import { offerServices } from "./offer-services.ts";

afterEach(() => void vi.useRealTimers());

const never = () => new AbortController().signal;
const mebibyte = 1024 * 1024;
/** What may be on its way in one direction: two windows, and a chunk on each of the three sides. */
const mostHeld = 2 * 262_144 + 3 * 65_536 + 2 * 65_536;

interface Chain {
  /** The machine as the provisioner has it. */
  readonly remote: Communicator;
  readonly builder: Connection;
  readonly provisioner: Connection;
}

/** A machine that a builder's process has, as a provisioner's process sees it. */
async function chain(machine: Partial<Communicator>): Promise<Chain> {
  const [toBuilder, toProvisioner] = [connectSides(), connectSides()];
  const offered = offerServices(toBuilder.plugin, (services, signal) =>
    addCommunicator(services, { ...noneCommunicator, ...machine }, toBuilder.plugin, signal),
  );
  const builderClient = createRpcClient(await toBuilder.host.dial(offered.id));
  const passedOn = communicatorClient(builderClient, toBuilder.host);
  const offer = offerServices(toProvisioner.host, (services, signal) =>
    addCommunicator(services, passedOn, toProvisioner.host, signal),
  );
  const client = createRpcClient(await toProvisioner.plugin.dial(offer.id));
  const remote = communicatorClient(client, toProvisioner.plugin);
  return { remote, builder: toBuilder.plugin, provisioner: toProvisioner.plugin };
}

/** Opens by and by. */
function gate() {
  let open = () => undefined as unknown;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

async function still(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const chunk = new Uint8Array(65_536).fill(7);

test("a status, a signal and a lost machine arrive", async () => {
  const exits = [{ k: "exited", code: 9 }, { k: "signalled", signal: "SIGKILL" }, { k: "disconnected" }] as const;
  let at = 0;
  const { remote } = await chain({ exec: async () => exits[at++ % 3] ?? exits[0] });
  const seen = [];
  for (const _ of exits) seen.push(await remote.exec("x", { signal: never() }));
  expect(seen).toEqual([{ k: "exited", code: 9 }, { k: "exited", code: 137 }, { k: "disconnected" }]);
});

test("output waits for the provisioner, over both connections", async () => {
  let written = 0;
  const { remote } = await chain({
    exec: async (_command, { stdout }) => {
      for (; written < 4 * mebibyte; written += chunk.length) await stdout?.(chunk);
      return { k: "exited", code: 0 };
    },
  });
  const { opened, open } = gate();
  let taken = 0;
  const stdout = async (bytes: Uint8Array) => {
    await opened;
    taken += bytes.length;
  };
  const exec = remote.exec("yes", { stdout, signal: never() });
  await still();
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThanOrEqual(mostHeld);
  open();
  expect(await exec).toEqual({ k: "exited", code: 0 });
  expect(taken).toBe(4 * mebibyte);
});

test("a file that goes up, or comes down, waits for who takes it", async () => {
  let [given, taken] = [0, 0];
  const { opened, open } = gate();
  const { remote } = await chain({
    upload: async (_to, content) => {
      for await (const bytes of content) {
        await opened;
        taken += bytes.length;
      }
    },
    download: async (_from, to) => {
      for (let left = 4 * mebibyte; left > 0; left -= chunk.length) await to(chunk);
    },
  });
  const source = (async function* () {
    for (; given < 4 * mebibyte; given += chunk.length) yield chunk;
  })();
  const upload = remote.upload("/x", source, {}, { signal: never() });
  await still();
  expect(given).toBeLessThanOrEqual(mostHeld);
  open();
  await upload;
  expect([given, taken]).toEqual([4 * mebibyte, 4 * mebibyte]);
  let came = 0;
  const sink = (bytes: Uint8Array) => {
    if (bytes.every((byte) => byte === 7)) came += bytes.length;
  };
  await remote.download("/x", sink, { signal: never() });
  expect(came).toBe(4 * mebibyte);
});

/** A command that has begun and goes on until it is aborted. */
function endless() {
  const [begun, aborted] = [gate(), gate()];
  const exec: Communicator["exec"] = async (_command, { stdout, signal }) => {
    await stdout?.(chunk);
    begun.open();
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        aborted.open();
        reject(signal.reason);
      }),
    );
  };
  return { exec, begun: begun.opened, aborted: aborted.opened };
}

test("a builder's process that dies under a command is a machine that is gone", async () => {
  const { exec, begun } = endless();
  const { remote, builder } = await chain({ exec });
  const running = remote.exec("x", { stdout: () => undefined, signal: never() });
  await begun;
  await still();
  builder.close(new Error("killed"));
  expect(await running).toMatchObject({ k: "disconnected" });
});

test("a builder's process that dies under a transfer is an error", async () => {
  for (const start of [
    (remote: Communicator) => remote.upload("/x", repeat(), {}, { signal: never() }),
    (remote: Communicator) => remote.download("/x", () => undefined, { signal: never() }),
    (remote: Communicator) => remote.uploadDirectory("/x", "y", { signal: never() }),
  ]) {
    const waits = () => new Promise<never>(() => undefined);
    const { remote, builder } = await chain({ upload: waits, download: waits, uploadDirectory: waits });
    const running = start(remote);
    await still();
    builder.close(new Error("killed"));
    await expect(running).rejects.toThrow(/EOF|closed|reset/);
  }
});

test("a command ends on the machine when the provisioner's process dies", async () => {
  const { exec, begun, aborted } = endless();
  const { remote, provisioner } = await chain({ exec });
  const running = remote.exec("x", { stdout: () => undefined, signal: never() });
  await begun;
  await still();
  provisioner.close(new Error("killed"));
  await aborted;
  expect(await running).toEqual({ k: "disconnected", reason: "killed" });
});

test("a command ends on the machine when the provisioner is cancelled", async () => {
  const { exec, begun, aborted } = endless();
  const { remote } = await chain({ exec });
  const stop = new AbortController();
  const running = remote.exec("x", { stdout: () => undefined, signal: stop.signal });
  await begun;
  stop.abort(new Error("Ctrl-C"));
  await expect(running).rejects.toThrow("Ctrl-C");
  await aborted;
});

test("a command that cannot be started says why, in the words of its builder", async () => {
  const { remote } = await chain({
    exec: async () => {
      throw new Error("no shell on this machine");
    },
  });
  await expect(remote.exec("x", { stdin: repeat(), signal: never() })).rejects.toThrow("no shell on this machine");
});

test("a flood of words is held up, not held", async () => {
  const { host, plugin } = connectSides();
  let said = 0;
  const { opened, open } = gate();
  const ui = {
    say: () => void said++,
    caughtUp: () => opened,
  } as unknown as Parameters<typeof addUi>[1];
  const { id } = offerServices(host, (services, signal) => addUi(services, ui, async () => "", signal));
  const client = createRpcClient(await plugin.dial(id));
  const calls = Array.from({ length: 5000 }, () => client.call("Ui.Say", "x"));
  await still();
  expect(said).toBeLessThanOrEqual(1000);
  open();
  await Promise.all(calls);
  expect(said).toBe(5000);
});

test("a peer that has told the status but never ends the output is waited for no longer", async () => {
  const { left, right } = memoryBrokers();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const client = {
    call: async (_method: string, args: unknown) => {
      const { StdoutStreamId, ResponseStreamId } = args as Record<string, number>;
      await right.dial(StdoutStreamId ?? 0);
      await (await right.dial(ResponseStreamId ?? 0)).write(encodeCommandFinished(5));
      return null;
    },
    close: () => undefined,
  };
  const exec = communicatorClient(client, left).exec("x", { stdout: () => undefined, signal: never() });
  await still();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await exec).toEqual({ k: "exited", code: 5 });
});

async function* repeat(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await still(1);
    yield chunk;
  }
}
