// What an invocation tells as events, whether there is a run or not: -json writes them, and the log, -log-dir and -report keep them. A run's
// bus hands its events to the same listeners, with numbers from the same stamp.

import { randomUUID } from "node:crypto";
import { createStamp, maskEvent, type Renderer, type Stamp } from "@ingot/engine";
import type { EventBody } from "@ingot/sdk";

export interface EventChannel {
  /** The id of this invocation, in every event of it; a build passes it on as PACKER_RUN_UUID. */
  readonly run: string;
  readonly stamp: Stamp;
  readonly listeners: readonly Renderer[];
  readonly listen: (renderer: Renderer) => void;
  /** Masks from now on what is told; until the secrets of a template are known, nothing of it is told. */
  readonly maskWith: (mask: (text: string) => string) => void;
  /** Tells all listeners; the promise is the back-pressure. */
  readonly emit: (body: EventBody) => Promise<void>;
}

/** Makes the channel of an invocation. Nothing of it is made before somebody listens: start-up is most of what small commands cost. */
export function createEventChannel(now: () => Date = () => new Date()): EventChannel {
  const listeners: Renderer[] = [];
  let mask: ((text: string) => string) | undefined;
  let run: string | undefined;
  let stamp: Stamp | undefined;
  const runId = () => {
    run ??= randomUUID();
    return run;
  };
  const stampOf = () => {
    stamp ??= createStamp(runId(), now);
    return stamp;
  };
  return {
    get run() {
      return runId();
    },
    get stamp() {
      return stampOf();
    },
    listeners,
    listen: (renderer) => void listeners.push(renderer),
    maskWith: (newMask) => {
      mask = newMask;
    },
    emit: async (body) => {
      if (listeners.length === 0) return;
      const event = stampOf()(mask ? maskEvent(body, mask) : body);
      await Promise.all(listeners.map((listener) => listener.render(event)));
    },
  };
}
