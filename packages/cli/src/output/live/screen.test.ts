import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../test/emulator.ts";
import { createScreen, type Screen } from "./screen.ts";

interface Stage {
  readonly screen: Screen;
  readonly terminal: Emulator;
  /** How often something was written. */
  readonly writes: () => number;
  readonly setBlock: (lines: readonly string[]) => void;
  readonly setBackground: (isInBackground: boolean) => void;
  /** What a person types is echoed by the terminal. */
  readonly type: (text: string) => Promise<void>;
}

const opened: Stage[] = [];

function setUp(block: readonly string[] = ["lane one", "lane two"], columns = 40): Stage {
  const terminal = createEmulator(columns, 12);
  let lines = block;
  let count = 0;
  let isInBackground = false;
  const screen = createScreen({
    terminal: {
      size: () => ({ columns, rows: 12 }),
      isXtermJs: true,
      isInBackground: () => isInBackground,
      write: (text) => {
        count++;
        return terminal.write(text.replaceAll("\n", "\r\n"));
      },
    },
    block: () => lines,
    clockMs: 3_600_000,
  });
  const stage: Stage = {
    screen,
    terminal,
    writes: () => count,
    setBlock: (next) => {
      lines = next;
    },
    setBackground: (is) => {
      isInBackground = is;
    },
    type: (text) => terminal.write(text.replaceAll("\n", "\r\n")),
  };
  opened.push(stage);
  return stage;
}

afterEach(() => {
  for (const { screen, terminal } of opened.splice(0)) {
    screen.close();
    terminal.close();
  }
});

/** Waits until what is written within a frame is seen. */
async function frame(): Promise<void> {
  await sleep(150);
  for (const { terminal } of opened) await terminal.write("");
}

test("what is said at once is written at once, the rest a frame later", async () => {
  const { screen, terminal, writes } = setUp();
  for (let at = 0; at < 1000; at++) void screen.print(`line ${at}\n`);
  await frame();
  expect(writes()).toBe(1);
  for (let at = 1000; at < 1010; at++) void screen.print(`line ${at}\n`);
  await frame();
  expect(writes()).toBe(2);
  expect(terminal.text()).toEqual([...Array.from({ length: 1010 }, (_, at) => `line ${at}`), "lane one", "lane two"]);
});

test("more than a few kilobytes do not wait for the frame, and are not held back", async () => {
  const { screen, writes } = setUp();
  const chunk = `${"x".repeat(63)}\n`.repeat(1024);
  for (let at = 0; at < 10; at++) await screen.print(chunk);
  expect(writes()).toBe(10);
});

test("where nothing changes nothing is written", async () => {
  const { screen, setBlock, writes } = setUp();
  screen.touch();
  await frame();
  expect(writes()).toBe(1);
  for (let at = 0; at < 5; at++) {
    screen.touch();
    await frame();
  }
  expect(writes()).toBe(1);
  setBlock(["lane one", "lane 2"]);
  screen.touch();
  await frame();
  expect(writes()).toBe(2);
});

test("a question stands alone, what is said meanwhile goes above it, and the lanes come back behind the answer", async () => {
  const { screen, terminal, type } = setUp();
  void screen.print("before\n");
  await frame();
  await screen.ask("==> a: it failed\n==> a: clean up, or retry? ");
  expect(terminal.text()).toEqual(["before", "==> a: it failed", "==> a: clean up, or retry?"]);
  expect(terminal.cursor()).toEqual({ row: 2, column: 27, isVisible: true });
  await type("r");
  void screen.print(`${"meanwhile\n".repeat(4000)}`);
  await frame();
  expect(terminal.text().slice(-2)).toEqual(["meanwhile", "==> a: clean up, or retry?"]);
  expect(terminal.text().filter((line) => line.includes("clean up"))).toHaveLength(1);
  await type("r\n");
  screen.answered(true);
  await frame();
  expect(terminal.text().slice(-4)).toEqual(["meanwhile", "==> a: clean up, or retry? r", "lane one", "lane two"]);
  expect(terminal.cursor().isVisible).toBe(false);
});

test("a question that is wider than the screen is taken away as a whole", async () => {
  const { screen, terminal } = setUp();
  void screen.print("before\n");
  await screen.ask(`${"why? ".repeat(20)}`);
  void screen.print(`${"meanwhile\n".repeat(4000)}`);
  await frame();
  expect(terminal.text().filter((line) => line.includes("why?"))).toHaveLength(1);
});

test("what is said within a few seconds waits for the answer, so that typed characters stay", async () => {
  const { screen, terminal, type } = setUp();
  await screen.ask("go on? ");
  await type("y");
  void screen.print("meanwhile\n");
  await frame();
  expect(terminal.text()).toEqual(["go on? y"]);
  await type("es\n");
  screen.answered(true);
  await frame();
  expect(terminal.text()).toEqual(["go on? yes", "meanwhile", "lane one", "lane two"]);
});

test("a question that is withdrawn stays, and the log goes on below it; asked again after a wrong answer, both stay", async () => {
  const { screen, terminal, type } = setUp();
  await screen.ask("go on? ");
  void screen.print("interrupted\n");
  screen.answered(false);
  await frame();
  expect(terminal.text()).toEqual(["go on?", "interrupted", "lane one", "lane two"]);
  await screen.ask("really? ");
  await type("maybe\n");
  await screen.ask("Incorrect input\nreally? ");
  expect(terminal.text().slice(2)).toEqual(["really? maybe", "Incorrect input", "really?"]);
});

test("leaving takes the block away with what was waiting, and coming back draws it again", async () => {
  const { screen, terminal } = setUp();
  void screen.print("one\n");
  await frame();
  void screen.print("two\n");
  screen.leave();
  await frame();
  expect(terminal.text()).toEqual(["one", "two"]);
  expect(terminal.cursor()).toMatchObject({ column: 0, isVisible: true });
  screen.comeBack();
  await frame();
  expect(terminal.text()).toEqual(["one", "two", "lane one", "lane two"]);
});

test("in the background only the log is written", async () => {
  const { screen, terminal, setBackground } = setUp();
  screen.leave();
  setBackground(true);
  screen.comeBack();
  void screen.print("in the background\n");
  await frame();
  expect(terminal.text()).toEqual(["in the background"]);
  setBackground(false);
  screen.comeBack();
  await frame();
  expect(terminal.text()).toEqual(["in the background", "lane one", "lane two"]);
});
