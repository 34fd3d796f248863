// The live view, as a person sees it: the built CLI runs in a pseudo-terminal, and all that it writes goes through a terminal emulator.

import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand, waitUntil } from "./environment/index.ts";
import { ingot } from "./kill/stage.ts";
import { type OpenTerminal, openTerminal } from "./terminal/open-terminal.ts";

let folder: string;
let env: Record<string, string | undefined>;
let terminal: OpenTerminal | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "ingot-live-")));
  env = {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    TERM: "xterm-256color",
    // The emulator is xterm.js, as that of the editor.
    TERM_PROGRAM: "vscode",
    INGOT_STATE_DIR: join(folder, "state"),
    NO_COLOR: "1",
  };
});

afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A script that goes on when its build's file `go` is there. */
const waits = (name: string) => `while [ ! -e ${name} ]; do sleep 0.05; done`;

/** Writes a template of null builds; each runs the lines of a shell script, whose word BUILD is its name. */
function writeBuilds(names: readonly string[], ...scripts: readonly (readonly string[])[]): string {
  const path = join(folder, "app.pkr.hcl");
  const sources = names.map((name) => `source "null" "${name}" {\n  communicator = "none"\n}\n`);
  const provisioners = scripts.map(
    (lines) =>
      `  provisioner "shell-local" {\n    inline = ${JSON.stringify(lines)}\n    env = { BUILD = source.name }\n  }\n`,
  );
  const list = names.map((name) => `"source.null.${name}"`).join(", ");
  writeFileSync(path, `${sources.join("")}build {\n  sources = [${list}]\n${provisioners.join("")}}\n`);
  return path;
}

/** What the builds have written, in the order of the events. */
function outputInLog(): readonly string[] {
  const log = readFileSync(join(folder, "log"), "utf8");
  return [...log.matchAll(/\] (\S+): output (\{.*\})$/gm)].map(
    ([, build, facts]) => `    ${build}: ${(JSON.parse(facts ?? "") as { line: string }).line}`,
  );
}

const buildNames = (count: number) => Array.from({ length: count }, (_, at) => `build-${at + 1}`);

function start(columns: number, rows: number, ...words: string[]): OpenTerminal {
  terminal = openTerminal([ingot, "build", ...words], { columns, rows, cwd: folder, env });
  return terminal;
}

const tell = (file: string) => writeFileSync(join(folder, file), "");

/** The lanes on the screen: the lines from where the cursor rests. */
function lanes({ see }: OpenTerminal): readonly string[] {
  const lines = see.screen().slice(see.cursor().row);
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

/** The text that the same build writes where there is no terminal, with what differs from run to run left out. */
const settled = (lines: readonly string[]) =>
  lines.map((line) =>
    line.replace(/after .*second.*$/, "after TIME").replace(/shell script: .*$/, "shell script: PATH"),
  );

const linesOf = (name: string, lines: readonly string[]) =>
  settled(lines).filter((line) => line.includes(`${name}:`) || line.includes(`'${name}'`));

const sizes = [
  [80, 24],
  [200, 50],
] as const;
const cases = sizes.flatMap(([columns, rows]) => [1, 3, 20].map((count) => ({ columns, rows, count })));

test.each(cases)(
  "$count builds at $columns x $rows: lanes while they run, and nothing but the log at the end",
  async ({ columns, rows, count }) => {
    const names = buildNames(count);
    const said = ["for i in 1 2 3 4 5 6 7 8 9 10; do echo $BUILD line $i $(seq 1 30); done"];
    const path = writeBuilds(
      names,
      [...said, "echo last ⚠️ 日本語 of $BUILD", waits("go")],
      ["echo second part", waits("go-on")],
    );
    env.INGOT_LOG_PATH = join(folder, "log");
    const shown = start(columns, rows, path);
    await shown.shows(new RegExp(`null.build-${Math.min(count, 7)} .*last ⚠ 日`));

    const room = Math.floor(rows / 3);
    const expected = count <= room ? count : room - 1;
    const middle = lanes(shown);
    expect(
      middle.slice(0, expected).map((line) => /^> (\S+) +\d:\d\d {2}StepProvision 1\/2 shell-local/.exec(line)?.[1]),
    ).toEqual(names.slice(0, expected).map((name) => `null.${name}`));
    expect(middle.slice(expected)).toEqual(
      count > expected ? [`  and ${count - expected} more: ${count - expected} running`] : [],
    );
    expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: false });
    for (const line of middle) expect(line.length).toBeLessThan(columns);

    tell("go");
    await shown.shows(/StepProvision 2\/2 shell-local +second part/);
    tell("go-on");
    expect(await shown.ended()).toBe(0);
    const lines = shown.see.text();
    expect(lines.filter((line) => /^[>?-] |^ {2}and \d/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("    null."))).toEqual(outputInLog());
    for (const name of names) {
      expect(linesOf(`null.${name}`, lines)).toEqual([
        `==> null.${name}: Running local shell script: PATH`,
        ...Array.from(
          { length: 10 },
          (_, at) =>
            `    null.${name}: ${name} line ${at + 1} ${Array.from({ length: 30 }, (_, i) => i + 1).join(" ")}`,
        ),
        `    null.${name}: last ⚠️ 日本語 of ${name}`,
        `==> null.${name}: Running local shell script: PATH`,
        `    null.${name}: second part`,
        `Build 'null.${name}' finished after TIME`,
        `--> null.${name}: Did not export anything. This is the null builder`,
      ]);
    }
    expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: true });
    expect(shown.see.modes()).toEqual({ isAlternate: false, isWrapping: true, isSynchronized: false });
  },
);

