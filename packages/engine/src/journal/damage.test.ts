// Whatever happens to the bytes of a journal, each thing that exists is found in it, or it shows that something cannot be read; and what is the
// user's is never taken for a leftover.

import { expect, test } from "vitest";
import { classifyEntry } from "../recovery/find-runs.ts";
import { type Entry, replayFiles } from "./read-journal.ts";
import { type DecodedJournal, decodeJournal, encodeRecord, type JournalRecord } from "./record.ts";

const owner = { pid: 1, start: "1", boot: "b", pidNamespace: "1", machine: "m" };

function intent(n: number, life: "run" | "output" = "run"): JournalRecord {
  const spec = { path: `/srv/thing-${n}` };
  return { t: "intent", n, at: n, build: "b", step: "s", kind: "test.file", spec, on: [], life };
}

const records: readonly JournalRecord[] = [
  { t: "run", v: 1, run: "r", at: 0, owner },
  intent(1),
  { t: "id", n: 1, id: "one" },
  intent(2),
  intent(3, "output"),
  { t: "id", n: 3, id: "three" },
  intent(4),
  { t: "finished", n: [3] },
  { t: "gone", n: 4 },
  intent(5, "output"),
  { t: "finished", n: [5] },
  { t: "commit", n: [5] },
  intent(6),
  { t: "keep", n: [6] },
  intent(7),
];
/** What exists in the end, and where a clean-up must put it. The fourth is gone, the fifth is the user's. */
const existing: ReadonlyMap<number, ReturnType<typeof classifyEntry>> = new Map([
  [1, "thing"],
  [2, "thing"],
  [3, "output"],
  [6, "kept"],
  [7, "thing"],
]);
const chunks = records.map(encodeRecord);
const whole = Buffer.from(chunks.join(""));

const decode = (bytes: Uint8Array) => decodeJournal(Buffer.from(bytes).toString("utf8"));
const decodedWhole = decode(whole);

function read(...files: readonly DecodedJournal[]): {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly lostEntries: number;
} {
  const { entries, lostEntries } = replayFiles(files);
  return { entries: new Map(entries.map((entry) => [entry.n, entry])), lostEntries };
}

/** What is wrong with how a damaged file and its undamaged copy are understood; undefined when nothing is. */
function complaint(damaged: DecodedJournal): string | undefined {
  const { entries, lostEntries } = read(damaged, decodedWhole);
  if (lostEntries > 0) return "something counts as lost";
  for (const [n, where] of existing) {
    const entry = entries.get(n);
    if (!entry) return `${n} is lost`;
    if (classifyEntry(entry) !== where) return `${n} counts as ${classifyEntry(entry)}`;
  }
  return entries.has(5) ? "the user's own is taken for a leftover" : undefined;
}

/** The same where both files have the same damage, or one is all there is: each thing is found, or it shows that some cannot be. */
function silentLoss(damaged: DecodedJournal): string | undefined {
  const { entries, lostEntries } = read(damaged);
  const missing = [...existing.keys()].filter((n) => !entries.has(n));
  return missing.length > 0 && lostEntries === 0 ? `${missing} is lost, and nobody is told` : undefined;
}

const everyByte = Array.from(whole.keys());
/** The last intent has nothing after it that would tell of it: that it is missed needs its beginning and its end. */
const lastLine = whole.lastIndexOf('{"t":"intent"');
const lastNumber = lastLine + '{"t":"intent","n":7,'.length;

/** Expects damage from one byte up to another to lose nothing. */
function check(bytes: Uint8Array, from: number, to: number, what: string): void {
  const damaged = decode(bytes);
  expect(complaint(damaged), what).toBeUndefined();
  const isTelling = to < lastLine || (from >= lastNumber && to < whole.length);
  if (isTelling) expect(silentLoss(damaged), `${what}, in both`).toBeUndefined();
}

test("an undamaged journal is understood", () => {
  expect(complaint(decodedWhole)).toBeUndefined();
  expect([...read(decodedWhole).entries.keys()]).toEqual([...existing.keys()]);
});

test("one bit, anywhere", () => {
  for (const at of everyByte) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      check(bytes, at, at + 1, `bit ${bit} of byte ${at}`);
    }
  }
});

test.each([1, 16])("%i bytes overwritten, anywhere", (length) => {
  for (const at of everyByte) {
    for (const filler of [0, 0x0a]) {
      const bytes = Buffer.from(whole);
      bytes.fill(filler, at, Math.min(at + length, whole.length));
      check(bytes, at, at + length, `${length} x ${filler} at ${at}`);
    }
  }
});

test("something put in between, anywhere", () => {
  for (const at of everyByte) {
    for (const garbage of ["\n", "\t", "x", "\0\0\n\0", '\n{"t":"gone","n":1}\tdeadbeef\n', '{"t":"int']) {
      const bytes = Buffer.concat([whole.subarray(0, at), Buffer.from(garbage), whole.subarray(at)]);
      check(bytes, at, at, `${JSON.stringify(garbage)} at ${at}`);
    }
  }
});

test("lines that stand twice, anywhere, and a journal that stands twice", () => {
  const lines = chunks.join("").split("\n");
  for (const line of lines) {
    for (let at = 0; at <= lines.length; at++) {
      const bytes = Buffer.from([...lines.slice(0, at), line, ...lines.slice(at)].join("\n"));
      check(bytes, 0, 0, `${line} at ${at}`);
    }
  }
  check(Buffer.concat([whole, whole]), 0, 0, "twice");
});

test("cut off anywhere: the other file has it; and where both are, only that is missing which was not made yet", () => {
  let length = 0;
  const ends = chunks.map((chunk) => {
    length += Buffer.byteLength(chunk);
    return length;
  });
  for (const at of everyByte) {
    const cut = decode(whole.subarray(0, at));
    expect(complaint(cut), `cut at ${at}`).toBeUndefined();
    const { entries, lostEntries } = read(cut, cut);
    expect(lostEntries, `cut at ${at}`).toBe(0);
    for (const [index, record] of records.entries()) {
      if (record.t !== "intent" || (ends[index] ?? 0) > at || !existing.has(record.n)) continue;
      expect(entries.has(record.n), `${record.n}, cut at ${at}`).toBe(true);
    }
  }
});
