// What `-json` writes, held against the published schema by a validator that knows nothing of Ingot: every line of every sort of run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Ajv2020, type SchemaObject } from "ajv/dist/2020.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "./environment/run-command.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const schemaFile = fileURLToPath(new URL("../docs/reference/events.schema.json", import.meta.url));
const schema: SchemaObject = JSON.parse(readFileSync(schemaFile, "utf8"));
const isEvent = new Ajv2020({ strict: true, strictRequired: false }).compile(closed(schema));
const types = Object.keys(schema.$defs).flatMap((name) => (name.startsWith("event-") ? [name.slice(6)] : []));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "json-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The schema as it is for Ingot itself: there are no other fields than those that it names. */
function closed(open: SchemaObject): SchemaObject {
  const objects = (value: unknown, isEventPart: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => objects(item, false));
    if (typeof value !== "object" || value === null) return value;
    const copy = Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, key === "if" ? item : objects(item, false)]),
    );
    return copy.type === "object" && !isEventPart ? { ...copy, unevaluatedProperties: false } : copy;
  };
  const defs = Object.entries(open.$defs).map(([name, def]) => [name, objects(def, name.startsWith("event-"))]);
  return { ...open, $defs: Object.fromEntries(defs), unevaluatedProperties: false };
}

interface Line {
  readonly type: string;
  readonly seq: number;
  readonly buildSeq: number;
  readonly build?: string;
  readonly run: string;
  readonly [field: string]: unknown;
}

/** Checks all that a program wrote: every line an event, numbered without gaps, in the order that is promised. */
function eventsOf(text: string): readonly Line[] {
  expect(text.endsWith("\n") || text === "").toBe(true);
  const events = text
    .split("\n")
    .slice(0, -1)
    .map((line): Line => JSON.parse(line));
  const buildSeqs = new Map<string | undefined, number>();
  for (const [at, event] of events.entries()) {
    if (!isEvent(event)) throw new Error(`${JSON.stringify(event)}: ${JSON.stringify(isEvent.errors)}`);
    expect(types).toContain(event.type);
    expect(event.seq).toBe(at);
    const before = buildSeqs.get(event.build) ?? -1;
    expect(event.buildSeq).toBe(before + 1);
    buildSeqs.set(event.build, event.buildSeq);
    expect(event.run).toBe(events[0]?.run);
  }
  for (const build of [...buildSeqs.keys()].filter((name) => name !== undefined)) {
    const own = events.filter((event) => event.build === build).map(({ type }) => type);
    expect([own[0], own.at(-1)]).toEqual(["build-start", "build-end"]);
  }
  const ran = events
    .filter(({ type, build }) => type.startsWith("run-") || build !== undefined)
    .map(({ type }) => type);
  if (ran.length > 0) expect([ran[0], ran.at(-1)]).toEqual(["run-start", "run-end"]);
  return events;
}

async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const options = { cwd: folder, mayFail: true, env: { INGOT_STATE_DIR: join(folder, ".state"), ...env } };
  const result = await runCommand(ingot, words, options);
  return { ...result, events: eventsOf(result.stdout) };
}

function write(template: string): void {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
}

const sources = `source "null" "a" {
  communicator = "none"
}
source "file" "f" {
  content = "hello"
  target  = "out.txt"
}
`;

