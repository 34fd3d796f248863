// A plugin of ours as a program that Packer starts: it answers "describe", or serves one component to one host and ends with it.

import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { createSecretFilter, type Plugin, type VersionFacts } from "@ingot/sdk";
import { openConnection } from "../broker/open-connection.ts";
import type { Services } from "../rpc/rpc.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import { readAsked, type Start } from "./asked.ts";
import { describePlugin } from "./describe-plugin.ts";
import { divertOutput, ignoreSignals, maskFaults } from "./guard-process.ts";
import { keepAlive } from "./keep-alive.ts";
import { openDoor } from "./open-door.ts";
import { type FoundComponent, findComponent, registeredNames } from "./registered-components.ts";
import { serveBuilder } from "./serve-builder.ts";
import { serveDataSource } from "./serve-data-source.ts";
import { servePostProcessor } from "./serve-post-processor.ts";
import { serveProvisioner } from "./serve-provisioner.ts";
import type { Session } from "./session.ts";
import type { Workshop } from "./workshop.ts";

/** Who started us must know this word, so that nobody does by mistake (plugin-protocol 2.2). */
const cookieName = "PACKER_PLUGIN_MAGIC_COOKIE";
const cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** How long a host may take from the connection to its main stream, in milliseconds. It dials at once, where its machine lets it. */
const mainStreamMs = 60_000;

export interface ServeOptions {
  /** What stands behind the program's name. */
  readonly words: readonly string[];
  /** The path of the program's file: `packer-builder-x` serves that builder when there are no words. */
  readonly program: string;
  /** The plugin's version, without "v". */
  readonly version: string;
  readonly workshop: Workshop;
  readonly versions: VersionFacts;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Takes the one line on standard output; default is to write it there. */
  readonly announce?: (line: string) => void;
  /** Takes lines for people and for the host's log; default is standard error. */
  readonly log?: (line: string) => void;
}

/**
 * Serves a plugin, as its words say. Resolves with the exit code when there is nothing more to do: after the description, or when the host
 * is gone and everything that was going on has come to its end.
 *
 * @param load loads the plugin; it is called after the words have been understood
 */
export async function servePlugin(load: () => Promise<Plugin>, options: ServeOptions): Promise<number> {
  const { words, program, version, env = process.env } = options;
  const { announce = (line) => void writeSync(1, `${line}\n`), log = writeToStderr } = options;
  const refuse = (text: string) => {
    log(text);
    return 1;
  };
  const asked = readAsked(words, program);
  if (asked.k === "wrong") return refuse(asked.text);
  if (asked.k === "start" && env[cookieName] !== cookie)
    return refuse("Please do not execute plugins directly. Packer will execute these for you.");
  // Nothing but the one line may stand on standard output, whatever the plugin's code prints.
  const release = divertOutput();
  try {
    const plugin = await load();
    if (asked.k === "describe") {
      announce(describePlugin(plugin, version));
      return 0;
    }
    const found = findComponent(plugin, asked);
    if (!found) {
      const names = registeredNames(plugin, asked.kind).join(", ") || "none";
      return refuse(`The plugin "${plugin.name}" has no ${asked.kind} "${asked.component}". It has: ${names}`);
    }
    await serveComponent(found, asked, { ...options, env, announce, log });
    return 0;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  } finally {
    release();
  }
}

async function serveComponent(
  found: FoundComponent & { readonly type: string },
  start: Start,
  options: ServeOptions & Required<Pick<ServeOptions, "env" | "announce" | "log">>,
): Promise<void> {
  const { env, announce, workshop, versions } = options;
  const secrets = createSecretFilter();
  const log = (text: string) => options.log(secrets.text(text));
  const door = await openDoor({ handshake: start.handshake, env });
  const signals = ignoreSignals(() => door.shut(), log);
  const faults = maskFaults(secrets.text);
  try {
    announce(door.line);
    const socket = await door.connection;
    signals.ignore();
    const connection = openConnection(socket, "plugin");
    const gone = new AbortController();
    const works = keepAlive();
    const held = holdThings();
    const session: Session = {
      connection,
      start,
      encoding: start.encoding,
      type: found.type,
      workshop,
      versions,
      runUuid: env.PACKER_RUN_UUID || randomUUID(),
      env,
      cwd: process.cwd(),
      startedAt: new Date(),
      holding: held.holding,
      secrets,
      log,
      gone: gone.signal,
      follow: works.follow,
    };
    // The host's main stream has the number 0; it is dialled right after the connection.
    void connection
      .accept(0, mainStreamMs)
      .then((stream) => serveRpc(stream, servicesOf(found, session)))
      .catch((error: Error) => log(error.message))
      .finally(() => connection.close());
    const reason = await connection.closed;
    gone.abort(new Error("The host is gone", { cause: reason }));
    await works.end();
    await held.end();
  } finally {
    await door.shut();
    signals.stop();
    faults.stop();
  }
}

function servicesOf(found: FoundComponent, session: Session): Services {
  switch (found.kind) {
    case "builder":
      return serveBuilder(found.component, session);
    case "provisioner":
      return serveProvisioner(found.component, session);
    case "post-processor":
      return servePostProcessor(found.component, session);
    case "datasource":
      return serveDataSource(found.component, session);
  }
}

/** What the component holds from one Prepare to the next; it ends with the connection. */
function holdThings(): { readonly holding: Session["holding"]; readonly end: () => Promise<void> } {
  const kept = new Map<string, unknown>();
  const ends: (() => Promise<void>)[] = [];
  return {
    holding: {
      keep: <T>(name: string, make: () => T, end: (value: T) => Promise<void>): T => {
        if (kept.has(name)) return kept.get(name) as T;
        const value = make();
        kept.set(name, value);
        ends.push(() => end(value));
        return value;
      },
    },
    end: async () => void (await Promise.allSettled(ends.map((end) => end()))),
  };
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
