// The one way a resource goes: in the ordinary clean-up, on an interrupt, and in the recovery of a dead run.

import { setTimeout as sleep } from "node:timers/promises";
import type { AnyResourceKind, KindContext } from "@ingot/sdk";
import type { Entry } from "./read-journal.ts";
import type { Thing } from "./run.ts";

/** How often to look for what may still come into being, in milliseconds. */
const lookAgainMs = 100;

/**
 * Destroys the resource of an entry; resolves when it is seen gone. Without an id it is the one that the spec names, or what carries the
 * spec's mark. `pending`: nothing was found, but the other side may still make it; only with `isPatient` is that waited for.
 */
export async function destroyEntry(
  kind: AnyResourceKind,
  entry: Pick<Entry, "at" | "spec" | "id">,
  context: KindContext,
  isPatient: boolean,
): Promise<"gone" | "pending"> {
  // The spec went into the journal as this kind's own and came back as it was.
  const spec = entry.spec as never;
  const known = entry.id ?? ("named" in kind ? kind.named(spec) : undefined);
  if (known !== undefined) {
    await kind.destroy(spec, known, context);
    return "gone";
  }
  if ("named" in kind) return "gone";
  // A clock that was set back must not make this wait for hours.
  const settled = Math.min(entry.at, Date.now()) + kind.settleMs;
  for (;;) {
    context.signal.throwIfAborted();
    const isSettled = Date.now() >= settled;
    const found = await kind.find(spec, context);
    for (const id of found) await kind.destroy(spec, id, context);
    if (found.length > 0 || isSettled) return "gone";
    if (!isPatient) return "pending";
    await sleep(Math.min(lookAgainMs, Math.max(1, settled - Date.now())), undefined, { signal: context.signal });
  }
}

/** An entry in words. Without its kind, in the words of the journal. */
export function describeEntry(entry: Entry, kind: AnyResourceKind | undefined): Thing {
  const { n, build, step, life, id } = entry;
  return {
    n,
    kind: entry.kind,
    description: kind ? kind.describe(entry.spec as never, id) : `${entry.kind} ${id ?? JSON.stringify(entry.spec)}`,
    ...(id === undefined ? {} : { id }),
    build,
    step,
    life,
  };
}
