import type { ProgressTracker } from "@ingot/sdk";
import type { RpcClient } from "../rpc/rpc.ts";
import { readText } from "./read-wire.ts";

/**
 * Tells the peer how far a transfer is. The wire knows only how much came since the last time, so one number is on its way at a time, and
 * what comes in between is told together. Where the peer does not want to know, the transfer goes on without (plugin-protocol 9.7).
 *
 * @param follow takes work that has to be done before the component ends; it never rejects
 */
export function trackProgress(
  client: RpcClient,
  label: string,
  follow: (work: Promise<void>) => void,
): ProgressTracker {
  /** The peer's service for the transfer. */
  let service: string | undefined;
  let state: "new" | "idle" | "working" | "lost" = "new";
  let total = 0;
  let told = 0;
  let now = 0;
  let isOver = false;

  const tell = async () => {
    if (service === undefined) {
      const args = { Src: label, TotalSize: total, CurrentSize: 0 };
      service = `Ui${readText(await client.call("Ui.NewTrackProgress", args), "The name of the transfer")}`;
    }
    while (now > told) {
      const count = now - told;
      told = now;
      await client.call(`${service}.Add`, count);
    }
    if (isOver) {
      state = "lost";
      await client.call(`${service}.Close`, null);
    } else state = "idle";
  };
  const goOn = () => {
    if (state === "working" || state === "lost") return;
    state = "working";
    follow(
      tell().catch(() => {
        state = "lost";
      }),
    );
  };
  return {
    update: (done, ofTotal) => {
      if (isOver || !Number.isFinite(done)) return;
      now = Math.max(now, Math.floor(done));
      if (ofTotal !== undefined && Number.isFinite(ofTotal)) total = Math.floor(ofTotal);
      goOn();
    },
    end: () => {
      isOver = true;
      if (state !== "new") goOn();
    },
  };
}
