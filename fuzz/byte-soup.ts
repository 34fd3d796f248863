import type { Random } from "../e2e/kill/random.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Pieces of msgpack, gob, protobuf and yamux: heads with lengths that are right, wrong and enormous, and names that readers look for. */
const pieces: readonly Uint8Array[] = [
  // msgpack
  ...[
    "80",
    "81",
    "82 a161 01 a162",
    "90",
    "91",
    "9f",
    "c0",
    "c1",
    "c2",
    "c3",
    "00",
    "7f",
    "e0",
    "ff",
    "a0",
    "a1 61",
  ].map(hex),
  ...[
    "c4 02 0102",
    "c6 ffffffff",
    "db ffffffff",
    "dd ffffffff",
    "df ffffffff",
    "dc ffff",
    "de ffff",
    "c9 ffffffff 01",
  ].map(hex),
  ...["ca 7fc00000", "cb 7ff0000000000000", "cf ffffffffffffffff", "d3 8000000000000000", "d1 0080", "cc 80"].map(hex),
  ...[
    "d4 00 00",
    "c7 03 0c 82 01c2",
    "d6 ff 6553f100",
    "c7 0c ff ffffffff 7fffffffffffffff",
    "a9 5f5f70726f746f5f5f",
  ].map(hex),
  ...[
    "a6 737472696e67",
    "c4 08 22737472696e6722",
    "92",
    "c4 09 2264796e616d696322",
    "c4 11 5b226c697374222c22737472696e67225d",
  ].map(hex),
  ...["82 ad 536572766963654d6574686f64 a6 55692e536179 a3 536571 00", "a5 4572726f72 a0"].map(hex),
  ...["83 ad 536572766963654d6574686f64 a6 55692e536179 a3 536571 01", "a5 4572726f72 a1 78 80", "a3 536571"].map(hex),
  // yamux: heads on streams 0 to 3, the numbers of dialled streams, and pings
  ...["00 01 0001 00000001 00000000", "00 01 0002 00000001 00000000", "00 01 0004 00000001 00000000"].map(hex),
  ...["00 01 0001 00000002 00000000", "00 01 0008 00000002 00000000", "00 00 0000 00000002 00000004 01000000"].map(hex),
  ...["00 00 0000 00000001 00000004 00000000", "00 00 0005 00000003 00000001 00", "00 01 0000 00000001 ffffffff"].map(
    hex,
  ),
  ...["00 02 0001 00000000 00000007", "00 02 0002 00000000 00000000", "00 03 0000 00000000 00000000"].map(hex),
  ...["00 00 0000 00000001 00040001", "00 04 0000 00000000 00000000", "00000000", "ffffffff"].map(hex),
  hex("00 00 0000 00000001 00000018 82 ad 536572766963654d6574686f64 a0 a3 536571 00 c0"),
  // gob: lengths, definitions of types, fields; protobuf: fields of all wire types
  ...[
    "03 04 00 01",
    "f8 ffffffffffffffff",
    "fc ffffffff",
    "07 ff81 03 01 01",
    "0c ff82 00",
    "ff 80",
    "01 02 03 00",
    "fe 0100",
  ].map(hex),
  ...[
    "0a 02 0a00",
    "0a ff ff ff ff 0f",
    "12 04 0a 02 0a 00",
    "08 01",
    "1a 00",
    "22 06 0a 04 6e616d65",
    "0b",
    "0d 00000000",
  ].map(hex),
  ...["0a 12 0a 01 61 12 0d 0a 0b 0a 01 61 12 06 22 73747222", "80 80 80 80 80 80 80 80 80 01"].map(hex),
];

const anyPiece = (random: Random) => pieces[Math.floor(random() * pieces.length)] as Uint8Array;

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