/** The lines of the log that this build's script wrote, without those that it says about itself. */
const saidBy = (lines: readonly string[], name: string) =>
  lines.filter((line) => line.startsWith(`    null.${name}: `));

/** Sizes that a terminal takes on one after another: narrower, shorter, larger, both, too small for lanes, and back. */
const manySizes = [
  [100, 30],
  [60, 30],
  [60, 20],
  [60, 40],
  [140, 40],
  [39, 40],
  [80, 40],
  [80, 7],
  [80, 24],
] as const;
const wide = "a line that is longer than a small terminal is wide, and shorter than a large one";

/** A script that writes some lines behind each change of the size. */
const inParts = manySizes.flatMap((_, part) => [
  `for i in 1 2 3 4 5 6 7; do echo ${part}.$i ${wide}; done`,
  waits(`part-${part}`),
]);
const allParts = (name: string) =>
  manySizes.flatMap((_, part) => [1, 2, 3, 4, 5, 6, 7].map((at) => `    null.${name}: ${part}.${at} ${wide}`));

test("the size may change again and again, and nothing of the lanes stays behind", async () => {
  const names = buildNames(3);
  const shown = start(120, 30, writeBuilds(names, inParts));
  for (const [part, [columns, rows]] of manySizes.entries()) {
    const isRoomy = columns >= 40 && rows >= 8;
    await waitUntil(() => names.every((name) => saidBy(shown.see.text(), name).length === 7 * (part + 1)), {
      timeoutMs: 10_000,
      what: () => shown.see.text().join("\n"),
    });
    await shown.resize(columns, rows);
    const before = shown.received().length;
    await waitUntil(
      () => {
        if (shown.received().length === before || shown.see.modes().isSynchronized) return false;
        const { isVisible } = shown.see.cursor();
        return isVisible !== isRoomy && (!isRoomy || lanes(shown).filter((line) => /^> null/.test(line)).length === 3);
      },
      { timeoutMs: 10_000, what: () => `the lanes at ${columns} x ${rows}:\n${shown.see.screen().join("\n")}` },
    );
    tell(`part-${part}`);
  }
  expect(await shown.ended()).toBe(0);
  const lines = shown.see.text();
  expect(lines.filter((text) => /^[>?-] /.test(text))).toEqual([]);
  for (const name of names) expect(saidBy(lines, name)).toEqual(allParts(name));
});

test("tmux, which wraps lines in a way of its own, keeps nothing of the lanes when it is resized", async () => {
  const names = buildNames(3);
  const path = writeBuilds(names, inParts);
  const tmux = (...words: string[]) =>
    runCommand("tmux", ["-S", join(folder, "tmux"), "-f", "/dev/null", ...words], { cwd: folder, env });
  const pane = async () => (await tmux("capture-pane", "-p", "-J", "-S", "-3000")).stdout.trimEnd().split("\n");
  await tmux("new-session", "-d", "-x", "120", "-y", "30", "sh", "-c", `${ingot} build ${path}; echo the end; cat`);
  try {
    for (const [part, [columns, rows]] of manySizes.entries()) {
      await waitUntil(
        async () => {
          const lines = await pane();
          return names.every((name) => saidBy(lines, name).length === 7 * (part + 1));
        },
        { timeoutMs: 10_000, what: `part ${part}` },
      );
      await tmux("resize-window", "-x", String(columns), "-y", String(rows));
      // It tells the program a little later.
      await sleep(400);
      tell(`part-${part}`);
    }
    await waitUntil(async () => (await pane()).includes("the end"), { timeoutMs: 10_000, what: "the end" });
    const lines = await pane();
    expect(lines.filter((line) => /^[>?-] /.test(line))).toEqual([]);
    for (const name of names) expect(saidBy(lines, name)).toEqual(allParts(name));
  } finally {
    await tmux("kill-server");
  }
});

