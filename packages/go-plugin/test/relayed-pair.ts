import { type Duplex, duplexPair } from "node:stream";

/**
 * Two ends of a connection in memory whose bytes arrive cut anew, as a network does it.
 * @param cut how long the next piece is, at least 1
 * @param tap sees every piece on its way; 0 is the first end's
 */
export function relayedPair(cut: () => number, tap: (from: 0 | 1, piece: Buffer) => void): readonly [Duplex, Duplex] {
  const [first, firstInner] = duplexPair();
  const [second, secondInner] = duplexPair();
  const pass = (from: 0 | 1, source: Duplex, target: Duplex) => {
    source.on("data", (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; ) {
        const piece = Buffer.from(bytes.subarray(at, at + cut()));
        at += piece.length;
        tap(from, piece);
        target.write(piece);
      }
    });
    source.on("end", () => target.end());
    source.on("error", () => {});
  };
  pass(0, firstInner, secondInner);
  pass(1, secondInner, firstInner);
  return [first, second];
}
