// A plugin that means harm, as a whole program: what is wrong with it is its first argument, and the rest is real protocol.

import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { T, V } from "@ingot/hcl";
import { openConnection } from "../src/broker/open-connection.ts";
import { encodeData } from "../src/cty/encode-data.ts";
import { createRpcClient } from "../src/rpc/create-rpc-client.ts";
import type { Services } from "../src/rpc/rpc.ts";
import { serveRpc } from "../src/rpc/serve-rpc.ts";
import { openDoor } from "../src/serve/open-door.ts";
import { encodeSpec } from "../src/spec/encode-spec.ts";
import type { HclObjectSpec, HclSpec } from "../src/spec/hcl-spec.ts";

const [fault = "", , kind = ""] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
const hang = () => new Promise<never>(() => undefined);
const hour = 3_600_000;

const attr = (name: string): [string, HclSpec] => [name, { k: "attr", name, type: T.string, required: false }];

/** What it says that it takes. */
function spec(): Uint8Array {
  if (fault === "wide-spec") {
    const parts = new Map(Array.from({ length: 100_000 }, (_, at) => attr(`setting_${at}`)));
    return encodeSpec({ k: "object", parts }, "gob");
  }
  let parts = new Map([attr("secret"), attr("text")]);
  for (let depth = 0; fault === "deep-spec" && depth < 1000; depth++)
    parts = new Map([["inner", { k: "block", name: "inner", required: false, nested: { k: "object", parts } }]]);
  return encodeSpec({ k: "object", parts }, "gob");
}

/** Announces 4 GB on the stream that the host has opened, and sends them. */
function sendLongFrame(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.once("data", () => {
    const more = () => {
      while (socket.writable && socket.write(Buffer.alloc(1 << 20)));
    };
    socket.on("drain", more);
    // A data frame: version 0, type 0, no flags, stream 1, its length (plugin-protocol 3.1).
    const head = Buffer.alloc(12);
    head.writeUInt32BE(1, 4);
    head.writeUInt32BE(0xffffffff, 8);
    socket.write(head);
    more();
  });
}

// The host may take it for dead while it makes a large one.
const config = spec();
const door = await openDoor({ handshake: "current", env: process.env });
process.stdout.write(`${door.line}\n`);
const socket = await door.connection;
if (fault === "long-frame") {
  sendLongFrame(socket);
  await sleep(hour);
}
const connection = openConnection(socket, "plugin");

async function run(id: number): Promise<unknown> {
  const client = createRpcClient(await connection.dial(id));
  const say = (text: string) => client.call("Ui.Say", text);
  await say("it runs");
  switch (fault) {
    case "flood": {
      const text = Buffer.alloc(1 << 20, `${"x".repeat(999)}\n`);
      for (let n = 0; n < 64; n++)
        for (const stream of [process.stdout, process.stderr])
          if (!stream.write(text)) await new Promise((resolve) => stream.once("drain", resolve));
      throw new Error("it has flooded");
    }
    case "dies-with-children": {
      spawn("sh", ["-c", "sleep 1000 & (setsid sleep 1000 &) ; wait"], { stdio: "ignore" });
      spawn("sleep", ["1000"], { stdio: "inherit", detached: true });
      await sleep(300);
      process.kill(process.pid, "SIGKILL");
      return hang();
    }
    case "split-secret":
      await say("the password is hunter2-");
      await say("and-more, and whole hunter2-and-more");
      throw new Error("hunter2-and-more is wrong");
    case "many-transfers": {
      let refused = 0;
      for (let n = 0; n < 100_000; n += 1000)
        await Promise.all(
          Array.from({ length: 1000 }, (_, at) =>
            client
              .call("Ui.NewTrackProgress", { Src: `${n + at}${"x".repeat(1000)}`, TotalSize: 9, CurrentSize: 1 })
              .catch(() => refused++),
          ),
        );
      throw new Error(`it was refused ${refused} times`);
    }
    case "many-streams": {
      const dials = Array.from({ length: 10_000 }, (_, at) => connection.dial(100_000 + at));
      const ended = await Promise.allSettled(dials);
      throw new Error(`it was refused ${ended.filter(({ status }) => status === "rejected").length} streams`);
    }
    case "deaf":
      return hang();
    default: {
      const artifact = connection.nextId();
      const garbage: Services = new Map([
        ["Artifact", { BuilderId: () => 7, Id: () => [1, [2]], String: () => ({ a: null }), Files: () => "none" }],
      ]);
      void connection.accept(artifact).then((stream) => serveRpc(stream, garbage));
      return artifact;
    }
  }
}

const common = { ConfigSpec: () => (fault === "no-answer" ? hang() : { ConfigSpec: config }), Cancel: hang };
const builder: Services = new Map([
  [
    "Builder",
    {
      ...common,
      Prepare: () => ({ GeneratedVars: null, Warnings: null, Error: null }),
      Run: (id) => run(id as number) as never,
    },
  ],
]);
const outputs: HclObjectSpec = {
  k: "object",
  parts: new Map([["name", { k: "attr", name: "name", type: T.string, required: false }]]),
};
const source: Services = new Map([
  [
    "Datasource",
    {
      ...common,
      OutputSpec: () => ({ OutputSpec: encodeSpec(outputs, "gob") }),
      Configure: () => ({ Error: null }),
      Execute: () => ({
        Value: encodeData(V.object([["other", V.list(T.string, [V.string("x")])]]), "gob"),
        Error: null,
      }),
    },
  ],
]);
// One of them says that it is a builder, and is something else.
const isSource = kind === "datasource" || fault === "other-kind";
await serveRpc(await connection.accept(0), isSource ? source : builder).catch(() => undefined);
await sleep(hour);