test("Ctrl-C takes the lanes away and gives the cursor back", async () => {
  const shown = start(80, 24, writeBuilds(buildNames(3), ["echo in the middle", waits("never")]));
  await shown.shows(/> null.build-3 .*in the middle/);
  shown.type("\u0003");
  expect(await shown.ended()).toBe(1);
  const lines = shown.see.text();
  expect(lines).toContain("Cancelling build after receiving interrupt");
  expect(lines.at(-1)).toBe("Cleanly cancelled builds after being interrupted.");
  expect(lines.filter((line) => /^[>?-] |\^C/.test(line))).toEqual([]);
  expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: true });
});

test("a second Ctrl-C, which ends everything at once, does so too", async () => {
  const stubborn = "trap '' INT TERM; echo in the middle; while true; do sleep 0.1; done";
  const shown = start(80, 24, writeBuilds(["one"], [stubborn]));
  await shown.shows(/> null.one .*in the middle/);
  shown.type("\u0003");
  await shown.shows(/Cancelling build after receiving interrupt/);
  shown.type("\u0003");
  expect(await shown.ended()).toBe(1);
  const lines = shown.see.text();
  expect(lines).toContain("Stopped at once.");
  expect(lines.filter((line) => /^[>?-] /.test(line))).toEqual([]);
  expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: true });
  await runCommand(ingot, ["cleanup"], { cwd: folder, env, mayFail: true });
});

test("after kill -9 the last lanes stand there and the cursor is hidden, and nothing else is changed", async () => {
  const shown = start(80, 24, writeBuilds(["one"], ["echo in the middle", waits("never")]));
  await shown.shows(/> null.one .*in the middle/);
  shown.signal("SIGKILL");
  expect(await shown.ended()).toBe(-9);
  expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: false });
  expect(shown.see.modes()).toEqual({ isAlternate: false, isWrapping: true, isSynchronized: false });
  await runCommand(ingot, ["cleanup"], { cwd: folder, env, mayFail: true });
});

test("a crash takes the lanes away before it is told of", async () => {
  const crash = join(folder, "crash.cjs");
  const watch = `setInterval(() => { if (require("fs").existsSync("crash")) throw new Error("a bug"); }, 50).unref();`;
  writeFileSync(crash, `if (process.argv[2] === "build") ${watch}`);
  env.NODE_OPTIONS = `--require ${crash}`;
  const shown = start(80, 24, writeBuilds(["one"], ["echo in the middle", waits("never")]));
  await shown.shows(/> null.one .*in the middle/);
  tell("crash");
  expect(await shown.ended()).not.toBe(0);
  const lines = shown.see.text();
  expect(lines).toContain("Error: a bug");
  expect(lines.filter((line) => /^[>?-] /.test(line))).toEqual([]);
  expect(shown.see.cursor()).toMatchObject({ column: 0, isVisible: true });
  env.NODE_OPTIONS = undefined;
  await runCommand(ingot, ["cleanup"], { cwd: folder, env, mayFail: true });
});

test("Ctrl-Z leaves a clean terminal to the shell, and fg draws the lanes again", async () => {
  const path = writeBuilds(["one"], ["echo in the middle", waits("go")]);
  const script = `set -m; ${ingot} build ${path}; echo stopped; ${waits("back")}; fg; echo ended with $?`;
  terminal = openTerminal(["bash", "-c", script], { columns: 80, rows: 24, cwd: folder, env });
  const shown = terminal;
  await shown.shows(/> null.one .*in the middle/);
  shown.type("\u001a");
  await shown.shows(/^stopped/m);
  expect(lanes(shown)).toEqual([]);
  expect(shown.see.cursor().isVisible).toBe(true);
  tell("back");
  await shown.shows(/> null.one .*in the middle/);
  expect(shown.see.cursor().isVisible).toBe(false);
  tell("go");
  await shown.ended();
  const lines = shown.see.text();
  expect(lines.at(-1)).toBe("ended with 0");
  expect(lines.filter((line) => /^[>?-] /.test(line))).toEqual([]);
});

