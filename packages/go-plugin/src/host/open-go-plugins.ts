// Packer's plugins as components of Ingot. A program is started for the first time to be asked what config it takes, and that process then
// serves the first instance: one process for each component of each build, and none besides.

import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import {
  type BuilderComponent,
  type DataSourceComponent,
  killTree,
  PluginFailure,
  type PostProcessorComponent,
  type ProvisionerComponent,
  type Resources,
  untilAborted,
} from "@ingot/sdk";
import { RemoteError } from "../rpc/rpc.ts";
import { membersOf } from "../services/read-wire.ts";
import { decodeSpec } from "../spec/decode-spec.ts";
import type { HclObjectSpec } from "../spec/hcl-spec.ts";
import { schemaOfSpec } from "../spec/schema-of-spec.ts";
import { goBuilder } from "./go-builder.ts";
import type { GoComponent } from "./go-component.ts";
import { goDataSource } from "./go-data-source.ts";
import { goPostProcessor } from "./go-post-processor.ts";
import { goProvisioner } from "./go-provisioner.ts";
import type { GoComponentKind, PluginProgram } from "./plugin-program.ts";
import { openSlot, type PluginSlot } from "./plugin-slot.ts";
import { type PluginProcess, startPlugin } from "./start-plugin.ts";

/** What each kind of component is. */
export interface GoComponents {
  readonly builder: BuilderComponent;
  readonly provisioner: ProvisionerComponent;
  readonly "post-processor": PostProcessorComponent;
  readonly "data source": DataSourceComponent;
}

/** The plugins that a command has started. */
export interface GoPlugins {
  /**
   * A component of a plugin. The first call for it starts its program.
   * @param name as the plugin registered it
   * @throws PluginFailure where the program cannot be used
   */
  readonly component: <K extends GoComponentKind>(
    kind: K,
    program: PluginProgram,
    name: string,
  ) => Promise<GoComponents[K]>;
  /** Ends every process that is left. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface GoPluginsOptions {
  /** Laid over our own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes each line that a plugin logs, which may hold secrets; its promise holds the plugin up. */
  readonly log: (line: string) => void | Promise<void>;
  /** How long a plugin may take to start, and to say what it takes, in milliseconds; a minute, as Packer has it. */
  readonly startTimeoutMs?: number;
  /** Aborts when nobody waits for a plugin any more that is just starting. */
  readonly signal?: AbortSignal;
  /** How long it may take to answer that it will stop, in milliseconds. Its clean-up may take as long as it wants. */
  readonly cancelTimeoutMs?: number;
  /** Owns every process that is started; without it nobody ends one that hangs where we are killed. */
  readonly resources?: Resources;
}

const services = {
  builder: "Builder",
  provisioner: "Provisioner",
  "post-processor": "PostProcessor",
  "data source": "Datasource",
} as const;

const makers: { readonly [K in GoComponentKind]: (of: GoComponent) => GoComponents[K] } = {
  builder: goBuilder,
  provisioner: goProvisioner,
  "post-processor": goPostProcessor,
  "data source": goDataSource,
};

/** Opens the house of plugins; nothing is started before a component is asked for. */
export function openGoPlugins(options: GoPluginsOptions): GoPlugins {
  const { env, log, startTimeoutMs = 60_000, cancelTimeoutMs = 30_000 } = options;
  const { signal = new AbortController().signal } = options;
  const settings = { env, log, startTimeoutMs, cancelTimeoutMs, runUuid: randomUUID(), resources: options.resources };
  const children = new Set<ChildProcess>();
  const processes = new Set<PluginProcess>();
  const known = new Map<string, Promise<GoComponents[GoComponentKind]>>();
  let isClosed = false;
  let takeAlong: (() => void) | undefined;
  // An Ingot that ends in a hurry still takes those along that hang.
  const killAll = () => {
    for (const child of children) child.kill("SIGKILL");
  };

  const start = async (kind: GoComponentKind, program: PluginProgram, name: string) => {
    if (isClosed) throw new Error("The plugins are closed");
    takeAlong ??= takeAlongAtTheEnd(killAll);
    const running = await startPlugin(program, kind, name, settings, (child) => {
      children.add(child);
      child.once("exit", () => void children.delete(child));
    });
    processes.add(running);
    if (isClosed) await running.end();
    return running;
  };

  const open = async <K extends GoComponentKind>(kind: K, program: PluginProgram, name: string) => {
    const first = await start(kind, program, name);
    let spare: PluginProcess | undefined = first;
    const timer = setTimeout(() => void first.end(), startTimeoutMs);
    const spec = await readSpec(first, kind)
      .catch(async (error: unknown) => {
        await first.end();
        throw error;
      })
      .finally(() => clearTimeout(timer));
    const take = async () => {
      const taken = spare;
      spare = undefined;
      return taken?.isUsable() ? taken : start(kind, program, name);
    };
    return makers[kind]({
      schema: schemaOfSpec(spec),
      doc: `The ${kind} of the plugin ${basename(program.path)}.`,
      spec,
      slotOf: (holding): PluginSlot =>
        holding.keep(
          "plugin process",
          () => openSlot(take),
          (slot) => slot.end(),
        ),
    });
  };

  return {
    component: <K extends GoComponentKind>(kind: K, program: PluginProgram, name: string) => {
      const key = JSON.stringify([kind, program.path, name, ...program.args(kind, name)]);
      const found = known.get(key) ?? open(kind, program, name);
      known.set(key, found);
      return untilAborted(found as Promise<GoComponents[K]>, signal);
    },
    close: async () => {
      isClosed = true;
      const running = [...processes];
      // One that is still on its way to its handshake is nobody's process yet.
      const starting = [...children].filter(({ pid }) => !running.some((one) => one.pid === pid));
      // Those that are being asked what they take may never answer: first they end, and then the question does.
      await Promise.all([...starting.map(({ pid }) => killTree(pid ?? 0, 0)), ...running.map((one) => one.end())]);
      await Promise.allSettled(known.values());
      await Promise.all([...processes].map((one) => one.end()));
      takeAlong?.();
    },
  };
}

/**
 * Sees to it that nothing outlives this process that has not connected to it yet, or hangs: neither where it exits, nor where a signal ends it
 * that nobody has a handler for.
 * @returns what undoes it
 */
function takeAlongAtTheEnd(killAll: () => void): () => void {
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((name) => {
    const handler = () => {
      if (process.listenerCount(name) > 1) return;
      killAll();
      process.off(name, handler);
      process.kill(process.pid, name);
    };
    process.on(name, handler);
    return { name, handler };
  });
  process.on("exit", killAll);
  return () => {
    process.off("exit", killAll);
    for (const { name, handler } of handlers) process.off(name, handler);
  };
}

async function readSpec(process: PluginProcess, kind: GoComponentKind): Promise<HclObjectSpec> {
  const refuse = (why: string, cause?: unknown) =>
    new PluginFailure(
      "A plugin cannot be used",
      `${process.path} does not say what its ${kind} takes: ${why}. Look for another version of the plugin.`,
      { cause },
    );
  try {
    const answer = await process.client.call(`${services[kind]}.ConfigSpec`, null);
    const { ConfigSpec } = membersOf(answer, ["ConfigSpec"], "The answer of ConfigSpec");
    if (!(ConfigSpec instanceof Uint8Array)) throw refuse("it gives no bytes");
    return decodeSpec(ConfigSpec, process.encoding);
  } catch (error) {
    if (error instanceof PluginFailure) throw error;
    if (error instanceof RemoteError) throw refuse(error.message, error);
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}
