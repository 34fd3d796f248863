import { warningAt } from "@ingot/hcl";
import { expect, test } from "vitest";
import { createEventChannel } from "../output/event-channel.ts";
import { showDiagnostics } from "./show-diagnostics.ts";

const line = `a = ["${"x".repeat(50)}", "hunter2", ${"1, ".repeat(20)}]`;
const place = (column: number) => ({ line: 1, column, byte: column - 1 });

/** What a screen of 60 columns shows of the line. */
async function shown(mask?: (text: string) => string): Promise<string | undefined> {
  let text = "";
  const print = async (_: string, written: string) => {
    text += written;
  };
  const host = { print, columns: () => 60, events: createEventChannel() };
  const about = warningAt({ filename: "t", start: place(1), end: place(2) }, "Odd", "Look.");
  await showDiagnostics([about], new Map([["t", line]]), { host, isColoured: false, ...(mask ? { mask } : {}) });
  return /^ {3}1: (.*)$/m.exec(text)?.[1];
}

test("a line is cut to the screen, but for one whose secrets could not be told any more", async () => {
  expect(await shown()).toBe(`a = ["${"x".repeat(40)} ...`);
  expect(await shown((text) => text.replaceAll("nothing in it", "*"))).toBe(`a = ["${"x".repeat(40)} ...`);
  const secret = `${"x".repeat(50)}`;
  expect(await shown((text) => text.replaceAll(secret, "<sensitive>"))).toBe(
    line.replace(secret, "<sensitive>").trimEnd(),
  );
});
