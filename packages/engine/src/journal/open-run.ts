import type { Resources } from "@ingot/sdk";
import { fenceRun } from "../recovery/fence-run.ts";
import { type Choice, Ledger, randomName } from "./ledger.ts";
import type { BuildLedger, Run, RunEnd, RunOptions, StepScope } from "./run.ts";
import { runMark } from "./run-mark.ts";
import { openTempFiles } from "./temp-files.ts";

/** Opens a run. Nothing is written before the first resource is owned; that `own` throws a StateError when the state folder cannot be used. */
export function openRun(options: RunOptions): Run {
  const run = randomName(10);
  const ledger = new Ledger(run, options);
  const markBefore = process.env[runMark];
  // Recovery tells the programs of a dead run by this. It must be in the environment that they are started with.
  process.env[runMark] = run;
  const wholeRun = openScope(ledger, "", "", new AbortController().signal);
  let closing: Promise<RunEnd> | undefined;
  const close = async (signal: AbortSignal): Promise<RunEnd> => {
    const left = await ledger.release((entry, owner) => !entry.isFinished && owner !== wholeRun.owner, signal);
    const kept = ledger.kept();
    // Kept things may have temporary files mounted.
    if (kept.length > 0) await wholeRun.scope.keep().catch(() => undefined);
    const leftFolder = await wholeRun.scope.release("all", signal);
    const outputs = ledger.things((entry) => entry.isFinished);
    await ledger.close();
    if (process.env[runMark] === run) {
      if (markBefore === undefined) delete process.env[runMark];
      else process.env[runMark] = markBefore;
    }
    return { left: [...left, ...leftFolder], kept, outputs };
  };
  return {
    id: run,
    temp: openTempFiles(wholeRun.scope.resources, options.tempRoot ?? process.env.PACKER_TMP_DIR),
    unfinished: () => ({ things: ledger.things((entry) => !entry.isFinished), isSupervised: ledger.isSupervised }),
    build: (name) => openBuild(ledger, name),
    endProcesses: (signal) => fenceRun(run, new Set(ledger.kept().flatMap(({ id }) => id ?? [])), signal),
    close: (signal) => {
      closing ??= close(signal);
      return closing;
    },
  };
}

function openBuild(ledger: Ledger, name: string): BuildLedger {
  const owners = new Set<object>();
  const isOfBuild: Choice = (_, owner) => owners.has(owner);
  return {
    name,
    scope: (step, signal) => {
      const { scope, owner } = openScope(ledger, name, step, signal);
      owners.add(owner);
      return scope;
    },
    finished: () => ledger.finish(isOfBuild),
    commit: () => ledger.commit(isOfBuild),
    release: (which, signal) =>
      ledger.release((entry, owner) => isOfBuild(entry, owner) && (which === "all" || entry.life === "run"), signal),
  };
}

function openScope(
  ledger: Ledger,
  build: string,
  step: string,
  signal: AbortSignal,
): { readonly scope: StepScope; readonly owner: object } {
  const owner = {};
  const place = { build, step, scope: owner };
  const making = new Set<Promise<unknown>>();
  const resourcesUntil = (until: AbortSignal): Resources => ({
    own: async (kind, spec, create, options = {}) => {
      const owning = ledger.own(place, kind, spec, create, options, until);
      making.add(owning);
      try {
        return await owning;
      } finally {
        making.delete(owning);
      }
    },
    release: (...owned) => ledger.releaseInOrder(owned, until),
    findHolder: (kind, isIt) => ledger.findHolder(kind, isIt),
  });
  // What a step began and did not wait for must be known before it can be undone.
  const settle = () => Promise.allSettled([...making]);
  return {
    owner,
    scope: {
      resources: resourcesUntil(signal),
      resourcesUntil,
      release: async (which, releaseSignal) => {
        await settle();
        return ledger.release((entry, by) => by === owner && (which === "all" || entry.life === "run"), releaseSignal);
      },
      keep: async () => {
        await settle();
        await ledger.keep((_, by) => by === owner);
      },
    },
  };
}
