import { openConnection, type SshConnection } from "./open-connection.ts";
import type { Rhythm } from "./rhythm.ts";
import type { SshSettings } from "./settings.ts";

/** So many connections are waited for beside the first one. Fewer than a server takes that has not let anybody in yet (OpenSSH: ten). */
const beside = 8;

/**
 * One connection, by one attempt or several beside each other. A connection that hangs may be one to a machine that was not ready when it
 * was begun, and would be answered late or never (a firewall, a forwarded port of QEMU), so others are begun beside it. The first whose
 * server speaks is waited for; the first failure is that of all.
 */
export async function raceConnections(
  settings: SshSettings,
  rhythm: Rhythm,
  signal: AbortSignal,
): Promise<SshConnection> {
  // At a bastion host each of them would have to log in.
  if (settings.bastion) return openConnection(settings, { signal });
  const running = new Map<number, AbortController>();
  const drop = (isDropped: (index: number) => boolean) => {
    for (const [index, controller] of running) {
      if (!isDropped(index)) continue;
      running.delete(index);
      controller.abort(new Error("not needed"));
    }
  };
  let count = 0;
  let spoken: number | undefined;
  let winner: number | undefined;
  let pauseMs = rhythm.silentMs;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SshConnection>((resolve, reject) => {
      const startLater = () => {
        clearTimeout(timer);
        timer = setTimeout(start, spoken === undefined ? pauseMs : rhythm.slowMs);
        pauseMs = Math.min(pauseMs * 1.25, rhythm.longestPauseMs);
      };
      const start = () => {
        if (winner !== undefined) return;
        const index = count++;
        const own = new AbortController();
        running.set(index, own);
        openConnection(settings, {
          signal: AbortSignal.any([signal, own.signal]),
          onAnswer: () => {
            if (spoken !== undefined) return;
            spoken = index;
            drop((other) => other !== index);
            startLater();
          },
          mayLogIn: () => {
            winner ??= index;
            return winner === index;
          },
        }).then(resolve, (error) => {
          if (running.has(index) && (winner === undefined || winner === index)) reject(error);
        });
        // The first may be with a machine that is far away, so it is left; of the others only the latest.
        drop((other) => other !== 0 && other !== spoken && other < index - beside);
        startLater();
      };
      start();
    });
  } finally {
    clearTimeout(timer);
    drop((index) => index !== winner);
  }
}