test("builds side by side, with chains, artifacts, programs of all sorts, and a failure", async () => {
  write(`variable "password" {
  default   = "hunter2 hunter2"
  sensitive = true
}
${sources}
build {
  sources = ["null.a", "file.f"]
  provisioner "shell-local" {
    inline = ["echo out; echo err >&2; printf 'a\\\\377b\\\\n'; echo \${var.password}; printf '\\\\033[31mred\\\\033[0m\\\\0\\\\n'"]
  }
  provisioner "shell-local" {
    only        = ["null.a"]
    inline      = ["exit 3"]
    max_retries = 1
  }
  post-processors {
    post-processor "checksum" {
      checksum_types = ["md5"]
      output         = "x.{{.ChecksumType}}"
    }
    post-processor "manifest" {}
  }
}
`);
  const { code, stderr, stdout, events } = await run(["build", "-json", "t.pkr.hcl"]);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).not.toContain("hunter2");
  const of = (build: string, ...wanted: readonly string[]) =>
    events.filter((event) => event.build === build && wanted.includes(event.type));
  expect(of("null.a", "output").map(({ stream, line }) => [stream, line])).toEqual(
    expect.arrayContaining([
      ["stdout", "out"],
      ["stderr", "err"],
      ["stdout", "a\ufffdb"],
      ["stdout", "<sensitive>"],
      ["stdout", "\u001b[31mred\u001b[0m\u0000"],
    ]),
  );
  expect(of("null.a", "provisioner-end").map(({ outcome }) => outcome)).toEqual(["done", "failed"]);
  expect(of("null.a", "build-end")[0]).toMatchObject({ outcome: "failed", error: expect.any(String) });
  expect(of("file.f", "post-processor-start", "post-processor-end").map(({ type }) => type)).toEqual([
    "post-processor-start",
    "post-processor-end",
    "post-processor-start",
    "post-processor-end",
  ]);
  expect(of("file.f", "artifact").map(({ artifact }) => artifact)).toContainEqual({
    builderId: "packer.file",
    id: "File",
    files: ["out.txt"],
    text: "Stored file: out.txt",
  });
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: "failed", failed: 1 });
  const started = events.find(({ type }) => type === "run-start");
  expect(started).toMatchObject({
    builds: ["null.a", "file.f"],
    template: { path: "t.pkr.hcl", files: [{ path: "t.pkr.hcl", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
  });
});

test("a mistake in a template has its place, as numbers and as a person sees it", async () => {
  write(`${sources}\nbuild {\n  sources = ["null.b"]\n}\n`);
  const { code, events } = await run(["validate", "t.pkr.hcl", "-json"]);
  expect(code).toBe(1);
  const found = events.filter(({ type }) => type === "diagnostic");
  expect(found[0]).toMatchObject({
    diagnostic: {
      severity: "error",
      subject: {
        filename: "t.pkr.hcl",
        start: { line: 10, column: expect.any(Number), byte: expect.any(Number) },
      },
    },
    text: expect.stringContaining("on t.pkr.hcl line 10"),
  });
  expect(await run(["build", "-json", "t.pkr.hcl"])).toMatchObject({ code: 1 });
});

test.each([
  ["no command", [], 127],
  ["a command that is none", ["biuld"], 127],
  ["help", ["build", "-h"], 0],
  ["an unknown flag", ["build", "-forse", "t.pkr.hcl"], 1],
  ["no template", ["build"], 1],
  ["a flag in front of the command", ["-color=false", "build"], 1],
  ["a wrong -on-error", ["build", "-on-error=die", "x"], 1],
  ["-machine-readable with it", ["-machine-readable", "version"], 1],
  ["version", ["version"], 0],
  ["inspect", ["inspect", "."], 0],
  ["inspect of what is not there", ["inspect", "nope.json"], 1],
  ["cleanup", ["cleanup"], 0],
  ["cleanup of what is not there", ["cleanup", "-run=nope"], 0],
  ["schema", ["schema", "builder.null"], 0],
  ["schema of what is not there", ["schema", "builder.nope"], 1],
  ["fmt", ["fmt", "."], 0],
  ["hcl2_upgrade of what is not there", ["hcl2_upgrade", "nope.json"], 1],
  ["a log that cannot be written", ["version"], 1, { INGOT_LOG_PATH: "nowhere/log" }],
] as const)("only events, whatever happens: %s", async (_, words, code, env: Record<string, string> = {}) => {
  write(`${sources}build {\n  sources   =   ["null.a"]\n}\n`);
  const result = await run(["-json", ...words], env);
  expect([result.code, result.events.length > 0]).toEqual([code, true]);
});

test("nobody is asked: a pause ends at once, and what is asked after a failure has no answer", async () => {
  write(`${sources}build {
  sources = ["null.a"]
  provisioner "breakpoint" {}
  provisioner "shell-local" {
    inline = ["exit 1"]
  }
}
`);
  const { code, events } = await run(["build", "-json", "-debug", "-on-error=ask", "t.pkr.hcl"]);
  expect(code).toBe(1);
  const asked = events.filter(({ type }) => type === "question" || type === "answer");
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.map(({ type }) => type)).toEqual(asked.map((__, at) => (at % 2 === 0 ? "question" : "answer")));
});

