import type { Event, EventBody } from "@ingot/sdk";

/** Puts the envelope around an event: the time, the run, and its numbers. One stamp serves everything that an invocation tells. */
export type Stamp = (body: EventBody, build?: string) => Event;

/** Makes the stamp of a run; numbers begin at 0, over all and over each build (and over what is of no build). */
export function createStamp(run: string, now: () => Date = () => new Date()): Stamp {
  let seq = 0;
  const buildSeqs = new Map<string, number>();
  let lastTime = Number.NaN;
  let at = "";
  return (body, build) => {
    const buildSeq = buildSeqs.get(build ?? "") ?? 0;
    buildSeqs.set(build ?? "", buildSeq + 1);
    const time = now();
    if (time.getTime() !== lastTime) {
      lastTime = time.getTime();
      at = time.toISOString();
    }
    // The envelope stands in front: with the spread there V8 needs fifty times as long, which a program's lines would feel.
    return build === undefined
      ? { v: 1, at, run, seq: seq++, buildSeq, ...body }
      : { v: 1, at, run, build, seq: seq++, buildSeq, ...body };
  };
}
