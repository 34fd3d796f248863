// The ledger of resources, in memory. It does what the engine's does with its journal: the intent first, then the call, then the id; what a
// failed call may have made is looked for and destroyed; what is left at the end can be asked for.

import { randomBytes } from "node:crypto";
import type { AnyResourceKind, Json, Owned, OwnOptions, ResourceKind, Resources } from "../resource/resource.ts";

/** Something that a component has made outside of the process. */
export interface OwnedThing {
  readonly n: number;
  readonly kind: string;
  readonly spec: Json;
  /** Undefined where the call that makes it has not answered. */
  readonly id: string | undefined;
  /** What the kind calls it. */
  readonly description: string;
  readonly life: "run" | "output";
  readonly isGone: boolean;
}

/** The resources that a test's components own. */
export interface TestLedger {
  /** All that was ever owned, oldest first. */
  readonly things: () => readonly OwnedThing[];
  /** What is still there. */
  readonly left: () => readonly OwnedThing[];
  /** Secrets by their names, for kinds that need one to destroy what they are. */
  readonly secrets: Map<string, string>;
}

interface Entry {
  readonly n: number;
  readonly kind: AnyResourceKind;
  readonly spec: Json;
  readonly options: OwnOptions;
  id: string | undefined;
  isGone: boolean;
}

/** A ledger as the kit itself uses it. */
export interface OpenLedger extends TestLedger {
  /** Resources of one step or run: `release` takes what is left of them, newest first, and what stands on another before that. */
  readonly scope: (signal: AbortSignal) => {
    readonly resources: Resources;
    readonly release: (what: "run" | "all") => Promise<readonly Error[]>;
  };
  /** Destroys all that is left, newest first. */
  readonly clear: () => Promise<readonly Error[]>;
}

/** An empty ledger. */
export function openLedger(): OpenLedger {
  const entries: Entry[] = [];
  const secrets = new Map<string, string>();
  const secret = async (name: string) => {
    const value = secrets.get(name);
    if (value === undefined)
      throw new Error(`The test's ledger has no secret "${name}": set it in bench.ledger.secrets`);
    return value;
  };

  const destroy = async (entry: Entry, signal: AbortSignal) => {
    const { kind, spec } = entry;
    const context = { signal, secret };
    const find = "find" in kind ? kind.find : undefined;
    if (entry.id !== undefined) await kind.destroy(spec as never, entry.id, context);
    else if ("named" in kind) await kind.destroy(spec as never, kind.named(spec as never), context);
    for (const id of (await find?.(spec as never, context)) ?? []) {
      if (entry.id !== undefined)
        throw new Error(`${kind.describe(spec as never, id)} is still there after "destroy" of the kind ${kind.kind}`);
      await kind.destroy(spec as never, id, context);
    }
    entry.isGone = true;
  };

  const destroyAll = async (all: readonly Entry[]) => {
    const failures: Error[] = [];
    for (const entry of [...all].reverse()) {
      if (entry.isGone) continue;
      await destroy(entry, new AbortController().signal).catch((error: Error) => failures.push(error));
    }
    return failures;
  };

  const scope: OpenLedger["scope"] = (signal) => {
    const own: Entry[] = [];
    const resources: Resources = {
      own: async <Spec extends Json>(
        kind: ResourceKind<Spec>,
        makeSpec: (token: string) => Spec,
        create: (spec: Spec, signal: AbortSignal) => Promise<string>,
        options: OwnOptions = {},
      ): Promise<Owned> => {
        signal.throwIfAborted();
        const spec = asJournaled(makeSpec(randomBytes(8).toString("hex")), kind.kind);
        // Its specs come back as they went in.
        const entry: Entry = { n: entries.length, kind: kind as never, spec, options, id: undefined, isGone: false };
        entries.push(entry);
        own.push(entry);
        try {
          entry.id = await create(spec, signal);
        } catch (error) {
          await destroy(entry, new AbortController().signal);
          throw error;
        }
        return { n: entry.n, kind: kind.kind, id: entry.id };
      },
      release: async (...owned) => {
        for (const { n } of owned) {
          const entry = entries[n];
          if (entry && !entry.isGone) await destroy(entry, signal);
        }
      },
      findHolder: async (kind, isIt) => {
        const held = entries.find(
          (entry) => !entry.isGone && entry.kind.kind === kind.kind && isIt(entry.spec as never),
        );
        const state = held?.options.life === "output" ? "finished" : "unfinished";
        return held && { run: "test", pid: process.pid, standing: "self", state };
      },
    };
    const release = (what: "run" | "all") =>
      destroyAll(own.filter(({ options }) => what === "all" || options.life !== "output"));
    return { resources, release };
  };

  const things = () =>
    entries.map(
      ({ n, kind, spec, id, options, isGone }): OwnedThing => ({
        n,
        kind: kind.kind,
        spec,
        id,
        description: kind.describe(spec as never, id),
        life: options.life ?? "run",
        isGone,
      }),
    );
  return {
    scope,
    clear: () => destroyAll(entries),
    things,
    left: () => things().filter(({ isGone }) => !isGone),
    secrets,
  };
}

/** A spec is written down as JSON and read in another process: what JSON does not keep would be missed there. */
function asJournaled<Spec extends Json>(spec: Spec, kind: string): Spec {
  const text = JSON.stringify(spec);
  const copy = JSON.parse(text) as Spec;
  for (const [key, value] of Object.entries(spec ?? {})) {
    if (value !== undefined && JSON.stringify(value) === undefined)
      throw new Error(`"${key}" in the spec of a ${kind} cannot be written to the journal: specs are plain data`);
  }
  return copy;
}