test("inspect tells what a template consists of, without secrets", async () => {
  write(`variable "password" {
  default   = "hunter2 hunter2"
  sensitive = true
}
variable "sizes" {
  default = { small = 1, large = [2.5, true, null] }
}
variable "needed" {}
locals {
  greeting = "it is \${var.password}"
}
${sources}build {
  name        = "b"
  description = "Both."
  sources     = ["null.a", "file.f"]
  provisioner "shell-local" {
    inline = ["true"]
  }
  post-processor "manifest" {}
}
`);
  const { code, stdout, events } = await run(["inspect", "-json", "t.pkr.hcl"]);
  expect([code, stdout.includes("hunter2")]).toEqual([0, false]);
  expect(events.at(-1)?.template).toEqual({
    dialect: "hcl2",
    description: "",
    variables: [
      { name: "needed", isSensitive: false },
      { name: "password", isSensitive: true },
      { name: "sizes", isSensitive: false, value: { small: 1, large: [2.5, true, null] } },
    ],
    locals: [{ name: "greeting", isSensitive: false, value: "it is <sensitive>" }],
    builds: [
      {
        name: "b",
        description: "Both.",
        sources: ["null.a", "file.f"],
        provisioners: ["shell-local"],
        postProcessors: [["manifest"]],
      },
    ],
  });
  writeFileSync(
    join(folder, "t.json"),
    '{"variables": {"a": "1", "b": null}, "builders": [{"type": "null", "name": "n"}]}',
  );
  expect((await run(["inspect", "-json", "t.json"])).events.at(-1)?.template).toMatchObject({
    dialect: "json",
    variables: [
      { name: "a", isSensitive: false, value: "1" },
      { name: "b", isSensitive: false },
    ],
    builds: [{ name: "n", sources: ["null"] }],
  });
});

/** Starts a build that lasts, and resolves when its program runs. */
async function startLongBuild() {
  write(`${sources}build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = ["echo ready; sleep 600"]
  }
}
`);
  const child = spawn(ingot, ["build", "-json", "t.pkr.hcl"], {
    cwd: folder,
    env: { ...process.env, INGOT_STATE_DIR: join(folder, ".state") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      text += `${line}\n`;
      if (line.includes('"line":"ready"')) resolve();
    });
  });
  const ended = Promise.all([once(child, "exit"), once(lines, "close")]).then(([[code]]) => ({ code, text }));
  await ready;
  return { child, lines, ended };
}

test("an interrupt is an event, and the run ends as one that was cancelled", async () => {
  const { child, ended } = await startLongBuild();
  child.kill("SIGINT");
  const { code, text } = await ended;
  const events = eventsOf(text);
  expect(code).toBe(1);
  expect(events.filter(({ type }) => type === "interrupt")).toMatchObject([{ signal: "SIGINT", isSecond: false }]);
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: "cancelled" });
});

test("a reader that goes away ends nothing", async () => {
  write(`${sources}build {\n  sources = ["file.f"]\n}\n`);
  const command = `'${ingot}' build -json t.pkr.hcl | head -n 1; exit \${PIPESTATUS[0]}`;
  const { code, stdout } = await runCommand("bash", ["-c", command], {
    cwd: folder,
    mayFail: true,
    env: { INGOT_STATE_DIR: join(folder, ".state") },
  });
  expect([code, stdout.split("\n").length]).toEqual([0, 2]);
  expect(readFileSync(join(folder, "out.txt"), "utf8")).toBe("hello");
});
