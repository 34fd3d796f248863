/** Signs of life of a transfer. */
export interface Pulse {
  /** Grows with whatever arrives. */
  beats: number;
  /** What takes the bytes on this side is at work: the other side waits for us. */
  busy: number;
}

/** How long a peer that has said that it is done may be silent before what is still open is given up, in milliseconds. */
export const quietMs = 5000;

/**
 * Waits for work of which the other side has said that it is done: what it has sent is on its way, and takes its time where we are slow.
 * Resolves with false when nothing comes any more. Rejects as the work does.
 */
export async function untilQuiet(work: Promise<unknown>, pulse: Pulse): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<false>((resolve) => {
    let before = -1;
    timer = setInterval(() => {
      if (pulse.busy === 0 && pulse.beats === before) resolve(false);
      before = pulse.beats;
    }, quietMs / 2);
  });
  try {
    return await Promise.race([work.then(() => true), quiet]);
  } finally {
    clearInterval(timer);
  }
}
