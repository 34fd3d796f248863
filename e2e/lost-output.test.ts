// Commands whose output is what they are run for, where nobody takes it; and those that write files, ended by a signal in the middle.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lost-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const template = `source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
}
`;

/** What stands on standard error, and the exit code. */
function run(line: string): string {
  const script = line.replace("INGOT", ingot);
  const { stderr, status } = spawnSync("bash", ["-o", "pipefail", "-c", script], { cwd: folder, encoding: "utf8" });
  return `${stderr}exit ${status}`;
}

test.each([
  ["fmt -", 1],
  ["fmt -write=false badly.pkr.hcl", 1],
  ["fix t.json", 1],
  ["inspect t.pkr.hcl", 1],
  ["inspect -machine-readable t.pkr.hcl", 1],
  ["schema builder.docker", 1],
  ["console -config-type=hcl2", 1],
  ["version -machine-readable", 1],
  ["fmt -help", 1],
  // Their exit code tells what they have found or done.
  ["validate t.pkr.hcl", 0],
  ["hcl2_upgrade t.json", 0],
])("%s", (words, code) => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  writeFileSync(join(folder, "badly.pkr.hcl"), template.replaceAll("=", "   ="));
  writeFileSync(join(folder, "t.json"), '{"builders":[{"type":"null","communicator":"none"}]}');
  const message = `Error: Could not write the output

The system says: no space left on device. Make room or choose another place for it, and run the command again.
`;
  expect(run(`INGOT ${words} < t.pkr.hcl > /dev/full`)).toBe(`${code === 1 ? message : ""}exit ${code}`);
  // A reader that has had enough knows why.
  expect(run(`INGOT ${words} < t.pkr.hcl | true`)).toBe(`exit ${code}`);
});

test.each(["SIGINT", "SIGTERM"] as const)("fmt ended by %s finishes the file that it is at", async (signal) => {
  const before = template.replaceAll("=", "   =");
  for (let i = 0; i < 2000; i++) writeFileSync(join(folder, `t${i}.pkr.hcl`), before);
  const child = spawn(ingot, ["fmt", folder], { stdio: ["ignore", "pipe", "inherit"] });
  // The name of a file stands there before the file is written.
  let named = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    named += text;
    if (named.split("\n").length > 3) child.kill(signal);
  });
  expect(await once(child, "close")).toEqual([null, signal]);
  const names = readdirSync(folder);
  expect(names).toHaveLength(2000);
  const texts = new Set(names.map((name) => readFileSync(join(folder, name), "utf8")));
  expect(texts).toEqual(new Set([template, before]));
});

test("a signal ends hcl2_upgrade, too, where its output goes to a pipe that nobody reads", async () => {
  writeFileSync(join(folder, "t.json"), '{"builders":[{"type":"null","communicator":"none"}]}');
  spawnSync("mkfifo", [join(folder, "pipe")]);
  const child = spawn(ingot, ["hcl2_upgrade", `-output-file=${join(folder, "pipe")}`, join(folder, "t.json")]);
  // It says nothing while it waits, so it is asked until it hears.
  const asking = setInterval(() => child.kill("SIGTERM"), 1000);
  expect(await once(child, "close")).toEqual([null, "SIGTERM"]);
  clearInterval(asking);
});
