import type { Communicator, Machine } from "@ingot/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPluginBench, type PluginBench } from "../../test/plugin-bench.ts";
import type { HookMachine } from "../services/hook.ts";
import { hookOfBuild } from "./hook-of-build.ts";

let bench: PluginBench;
beforeEach(() => {
  bench = openPluginBench();
});
afterEach(() => bench.close());

const generated = {
  ID: "m",
  ConnType: "ssh",
  Host: "192.0.2.1",
  User: "root",
  Password: "pw",
  SSHPrivateKey: "KEY",
  WinRMPassword: "",
};
const machine = { communicator: { type: "ssh" } as Communicator, generated } as unknown as HookMachine;
const never = new AbortController().signal;

test("a machine's secrets are known before anything is done on it, and how a person gets there", async () => {
  const secrets: string[] = [];
  const seen: unknown[] = [];
  const provision = async (given: Machine) => {
    const command = await given.communicator.commandForPerson?.(async () => "/kept/key");
    seen.push([...secrets], given.secrets, command);
  };
  const context = bench.buildContext({ provision, secret: (value) => void secrets.push(value) });
  await hookOfBuild(context).run("packer_provision", machine, never);
  const words = "ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes -i /kept/key";
  expect(seen).toEqual([["pw", "KEY"], ["pw", "KEY"], `${words} root@192.0.2.1`]);
});

test("provisioners stop with the build, and what cleans up after it does not", async () => {
  const provision = async (_: Machine, signal: AbortSignal) => void bench.lines.push(`provision ${signal.aborted}`);
  const cleanupProvision = async (_: Machine, signal: AbortSignal) =>
    void bench.lines.push(`cleanup ${signal.aborted}`);
  const hook = hookOfBuild(bench.buildContext({ provision, cleanupProvision }));
  bench.abort.abort();
  await hook.run("packer_provision", machine, never);
  await hook.run("packer_cleanup_provision", machine, never);
  expect(bench.lines).toEqual(["provision true", "cleanup false"]);
});

test("it has settled when the last one has stopped, however it did", async () => {
  const provision = () =>
    new Promise<void>((_, reject) =>
      setTimeout(() => {
        bench.lines.push("stopped");
        reject(new Error("stopped"));
      }, 20),
    );
  const hook = hookOfBuild(bench.buildContext({ provision }));
  hook.run("packer_provision", machine, never).catch(() => undefined);
  await hook.settled();
  expect(bench.lines).toEqual(["stopped"]);
});
