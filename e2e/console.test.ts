// `ingot console` at a terminal, which `script` of util-linux makes, and with each kind of standard input.

import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "console-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What stands on the screen after the keys were typed, each at a new prompt; control sequences of the cursor are left out. */
async function typed(keys: readonly string[]): Promise<string> {
  const child = spawn("script", ["-qec", `${ingot} console -config-type=hcl2`, "/dev/null"], {
    env: { ...process.env, NO_COLOR: "1", TERM: "xterm" },
  });
  let screen = "";
  const waiting = [...keys];
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the prompt, with the cursor behind it
    if (/> \u001b\[3G$/.test(screen)) child.stdin.write(waiting.shift() ?? "\u0004");
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with escape
  return `${screen.replaceAll(/\u001b\[\d*[A-Z]/g, "").replaceAll("\r", "")}exit ${code}\n`;
}

test("at a terminal: a prompt, history, and the ways to leave", async () => {
  expect(await typed(["1 + 1\r", "nope\r", "\u001b[A\u001b[A\r", "given up\u0003", "exit\r"])).toMatchInlineSnapshot(`
    "> 1 + 1
    2
    > nope
    Error: Unknown variable

      on <console-input> line 1:
       1: nope
          ^^^^

    There is no variable named "nope". If it is meant as text, put it in double
    quotes.

    > > nope> 1 + 1
    2
    > given up^C
    > > exit
    exit 0
    "
  `);
  expect(await typed(["\u0003"])).toBe("> \nexit 0\n");
  expect(await typed(["\u0004"])).toBe("> \nexit 0\n");
});

/** What comes on standard output when standard input is what is given. */
async function printed(stdin: number | "pipe", text = ""): Promise<string> {
  const child = spawn(ingot, ["console", "-config-type=hcl2"], { stdio: [stdin, "pipe", "inherit"] });
  let out = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stdin?.end(text);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return `${out}exit ${code}\n`;
}

test("a pipe is a batch, a file is a session", async () => {
  expect(await printed("pipe", "1\n2\n")).toBe("2\nexit 0\n");
  writeFileSync(join(folder, "lines"), '1\n"é\u2028"\nexit\n2\n');
  expect(await printed(openSync(join(folder, "lines"), "r"))).toBe("1\né\u2028\nexit 0\n");
  expect(await printed(openSync("/dev/null", "r"))).toBe("exit 0\n");
});
