import type { Holding, SecretFilter, VersionFacts } from "@ingot/sdk";
import type { Connection } from "../broker/broker.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import type { Start } from "./asked.ts";
import type { Workshop } from "./workshop.ts";

/** What serving one component has to do with: one connection, one component, for as long as the process lasts. */
export interface Session {
  readonly connection: Connection;
  readonly start: Start;
  readonly encoding: Encoding;
  /** The component's name in templates, for messages. */
  readonly type: string;
  readonly workshop: Workshop;
  readonly versions: VersionFacts;
  readonly runUuid: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly startedAt: Date;
  readonly holding: Holding;
  /** Hides secrets in what the component says. */
  readonly secrets: SecretFilter;
  /** For the log: the host takes what a plugin writes to its standard error. */
  readonly log: (text: string) => void;
  /** Aborts when the connection is over. */
  readonly gone: AbortSignal;
  /** Work that must come to its end before the process does. */
  readonly follow: (work: Promise<unknown>) => void;
}

/** Something of which a host cancels what is outstanding (plugin-protocol 9.9). */
export interface Cancellable {
  /** Does work under a signal that aborts when the host cancels, or is gone. */
  readonly run: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Cancels what runs. What is begun later is not concerned. */
  readonly cancel: () => null;
}

/** A cancelled call answers with this text, as Go's contexts do. */
const cancelledText = "context canceled";

export function createCancellable({ gone, follow, log }: Pick<Session, "gone" | "follow" | "log">): Cancellable {
  const outstanding = new Set<AbortController>();
  return {
    run: <T>(work: (signal: AbortSignal) => Promise<T>) => {
      const controller = new AbortController();
      outstanding.add(controller);
      const running = work(AbortSignal.any([controller.signal, gone])).then(
        (result) => {
          outstanding.delete(controller);
          return result;
        },
        (error: unknown) => {
          outstanding.delete(controller);
          if (!controller.signal.aborted) throw error;
          // What is thrown by work that was stopped rarely says more than that; the log has it.
          if (error instanceof Error && error !== controller.signal.reason) log(`cancelled: ${error.message}`);
          throw new Error(cancelledText, { cause: error });
        },
      );
      follow(running.catch(() => undefined));
      return running;
    },
    cancel: () => {
      for (const controller of outstanding) controller.abort(new Error(cancelledText));
      return null;
    },
  };
}
