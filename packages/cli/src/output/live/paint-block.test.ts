// What is painted goes through a terminal emulator: whatever is done in whatever order, the log stands there line by line, and the block
// under it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../test/emulator.ts";
import type { Size } from "./compose-block.ts";
import { type BlockPainter, createBlockPainter } from "./paint-block.ts";

type Deed =
  | { readonly k: "print"; readonly lines: readonly string[]; readonly block: readonly string[] }
  | { readonly k: "update"; readonly block: readonly string[]; readonly whole: boolean }
  | { readonly k: "resize"; readonly size: Partial<Size>; readonly block: readonly string[] };

// Of other letters than the block, and long enough to be wrapped.
const logLines = fc.array(
  fc.nat({ max: 90 }).map((length) => `log ${"l".repeat(length)}.`),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const blocks = fc.array(
  fc.nat({ max: 60 }).map((length) => `lane${"b".repeat(length)}`),
  { maxLength: 4 },
);
const columns = fc.integer({ min: 40, max: 60 });
const rows = fc.integer({ min: 8, max: 20 });
const resize = (size: fc.Arbitrary<Partial<Size>>) =>
  fc.record({ k: fc.constant("resize" as const), size, block: blocks });
const deeds = (resizes: fc.Arbitrary<Deed>): fc.Arbitrary<Deed[]> =>
  fc.array(
    fc.oneof(
      fc.record({ k: fc.constant("print" as const), lines: logLines, block: blocks }),
      fc.record({ k: fc.constant("update" as const), block: blocks, whole: fc.boolean() }),
      resizes,
    ),
    { minLength: 1, maxLength: 15 },
  );

/** Does it all on a terminal, and looks at it after each deed. */
async function replay(all: readonly Deed[], look: (shown: Emulator, log: string[], block: string[]) => void) {
  let size: Size = { columns: 40, rows: 12 };
  const terminal = createEmulator(size.columns, size.rows);
  const painter = createBlockPainter(true);
  const log: string[] = [];
  for (const deed of all) {
    const before = size;
    if (deed.k === "resize") size = { ...size, ...deed.size };
    if (size !== before) terminal.resize(size.columns, size.rows);
    const block = deed.block.map((line) => line.slice(0, size.columns - 1));
    await terminal.write(painted({ ...deed, block }, painter, size, before).replaceAll("\n", "\r\n"));
    if (deed.k === "print") log.push(...deed.lines);
    look(terminal, log, block);
  }
  terminal.close();
}

function painted(deed: Deed, painter: BlockPainter, size: Size, before: Size): string {
  if (deed.k === "print") return painter.print(`${deed.lines.join("\n")}\n`, deed.block);
  if (deed.k === "update") return painter.update(deed.block, deed.whole);
  return painter.redraw(deed.block, size.columns, Math.max(0, before.rows - size.rows));
}

/** The emulator leaves blank lines by itself when it takes wrapped lines apart. */
const linesOf = (terminal: Emulator) => terminal.text().filter((line) => line.trim() !== "");

test("the log is whole, and the block stands under it, after anything that can happen", async () => {
  const narrowed = resize(fc.record({ columns }));
  const shortened = resize(fc.record({ rows }));
  await fc.assert(
    fc.asyncProperty(deeds(fc.oneof(narrowed, shortened)), (all) =>
      replay(all, (terminal, log, block) => {
        expect(linesOf(terminal)).toEqual([...log, ...block]);
        const { row, column, isVisible } = terminal.cursor();
        expect(column).toBe(0);
        expect(isVisible).toBe(block.length === 0);
        if (block.length > 0) expect(terminal.screen()[row]).toBe(block[0]);
        expect(terminal.modes()).toEqual({ isAlternate: false, isWrapping: true, isSynchronized: false });
      }),
    ),
    { numRuns: 60 },
  );
});

test("a terminal that becomes narrower and shorter in one go may keep lines of the block, and loses none of the log", async () => {
  await fc.assert(
    fc.asyncProperty(deeds(resize(fc.record({ columns, rows }))), (all) =>
      replay(all, (terminal, log) => {
        expect(linesOf(terminal).filter((line) => line.startsWith("log"))).toEqual(log);
      }),
    ),
    { numRuns: 60 },
  );
});

test("only what changed is drawn, and nothing where nothing changed", () => {
  const painter = createBlockPainter(true);
  painter.print("log\n", ["one", "two", "three"]);
  expect(painter.update(["one", "two", "three"], false)).toBe("");
  const changed = painter.update(["one", "2", "three"], false);
  expect(changed).toContain("2");
  expect(changed).not.toMatch(/one|three/s);
  expect(painter.update(["one", "2", "three"], true)).toMatch(/one.*2.*three/s);
});

test("a block whose lines were taken for narrower than they are is not wrapped", async () => {
  const terminal = createEmulator(40, 12);
  const painter = createBlockPainter(true);
  const wide = `lane ${"w".repeat(60)}`;
  await terminal.write(painter.print("log\n", [wide, "second"]).replaceAll("\n", "\r\n"));
  await terminal.write(painter.print("more\n", ["lane"]).replaceAll("\n", "\r\n"));
  expect(terminal.text()).toEqual(["log", "more", "lane"]);
  terminal.close();
});

test("what another program has written over the block is mended by the next whole drawing", async () => {
  const terminal = createEmulator(40, 12);
  const painter = createBlockPainter(true);
  await terminal.write(painter.print("log\n", ["lane one", "lane two"]).replaceAll("\n", "\r\n"));
  await terminal.write("said by the way\r\n");
  await terminal.write(painter.update(["lane one", "lane two"], true).replaceAll("\n", "\r\n"));
  expect(terminal.text()).toEqual(["log", "said by the way", "lane one", "lane two"]);
  terminal.close();
});
