import type { Host } from "../host.ts";
import { describeTransfer, followTransfer, type Transfer } from "../output/live/transfer.ts";
import { eraseLine } from "../output/text-renderer.ts";

/** Shows how far fetching is: one line at a terminal, for everything that is fetched; events for programs. */
export interface TransferView {
  /** Told as a file comes in. */
  readonly progressOf: (label: string) => (done: number, total: number | undefined) => void;
  /** Takes the line away; it comes again with the next news. */
  readonly clear: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** How often news is shown, in milliseconds. */
const everyMs = 100;

/** Opens the view of what is fetched. Nothing is drawn where nobody sees it. */
export function showTransfers({ terminal, events }: Pick<Host, "terminal" | "events">): TransferView {
  const running = new Map<string, { done: number; total: number | undefined; toldMs: number }>();
  let whole: Transfer | undefined;
  let drawnMs = 0;
  let isDrawn = false;
  const draw = (nowMs: number) => {
    if (!terminal) return;
    const all = [...running.values()];
    const done = all.reduce((sum, one) => sum + one.done, 0);
    const isCounted = all.every(({ total }) => total !== undefined);
    const total = isCounted ? all.reduce((sum, one) => sum + (one.total ?? 0), 0) : undefined;
    const label = running.size === 1 ? ([...running.keys()][0] ?? "") : `${running.size} plugins`;
    whole = followTransfer(whole, { type: "progress", id: "", label, done, total, ended: false } as never, nowMs);
    if (nowMs - drawnMs < everyMs) return;
    drawnMs = nowMs;
    isDrawn = true;
    void terminal.write(
      `${eraseLine}Fetching ${describeTransfer({ ...whole, label }, nowMs, terminal.size().columns - 10)}`,
    );
  };
  const tell = (label: string, ended: boolean) => {
    const { done = 0, total } = running.get(label) ?? {};
    void events.emit({ type: "progress", id: label, label, done, ...(total === undefined ? {} : { total }), ended });
  };
  const clear = async () => {
    if (!terminal || !isDrawn) return;
    isDrawn = false;
    await terminal.write(eraseLine);
  };
  return {
    progressOf: (label) => (done, total) => {
      const nowMs = Date.now();
      const before = running.get(label);
      const isDue = !before || nowMs - before.toldMs >= everyMs;
      running.set(label, { done, total, toldMs: isDue ? nowMs : before.toldMs });
      if (isDue) tell(label, false);
      draw(nowMs);
    },
    clear,
    end: async () => {
      for (const label of running.keys()) tell(label, true);
      await clear();
    },
  };
}
