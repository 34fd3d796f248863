import { expect, test } from "vitest";
import type { Terminal } from "../terminal.ts";
import { usesLiveView } from "./choose-view.ts";

const terminal: Terminal = {
  size: () => ({ columns: 80, rows: 24 }),
  onResize: () => () => undefined,
  write: async () => undefined,
  prompt: async () => undefined,
  divert: () => undefined,
  isXtermJs: false,
  isInBackground: () => false,
};
const choose = (mode: "auto" | "tty" | "plain", env: Record<string, string>, isTerminal = true) =>
  usesLiveView(mode, { env, isLogTerminal: true, terminal: isTerminal ? terminal : undefined });

test("a terminal has the view, unless no person looks at it or the log goes there", () => {
  expect(choose("auto", {})).toBe(true);
  expect(choose("auto", { NO_COLOR: "1" })).toBe(true);
  expect(choose("auto", { CI: "false", PACKER_LOG: "0" })).toBe(true);
  expect(choose("auto", { PACKER_LOG: "1", PACKER_LOG_PATH: "log" })).toBe(true);
  expect(choose("auto", {}, false)).toBe(false);
  for (const name of ["CI", "JENKINS_URL", "TF_BUILD", "PACKER_LOG", "INGOT_LOG"])
    expect(choose("auto", { [name]: "true" }), name).toBe(false);
});

test("-progress decides instead", () => {
  expect(choose("plain", {})).toBe(false);
  expect(choose("tty", { CI: "true" })).toBe(true);
  expect(choose("tty", {}, false)).toMatchObject({ summary: "-progress=tty needs a terminal" });
});
