import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSpool, type Lane, slotBytes } from "./spool.ts";

function withFile(work: (file: number) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "spool-"));
  const file = openSync(join(folder, "spool"), "wx+");
  try {
    work(file);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

const never = (error: Error) => {
  throw error;
};
const itemsOf = (lane: Lane): string[] => JSON.parse(`[${[...lane.pieces()].join("")}]`);

test("what fits is kept, in order, lane by lane", () => {
  withFile((file) => {
    const open = createSpool(file, never);
    const lanes = ["a", "ü"].map((name) => ({ name, lane: open(10 * slotBytes) }));
    for (let i = 0; i < 20_000; i++) for (const { name, lane } of lanes) lane.add(JSON.stringify(`${name}${i}`));
    for (const { name, lane } of lanes) {
      expect(itemsOf(lane)).toEqual(Array.from({ length: 20_000 }, (_, i) => `${name}${i}`));
      expect(lane.facts()).toEqual({ kept: 20_000, cut: 0, cutBehind: 0 });
    }
    expect(itemsOf(open(1))).toEqual([]);
  });
});

test("of what does not fit the beginning and the end are kept, and the file does not grow", () => {
  withFile((file) => {
    const lane = createSpool(file, never)(8 * slotBytes);
    for (let i = 0; i < 200_000; i++) lane.add(String(i));
    const { kept, cut, cutBehind } = lane.facts();
    const items = itemsOf(lane).map(Number);
    expect(kept + cut).toBe(200_000);
    expect(items.length).toBe(kept);
    expect(items.slice(0, cutBehind)).toEqual(Array.from({ length: cutBehind }, (_, i) => i));
    expect(items.slice(cutBehind)).toEqual(Array.from({ length: kept - cutBehind }, (_, i) => cutBehind + cut + i));
    expect(fstatSync(file).size).toBeLessThanOrEqual(9 * slotBytes);
  });
});

test("a disk that is full is told of, and what is missing is counted", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-"));
  const file = openSync(join(folder, "spool"), "wx+");
  closeSync(file);
  const losses: Error[] = [];
  const lane = createSpool(file, (error) => void losses.push(error))(8 * slotBytes);
  for (let i = 0; i < 20_000; i++) lane.add(String(i));
  expect(losses.length).toBe(1);
  expect(itemsOf(lane).length).toBe(lane.facts().kept);
  expect(lane.facts().kept + lane.facts().cut).toBe(20_000);
  rmSync(folder, { recursive: true });
});
