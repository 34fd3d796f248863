import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { decodeJournal, encodeRecord, type JournalRecord } from "./record.ts";

test.each([
  ["", "00000000"],
  ["123456789", "cbf43926"],
  ["The quick brown fox jumps over the lazy dog", "414fa339"],
])("crc32 of %j", (text, sum) => {
  expect(crc32(text)).toBe(sum);
});

const gone: JournalRecord = { t: "gone", n: 7 };
const line = encodeRecord(gone);

test.each<[string, string, number, number]>([
  ["whole", line, 1, 0],
  ["empty", "", 0, 0],
  ["without its newline", line.trimEnd(), 1, 0],
  ["torn in the middle", line.slice(0, 9), 0, 1],
  ["torn, then whole on a line of its own", `${line.slice(0, 9)}\n${line}`, 1, 1],
  ["torn, then glued to the next", `${line.slice(0, 9)}${line}${line}`, 1, 1],
  ["a digit changed", line.replace("7", "8"), 0, 1],
  ["not a record at all", "\u0000\u0000\u0000\n", 0, 1],
])("a journal that is %s", (_, text, records, damaged) => {
  const decoded = decodeJournal(text);
  expect([decoded.records.length, decoded.damagedLines, decoded.newerVersion]).toEqual([records, damaged, undefined]);
});

test("a newer version shows by its number, or by a record that we do not know", () => {
  const owner = { pid: 1, start: "1", boot: "b", pidNamespace: "1", machine: "m" };
  const newer = encodeRecord({ t: "run", v: 3, run: "abc", at: 0, owner });
  expect(decodeJournal(newer).newerVersion).toBe(3);
  const unknown = '{"t":"lease","n":1}';
  expect(decodeJournal(`${unknown}\t${crc32(unknown)}\n`).newerVersion).toBe(0);
});

test("what is written is read again, whatever is cut off or overwritten around it", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "\t", "\n", "\r", '"', "\\", "ä", "\u{1f4bf}", "\ud800", "\u0000", "\u2028"),
  });
  const records = fc.array(
    fc.oneof(
      fc.record({ t: fc.constant("id" as const), n: fc.nat(), id: text }),
      fc.record({
        t: fc.constant("intent" as const),
        n: fc.nat(),
        at: fc.nat(),
        build: fc.string(),
        step: fc.string(),
        kind: fc.string(),
        spec: fc.dictionary(fc.string(), fc.oneof(text, fc.integer(), fc.constant(null))),
        on: fc.array(fc.nat()),
        life: fc.constantFrom("run" as const, "output" as const),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(records, fc.nat(200), (written, cut) => {
      const numbered = written.map((record, n) => ({ ...record, n }));
      const journal = numbered.map(encodeRecord).join("");
      const plain = JSON.parse(JSON.stringify(numbered)) as JournalRecord[];
      expect(decodeJournal(journal)).toMatchObject({ records: plain, damagedLines: 0, newerVersion: undefined });
      // A prefix loses its last record at most, and invents none.
      const torn = decodeJournal(journal.slice(0, Math.max(0, journal.length - cut))).records;
      expect(plain.slice(0, torn.length)).toEqual(torn);
    }),
  );
});
