// What a living run owns. Everything outside the process is made through `own`: intent first, synced; then the call; then the id. What is
// owned goes newest first, and a thing stays while something that stands on it could not go.

import { randomBytes } from "node:crypto";
import {
  type AnyResourceKind,
  abortAfter,
  type Holder,
  type Json,
  type KindContext,
  type Owned,
  type OwnOptions,
  type ResourceKind,
  resourceKind,
} from "@ingot/sdk";
import { findHolder, stateOf } from "../recovery/find-holder.ts";
import { describeEntry, destroyEntry } from "./destroy-entry.ts";
import { Journal } from "./journal.ts";
import { describeOwner } from "./owner.ts";
import type { Entry } from "./read-journal.ts";
import type { JournalRecord } from "./record.ts";
import type { Leftover, ResourceEvent, RunOptions, Thing } from "./run.ts";
import { Supervisor } from "./supervisor.ts";
import { untilAborted } from "./until-aborted.ts";

/** How long the clean-up after a failed call may take, in milliseconds. */
const failedCreateMs = 300_000;

interface Holding {
  readonly entry: Entry;
  readonly kind: AnyResourceKind;
  /** The scope that owns it. */
  readonly scope: object;
  going: Promise<void> | undefined;
}

/** Which of the things still owned. */
export type Choice = (entry: Entry, scope: object) => boolean;

/** Lower-case letters and digits that nobody guesses; they may stand in any name. */
export function randomName(length: number): string {
  let name = "";
  while (name.length < length) {
    for (const byte of randomBytes(length)) if (byte < 252) name += (byte % 36).toString(36);
  }
  return name.slice(0, length);
}

export class Ledger {
  readonly run: string;
  readonly #options: RunOptions;
  readonly #supervisor: Supervisor | undefined;
  readonly #holdings = new Map<number, Holding>();
  #journal: Promise<Journal> | undefined;
  #count = 0;
  /** Numbers of entries whose intents could not be written. */
  readonly #refused = new Set<number>();

  constructor(run: string, options: RunOptions) {
    this.run = run;
    this.#options = options;
    this.#supervisor = options.supervisor && new Supervisor(run, options.stateDir, options.supervisor);
  }

  /** Whether somebody cleans up when this process is killed. */
  get isSupervised(): boolean {
    return this.#supervisor?.isThere === true;
  }

  /** See `Resources.own`. */
  async own<Spec extends Json>(
    place: { readonly build: string; readonly step: string; readonly scope: object },
    kind: ResourceKind<Spec>,
    makeSpec: (token: string) => Spec,
    create: (spec: Spec, signal: AbortSignal) => Promise<string>,
    options: OwnOptions,
    signal: AbortSignal,
  ): Promise<Owned> {
    signal.throwIfAborted();
    const n = this.#count + 1;
    const spec = makeSpec(`ingot-${this.run}-${n}-${randomName(10)}`);
    this.#count = n;
    const entry: Entry = {
      n,
      at: Date.now(),
      build: place.build,
      step: place.step,
      kind: kind.kind,
      spec,
      on: (options.on ?? []).map((owned) => owned.n),
      life: options.life ?? "run",
      id: undefined,
      isKept: false,
      isFinished: false,
    };
    try {
      if (kind.isSupervised !== false) this.#supervisor?.ensure();
      await this.#writeIntent(entry, kind.reach);
      signal.throwIfAborted();
    } catch (error) {
      // Nothing was made: what bears that name is not ours.
      this.#refused.add(n);
      this.#journal?.then((journal) => this.#noteRefused(journal)).catch(() => undefined);
      throw error;
    }
    const holding: Holding = { entry, kind: resourceKind(kind), scope: place.scope, going: undefined };
    this.#holdings.set(n, holding);
    this.#emit(entry, "intent");
    try {
      entry.id = await create(spec, signal);
    } catch (error) {
      await this.#undoFailedCreate(holding);
      throw error;
    }
    this.#note({ t: "id", n, id: entry.id });
    this.#emit(entry, "created");
    return { n, kind: kind.kind, id: entry.id };
  }

  async #writeIntent(entry: Entry, reach: "boot" | "host" | "remote"): Promise<void> {
    const { id: _, isKept: __, isFinished: ___, ...facts } = entry;
    this.#journal ??= describeOwner().then((owner) => Journal.create(this.#options.stateDir, this.run, owner));
    const opening = this.#journal;
    let journal: Journal;
    try {
      journal = await opening;
    } catch (error) {
      // The next one may find the folder in order again.
      if (this.#journal === opening) this.#journal = undefined;
      throw error;
    }
    // What ends with the boot needs no sync: a power cut takes it along. A kill loses nothing that is written.
    this.#noteRefused(journal);
    await journal.append({ t: "intent", ...facts }, reach !== "boot");
    await journal.refuseIfMoved();
  }

