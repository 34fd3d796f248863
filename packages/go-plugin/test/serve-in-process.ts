// A plugin of ours, served in this process over a real socket, and the host's end of it.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definePlugin, type Plugin } from "@ingot/sdk";
import type { Connection } from "../src/broker/broker.ts";
import { openConnection } from "../src/broker/open-connection.ts";
import { createRpcClient } from "../src/rpc/create-rpc-client.ts";
import type { RpcClient } from "../src/rpc/rpc.ts";
import { type ServeOptions, servePlugin } from "../src/serve/serve-plugin.ts";
import type { Job, Workshop } from "../src/serve/workshop.ts";

export const cookie = {
  PACKER_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};

export const versions = { ingot: "0.0.0", packerLevel: "1.16.0", node: process.version, system: "linux x64" };

export interface Served {
  readonly client: RpcClient;
  readonly connection: Connection;
  /** What went to the log. */
  readonly log: readonly string[];
  /** Ends the connection, and resolves with the plugin's exit code. */
  readonly end: () => Promise<number>;
}

/** Serves one component and connects to it, as a host does. */
export async function serve(
  plugin: Partial<Plugin>,
  words: string,
  options: Partial<ServeOptions> & { readonly jobs?: string[] } = {},
): Promise<Served> {
  const log: string[] = [];
  let announced = (_: string) => {};
  const line = new Promise<string>((resolve) => {
    announced = resolve;
  });
  const exit = servePlugin(async () => definePlugin({ name: "test", ...plugin }), {
    words: words.split(" "),
    program: "packer-plugin-test",
    version: "1.0.0",
    versions,
    workshop: plainWorkshop(options.jobs ?? []),
    env: cookie,
    announce: announced,
    log: (text) => log.push(text),
    ...options,
  });
  const early = exit.then((code) => {
    throw new Error(`exited with ${code}: ${log.join("\n")}`);
  });
  early.catch(() => undefined);
  const address = (await Promise.race([line, early])).split("|").at(-1) ?? "";
  const connection = openConnection(connect(address), "host");
  const client = createRpcClient(await connection.dial(0));
  return {
    client,
    connection,
    log,
    end: () => {
      connection.close();
      return exit;
    },
  };
}

/** A workshop without a journal, that says what it does: what is owned goes when the job is closed without a commit. */
export function plainWorkshop(said: string[]): Workshop {
  return {
    open: ({ build, component }) => {
      const folder = mkdtemp(join(tmpdir(), "ingot-served-"));
      const owned: (() => Promise<void>)[] = [];
      let outputs: (() => Promise<void>)[] = [];
      said.push(`open ${build} ${component}`);
      const job: Job = {
        resources: {
          own: async (kind, makeSpec, create, options = {}) => {
            const spec = makeSpec(randomBytes(8).toString("hex"));
            const { signal } = new AbortController();
            const id = await create(spec, signal);
            const secret = () => Promise.reject(new Error("no secrets here"));
            const destroy = async () => {
              said.push(`destroy ${id}`);
              await kind.destroy(spec, id, { signal, secret });
            };
            (options.life === "output" ? outputs : owned).push(destroy);
            return { n: owned.length, kind: kind.kind, id };
          },
          findHolder: async () => undefined,
          release: async () => undefined,
        },
        temp: {
          file: async (prefix, suffix = "") => join(await folder, `${prefix}x${suffix}`),
          directory: async (prefix) => mkdtemp(join(await folder, prefix)),
        },
        runSteps: async (pipeline, first, build) => {
          let state: object = first;
          const around = { build, ui: build.ui, resources: job.resources, defer: () => undefined, attempt: 1 };
          for (const node of pipeline.nodes)
            state = { ...state, ...(await node.run(state as never, { ...around, signal: build.signal })) };
          return state as never;
        },
        commit: async () => {
          said.push("commit");
          outputs = [];
        },
        close: async () => {
          for (const destroy of [...owned, ...outputs].reverse()) await destroy();
          await rm(await folder, { recursive: true, force: true });
          said.push("close");
          return [];
        },
      };
      return job;
    },
  };
}
