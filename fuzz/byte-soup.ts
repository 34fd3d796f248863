import type { Random } from "../e2e/kill/random.ts";

/**
 * Pieces of msgpack and yamux, between bars: heads with lengths that are right, wrong and enormous, names that readers look for, frames of
 * streams 0 to 3.
 */
const pieces = `
  80 | 81 | 90 | 91 | 9f | c0 | c1 | c2 | c3 | 00 | 7f | e0 | ff | a0 | a1 61 | 82 a161 01 a162 | a9 5f5f70726f746f5f5f
  c4 02 0102 | c6 ffffffff | db ffffffff | dd ffffffff | df ffffffff | dc ffff | de ffff | c9 ffffffff 01
  ca 7fc00000 | cb 7ff0000000000000 | cf ffffffffffffffff | d3 8000000000000000 | d1 0080 | cc 80
  d4 00 00 | c7 03 0c 82 01c2 | d6 ff 6553f100 | c7 0c ff ffffffff 7fffffffffffffff
  82 ad 536572766963654d6574686f64 a6 55692e536179 a3 536571 00 | a5 4572726f72 a0 | a5 4572726f72 a1 78 80
  83 ad 536572766963654d6574686f64 a6 55692e536179 a3 536571 01 | a3 536571
  00 01 0001 00000001 00000000 | 00 01 0002 00000001 00000000 | 00 01 0004 00000001 00000000
  00 01 0001 00000002 00000000 | 00 01 0008 00000002 00000000 | 00 00 0000 00000002 00000004 01000000
  00 00 0000 00000001 00000004 00000000 | 00 00 0005 00000003 00000001 00 | 00 01 0000 00000001 ffffffff
  00 02 0001 00000000 00000007 | 00 02 0002 00000000 00000000 | 00 03 0000 00000000 00000000
  00 00 0000 00000001 00040001 | 00 04 0000 00000000 00000000 | 00000000 | ffffffff
  00 00 0000 00000001 00000018 82 ad 536572766963654d6574686f64 a0 a3 536571 00 c0
`
  .trim()
  .split(/[|\n]/)
  .map((piece) => Buffer.from(piece.replace(/\s/g, ""), "hex"));

const anyPiece = (random: Random) => pieces[Math.floor(random() * pieces.length)] as Buffer;

/** Pieces in any order, some of them changed, or the same one many times: what is nested too deep, or too large, shows there. */
export function byteSoup(random: Random): Uint8Array {
  if (random() < 0.03) {
    const piece = Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 2) }, () => anyPiece(random)));
    return Buffer.concat(Array<Buffer>(1 + Math.floor(5000 * random() ** 2)).fill(piece));
  }
  const soup = Buffer.concat(
    Array.from({ length: 1 + Math.floor(20 * random() ** 2) }, () => {
      if (random() < 0.1)
        return Buffer.from(Array.from({ length: Math.floor(random() * 12) }, () => Math.floor(random() * 256)));
      return anyPiece(random);
    }),
  );
  for (let left = Math.floor(random() * 3); left > 0 && soup.length > 0; left--)
    soup[Math.floor(random() * soup.length)] = Math.floor(random() * 256);
  return random() < 0.2 ? soup.subarray(0, Math.floor(random() * soup.length)) : soup;
}