  /** A call that failed may have worked: its answer may be what was lost. What may still come stays in the ledger for the unwinding. */
  async #undoFailedCreate(holding: Holding): Promise<void> {
    const context = this.#context(abortAfter(failedCreateMs));
    try {
      if ((await destroyEntry(holding.kind, holding.entry, context, false)) === "gone") this.#forget(holding);
    } catch {
      // The first error is the one to tell; the unwinding tries again and reports.
    }
  }

  /** See `Resources.findHolder`. */
  async findHolder<Spec extends Json>(
    kind: ResourceKind<Spec>,
    isIt: (spec: Spec) => boolean,
  ): Promise<Holder | undefined> {
    const isMeant = (entry: Entry) => entry.kind === kind.kind && isIt(entry.spec as Spec);
    const own = [...this.#holdings.values()].find(({ entry }) => isMeant(entry));
    if (own) return { run: this.run, pid: process.pid, standing: "self", state: stateOf(own.entry) };
    return await findHolder(this.#options.stateDir, this.run, isMeant);
  }

  /** Destroys in this order, each after what stands on it. Throws the first error. */
  async releaseInOrder(owned: readonly Owned[], signal: AbortSignal): Promise<void> {
    for (const { n } of owned) {
      for (const holding of this.#withAllAbove(n)) await this.#destroy(holding, signal);
    }
  }

  /** Destroys what is chosen, newest first, and goes on after errors. Never rejects. */
  async release(choice: Choice, signal: AbortSignal): Promise<readonly Leftover[]> {
    const left: Leftover[] = [];
    for (const holding of this.#chosen(choice).reverse()) {
      const above = this.#standingOn(holding.entry.n)[0];
      try {
        if (above) throw new Error(`${this.#thing(above).description} stands on it and is still there`);
        await this.#destroy(holding, signal);
      } catch (error) {
        left.push({ thing: this.#thing(holding), reason: (error as Error).message });
      }
    }
    return left;
  }

  /** Marks as kept on purpose. */
  async keep(choice: Choice): Promise<void> {
    const kept = this.#chosen(choice);
    for (const { entry } of kept) {
      entry.isKept = true;
      this.#emit(entry, "kept");
    }
    await this.#mark("keep", kept);
  }

  /** Marks as outputs of a builder that has come to its end. */
  async finish(choice: Choice): Promise<void> {
    const outputs = this.#chosen(
      (entry, scope) => entry.life === "output" && !entry.isFinished && choice(entry, scope),
    );
    await this.#mark("finished", outputs);
    for (const { entry } of outputs) entry.isFinished = true;
  }

  /** Hands outputs over to the user, all in one record. */
  async commit(choice: Choice): Promise<void> {
    const outputs = this.#chosen((entry, scope) => entry.life === "output" && choice(entry, scope));
    await this.#mark("commit", outputs);
    for (const { entry } of outputs) {
      this.#holdings.delete(entry.n);
      this.#emit(entry, "handed-over");
    }
  }

  /** What is still owned, oldest first. */
  things(choice: Choice): readonly Thing[] {
    return this.#chosen(choice).map((holding) => this.#thing(holding));
  }

  /** What was kept on purpose, oldest first. */
  kept(): readonly Thing[] {
    return [...this.#holdings.values()].filter(({ entry }) => entry.isKept).map((holding) => this.#thing(holding));
  }

  /** Ends the journal: away when nothing is owned any more, otherwise left for a recovery. Never rejects. */
  async close(): Promise<void> {
    const journal = await this.#journal?.catch(() => undefined);
    // What cannot be removed now is empty, and a recovery sweeps it.
    await (this.#holdings.size === 0 ? journal?.remove() : journal?.close())?.catch(() => undefined);
    await this.#supervisor?.dismiss();
  }

  #destroy(holding: Holding, signal: AbortSignal): Promise<void> {
    holding.going ??= untilAborted(signal, () => destroyEntry(holding.kind, holding.entry, this.#context(signal), true))
      .then(() => this.#forget(holding))
      .finally(() => {
        holding.going = undefined;
      });
    return holding.going;
  }

  #forget(holding: Holding): void {
    if (!this.#holdings.delete(holding.entry.n)) return;
    this.#note({ t: "gone", n: holding.entry.n });
    this.#emit(holding.entry, "destroyed");
  }

  #chosen(choice: Choice): Holding[] {
    return [...this.#holdings.values()].filter(
      (holding) => !holding.entry.isKept && choice(holding.entry, holding.scope),
    );
  }

  #standingOn(n: number): Holding[] {
    return [...this.#holdings.values()].filter((holding) => holding.entry.on.includes(n));
  }

  /** The holding and all that stands on it, in the order in which they must go; empty when it is gone already. */
  #withAllAbove(n: number): readonly Holding[] {
    const found = new Set<Holding>();
    const visit = (number: number) => {
      const holding = this.#holdings.get(number);
      if (!holding || found.has(holding)) return;
      found.add(holding);
      for (const above of this.#standingOn(number)) visit(above.entry.n);
    };
    visit(n);
    return [...found].sort((a, b) => b.entry.n - a.entry.n);
  }

  #thing(holding: Holding): Thing {
    return describeEntry(holding.entry, holding.kind);
  }

  async #mark(t: "keep" | "finished" | "commit", holdings: readonly Holding[]): Promise<void> {
    if (holdings.length === 0) return;
    await (await this.#journal)?.append({ t, n: holdings.map(({ entry }) => entry.n) }, true);
  }

  /** Writes what need not be waited for: a lost id is found again, a lost "gone" is destroyed twice. */
  #note(record: JournalRecord): void {
    this.#journal
      ?.then((journal) => {
        this.#noteRefused(journal);
        return journal.append(record, false);
      })
      .catch(() => undefined);
  }

  /** Numbers have no gaps: what was refused is told of as soon as something can be written again. */
  #noteRefused(journal: Journal): void {
    for (const n of this.#refused) {
      journal.append({ t: "gone", n }, false).then(
        () => this.#refused.delete(n),
        () => undefined,
      );
    }
  }

  #context(signal: AbortSignal): KindContext {
    return {
      signal,
      secret: async (name) => {
        const value = this.#options.secrets?.get(name);
        if (value === undefined)
          throw new Error(`The secret "${name}" is needed to remove this, and is not known here`);
        return value;
      },
    };
  }

  #emit(entry: Entry, change: ResourceEvent["change"]): void {
    const { kind, id, build } = entry;
    this.#options.emit(build, { type: "resource", change, kind, ...(id === undefined ? {} : { id }) });
  }
}
