// A plugin that misbehaves: a program of its own, with the real protocol around the one thing that is wrong. What is wrong is its first
// argument. It notes each start in the file FAKE_STARTS.

import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { T } from "@ingot/hcl";
import { openConnection } from "../src/broker/open-connection.ts";
import { createRpcClient } from "../src/rpc/create-rpc-client.ts";
import type { Method, Services, Wire } from "../src/rpc/rpc.ts";
import { serveRpc } from "../src/rpc/serve-rpc.ts";
import { openDoor } from "../src/serve/open-door.ts";
import { encodeSpec } from "../src/spec/encode-spec.ts";

const [fault = "none"] = process.argv.slice(2);
if (process.env.FAKE_STARTS) appendFileSync(process.env.FAKE_STARTS, `${fault} ${process.pid}\n`);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const spec = encodeSpec(
  {
    k: "object",
    parts: new Map([
      ["image", { k: "attr", name: "image", type: T.string, required: false }],
      ["size", { k: "attr", name: "size", type: T.number, required: false }],
    ]),
  },
  "gob",
);

function panic(why: string): never {
  process.stderr.write(`2026/01/01 00:00:00 [INFO] before\npanic: ${why}\n\ngoroutine 1 [running]:\n`);
  process.kill(process.pid, "SIGKILL");
  throw new Error(why);
}

/** What it says of its config. */
const complaints: Readonly<Record<string, string>> = {
  "wrong-image": "image: '<unknown>' cannot be found",
  "wrong-size": "size must be above 0",
  "wrong-somehow": "it cannot work like this",
};

const hang = () => new Promise<never>(() => undefined);
let cancelled = () => undefined as unknown;
const cancellation = new Promise<void>((resolve) => {
  cancelled = resolve;
});

const door = await openDoor({ handshake: "current", env: process.env });
process.stdout.write(`${door.line}\n`);
const socket = await door.connection;
if (fault === "garbage") socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
const connection = openConnection(socket, "plugin");

/** What the builder says while it runs. */
async function voice(id: Wire) {
  const client = createRpcClient(await connection.dial(id as number));
  return { say: (text: string) => client.call("Ui.Say", text), client };
}

const run: Method = async (id) => {
  const { say, client } = await voice(id);
  switch (fault) {
    case "dies-in-run":
      panic("it broke in the middle");
      break;
    case "deaf":
      return hang();
    case "obedient":
      await say("waiting");
      await cancellation;
      await say("cleaning up");
      throw new Error("context canceled");
    case "hurried":
      await say("waiting");
      await cancellation;
      return serveArtifact();
    case "chatty":
      for (let i = 0; i < 5000; i++) await say(`line ${i}`);
      return 0;
    case "flood": {
      const text = `${"x".repeat(1000)}\n`;
      for (let i = 0; i < 20_000; i++) {
        if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
        if (!process.stderr.write(text)) await new Promise((resolve) => process.stderr.once("drain", resolve));
      }
      return 0;
    }
    case "wrong-run":
      return "no number";
    default:
      await say("made it");
      client.close();
      return serveArtifact();
  }
};

function serveArtifact(): number {
  const id = connection.nextId();
  const artifact: Services = new Map([
    [
      "Artifact",
      {
        BuilderId: () => (fault === "hangs-on-artifact" ? hang() : "fake"),
        Id: () => "made-1",
        String: () => "what the fake made",
        Files: () => ["a"],
        State: () => null,
        Destroy: () => null,
      },
    ],
  ]);
  void connection.accept(id).then((stream) => serveRpc(stream, artifact));
  return id;
}

const services: Services = new Map([
  [
    "Builder",
    {
      ConfigSpec: () => {
        if (fault === "dies-on-spec") panic("it has no spec");
        if (fault === "wrong-spec") return { ConfigSpec: "text" };
        if (fault === "broken-spec") return { ConfigSpec: new Uint8Array([1, 2, 3]) };
        if (fault === "hangs-on-spec") {
          process.stderr.write("asked\n");
          return hang();
        }
        if (fault === "no-spec") throw new Error("there is none");
        return { ConfigSpec: spec };
      },
      Prepare: async () => {
        if (fault === "dies-on-prepare") panic("it does not want to");
        if (fault === "wrong-prepare") return 7;
        if (fault === "hangs-on-prepare") await hang();
        const Message = complaints[fault];
        if (Message) return { GeneratedVars: null, Warnings: null, Error: { Message } };
        return { GeneratedVars: ["Fake"], Warnings: null, Error: null };
      },
      Run: run,
      Cancel: async () => {
        if (fault === "deaf") await hang();
        cancelled();
        return null;
      },
    },
  ],
]);
await serveRpc(await connection.accept(0), services).catch(() => undefined);
// One that hangs hears nothing of the end of its connection.
if (fault === "deaf" || fault.startsWith("hang")) await sleep(1_000_000);
process.exit(0);