test("while a question waits the lanes are away, other builds go on above it, and the answer is heard", async () => {
  const path = writeBuilds(
    ["asks", "goes-on"],
    [
      "if [ $BUILD = asks ]; then [ -e retried ] || { touch retried; sleep 0.5; exit 3; }; echo it worked; fi",
      `if [ $BUILD = goes-on ]; then ${waits("retried")}; sleep 1; for i in 1 2 3 4 5; do echo meanwhile $i; done; ${waits("go")}; fi`,
    ],
  );
  const shown = start(80, 24, "-on-error=ask", path);
  await shown.shows(/==> null.asks: \[c\] Clean up/);
  await shown.shows(/meanwhile 5\n(.*\n)*==> null.asks: \[c\] Clean up and exit/);
  expect(shown.see.screen().filter((line) => /^> /.test(line))).toEqual([]);
  expect(shown.see.text().filter((line) => line.includes("retry step"))).toHaveLength(1);
  expect(shown.see.cursor()).toMatchObject({ isVisible: true });
  shown.type("r\r");
  await shown.shows(/> null.goes-on .*meanwhile 5/);
  tell("go");
  expect(await shown.ended()).toBe(0);
  const lines = shown.see.text();
  expect(lines.filter((line) => line.includes("retry step"))).toEqual([expect.stringMatching(/ r$/)]);
  expect(saidBy(lines, "goes-on")).toEqual([1, 2, 3, 4, 5].map((at) => `    null.goes-on: meanwhile ${at}`));
  expect(lines).toContain("    null.asks: it worked");
  expect(lines.filter((line) => /^[>?-] /.test(line))).toEqual([]);
});

test("a build of which nothing is heard says so in its lane, and the log has no word of it", async () => {
  env.INGOT_HEARTBEAT = "1s";
  const shown = start(
    80,
    24,
    writeBuilds(["one"], ["echo the last word", waits("go"), "echo here again", waits("go-on")]),
  );
  await shown.shows(/> null.one .*silent for \d s$/m);
  tell("go");
  await shown.shows(/> null.one .*here again$/m);
  tell("go-on");
  expect(await shown.ended()).toBe(0);
  expect(shown.see.text().join("\n")).not.toMatch(/silent|nothing was said/);
});

test("a transfer shows how much, how fast and how long still", async () => {
  const sizeBytes = 64 * 2 ** 20;
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-length": sizeBytes });
    const timer = setInterval(() => response.write(Buffer.alloc(2 ** 20)), 100);
    response.on("close", () => clearInterval(timer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const path = join(folder, "download.pkr.hcl");
  const source = `  source          = "http://127.0.0.1:${port}/disk.img"\n  source_checksum = "none"\n`;
  writeFileSync(
    path,
    `source "local-chroot" "small" {\n${source}}\n\nbuild {\n  sources = ["source.local-chroot.small"]\n}\n`,
  );
  env.PACKER_CACHE_DIR = join(folder, "cache");
  const shown = start(200, 50, path);
  try {
    await shown.shows(
      /> local-chroot\.small +\d:\d\d {2}\S+ {2}disk\.img \[=+> +\] +\d+% [\d.]+ MiB of 64\.0 MiB [\d.]+ MiB\/s \d:\d\d left/,
    );
    shown.type("\u0003");
    expect(await shown.ended()).toBe(1);
    expect(shown.see.text().filter((line) => /^[>?-] |\d%/.test(line))).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

const fallbacks: readonly [
  why: string,
  size: readonly [number, number],
  env: Record<string, string>,
  words: string[],
][] = [
  ["a dumb terminal", [80, 24], { TERM: "dumb" }, []],
  ["CI", [80, 24], { CI: "true" }, []],
  ["-progress=plain", [80, 24], {}, ["-progress=plain"]],
  ["the log on the same terminal", [80, 24], { PACKER_LOG: "1" }, []],
  ["a narrow terminal", [39, 24], {}, []],
  ["a terminal of a few rows", [80, 7], {}, []],
  ["a terminal that does not know its size", [0, 0], {}, []],
  ["-machine-readable", [80, 24], {}, ["-machine-readable"]],
];

test.each(fallbacks)("%s has the log alone, without anything that a terminal obeys", async (_, size, more, words) => {
  Object.assign(env, more);
  const shown = start(size[0], size[1], ...words, writeBuilds(["one"], ["echo said", "sleep 0.3"]));
  expect(await shown.ended()).toBe(0);
  expect(shown.received()).toContain("null.one: said");
  expect(shown.received()).not.toContain("\u001b");
});

test("a flood of output is written in few pieces, all of it, while the lanes are drawn", async () => {
  const count = 20_000;
  const path = writeBuilds(["one"], [`seq -f 'line %.0f of a flood that fills a little more than one row' 1 ${count}`]);
  const shown = start(80, 24, path);
  expect(await shown.ended()).toBe(0);
  const frames = shown.received().split("\u001b[?2026h").length;
  expect(frames).toBeLessThan(count / 50);
  const lines = saidBy(shown.see.text(), "one");
  expect(lines).toHaveLength(count);
  expect(lines.at(-1)).toBe(`    null.one: line ${count} of a flood that fills a little more than one row`);
});

test("-progress=tty without a terminal says what to do", async () => {
  const path = writeBuilds(["one"], ["true"]);
  const { code, stdout } = await runCommand(ingot, ["build", "-progress=tty", path], {
    cwd: folder,
    env,
    mayFail: true,
  });
  expect(code).toBe(1);
  expect(stdout).toContain("Error: -progress=tty needs a terminal\n");
});
