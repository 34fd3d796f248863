import type { Client } from "ssh2";
import { openSession, type SessionChannel } from "./library-internals.ts";

/** A channel that is opened while a command runs, for the one after it: that saves a way there and back. */
export interface SpareChannel {
  /** Opens one, where the machine lets it. */
  readonly prepare: () => void;
  /** The one that is there, or on its way; undefined where there is none. */
  readonly take: () => Promise<SessionChannel | undefined> | undefined;
  /** Closes it: the machine may allow few. No other one is opened. */
  readonly giveUp: () => void;
}

/** Keeps at most one channel of a connection in reserve. */
export function keepSpareChannel(client: Client): SpareChannel {
  let spare: Promise<SessionChannel | undefined> | undefined;
  let isGivenUp = false;
  const open = async (): Promise<SessionChannel | undefined> => {
    try {
      return await openSession(client);
    } catch {
      // One at a time is all that it allows, then.
      isGivenUp = true;
      return undefined;
    }
  };
  return {
    prepare: () => {
      if (!isGivenUp) spare ??= open();
    },
    take: () => {
      const taken = spare?.then((session) => (session?.isOpen() ? session : undefined));
      spare = undefined;
      return taken;
    },
    giveUp: () => {
      isGivenUp = true;
      void spare?.then((session) => session?.channel.close());
      spare = undefined;
    },
  };
}
