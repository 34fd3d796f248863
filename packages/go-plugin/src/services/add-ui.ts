// The voice of a component in another process: the `Ui` service (plugin-protocol 9.7).

import { randomInt } from "node:crypto";
import type { Ask, ProgressTracker, Ui } from "@ingot/sdk";
import type { Method, Services } from "../rpc/rpc.ts";
import { membersOf, readText, readTexts, readWhole } from "./read-wire.ts";

/** So many transfers may be followed at a time on one stream; a peer that begins more goes on without being followed. */
const mostTrackers = 256;
/** The longest name of a transfer, in characters; what is longer is cut. */
const longestLabel = 1024;
const alphanumerics = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * Serves `Ui`, with a service of its own for each transfer that the peer tells of: `Ui<label><6 characters>`. The services of transfers
 * go when the peer closes them, and all that are left when the signal aborts.
 *
 * @param signal aborts when the stream has ended, or the peer is no longer listened to; it ends questions that are open
 */
export function addUi(services: Services, ui: Ui, ask: Ask, signal: AbortSignal): void {
  serveUi(services, ui, ask, randomSuffix, signal);
}

/** As `addUi`, with what makes the name of a transfer's service its own: a recording has its own, too. */
export function serveUi(services: Services, ui: Ui, ask: Ask, newSuffix: () => string, signal: AbortSignal): void {
  const trackers = new Map<string, ProgressTracker>();
  /** The answer waits while the renderers are behind: a peer says what a program of the machine wrote by this, too. */
  const answer = async (): Promise<null> => {
    await ui.caughtUp?.();
    return null;
  };
  services.set("Ui", {
    Say: (args) => {
      ui.say(readText(args, "The text"));
      return answer();
    },
    Message: (args) => {
      ui.message(readText(args, "The text"));
      return answer();
    },
    Error: (args) => {
      ui.error(readText(args, "The text"));
      return answer();
    },
    Ask: (args) => ask(readText(args, "The question"), [], signal),
    Machine: (args) => {
      const { Category, Args } = membersOf(args, ["Category", "Args"], "The fact");
      ui.emit({ type: "machine", category: readText(Category, "Category"), args: readTexts(Args, "Args") ?? [] });
      return answer();
    },
    NewTrackProgress: (args) => {
      const { Src, TotalSize, CurrentSize } = membersOf(args, ["Src", "TotalSize", "CurrentSize"], "The transfer");
      const label = readText(Src, "Src").slice(0, longestLabel);
      const total = readWhole(TotalSize, "TotalSize");
      let done = readWhole(CurrentSize, "CurrentSize");
      signal.throwIfAborted();
      if (trackers.size >= mostTrackers) throw new Error(`More than ${mostTrackers} transfers are followed already`);
      const id = newId(label, newSuffix, services);
      const tracker = ui.progress(label);
      const show = () => (total > 0 ? tracker.update(done, total) : tracker.update(done));
      const add: Method = (count) => {
        done += Math.max(0, readWhole(count, "The number of bytes"));
        show();
        return null;
      };
      const close: Method = () => {
        services.delete(`Ui${id}`);
        if (trackers.delete(id)) tracker.end();
        return null;
      };
      trackers.set(id, tracker);
      services.set(`Ui${id}`, { Add: add, Close: close });
      if (done > 0) show();
      return id;
    },
  });
  signal.addEventListener(
    "abort",
    () => {
      for (const [id, tracker] of trackers) {
        services.delete(`Ui${id}`);
        tracker.end();
      }
      trackers.clear();
    },
    { once: true },
  );
}

function newId(label: string, newSuffix: () => string, services: Services): string {
  for (;;) {
    const id = label + newSuffix();
    if (!services.has(`Ui${id}`)) return id;
  }
}

function randomSuffix(): string {
  return Array.from({ length: 6 }, () => alphanumerics[randomInt(alphanumerics.length)]).join("");
}
