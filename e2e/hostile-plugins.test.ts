// Plugins that mean harm, under the whole program: each ends in an error, within a time and with little memory, and nothing is left.
// What parts of the program show by themselves is tested in packages/go-plugin.

import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { hasInEnvironment, listProcesses } from "./environment/processes.ts";
import { waitUntil } from "./environment/wait-until.ts";
import { installProgram } from "./go-plugins/install-program.ts";
import { useStage } from "./go-plugins/use-stage.ts";

const stage = useStage();
/** Where a program's own and its plugins' temporary files lie: nothing may be left there. */
let temp = "";
let tools = "";
let peer = "";

beforeAll(async () => {
  tools = mkdtempSync(join(tmpdir(), "hostile-"));
  peer = join(tools, "peer.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../packages/go-plugin/test/hostile-plugin.ts", import.meta.url))],
    outfile: peer,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    external: ["cpu-features", "*.node"],
    logLevel: "error",
  });
});
afterAll(() => rmSync(tools, { recursive: true }));

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), "hostile-temp-"));
});
afterEach(async () => {
  const mark = `TMPDIR=${temp}`;
  const left = () => listProcesses().filter(({ pid }) => hasInEnvironment(pid, mark));
  await waitUntil(() => left().length === 0, {
    timeoutMs: 20_000,
    what: () => `these end: ${left().map(({ commandLine }) => commandLine)}`,
  });
  const files = readdirSync(temp);
  rmSync(temp, { recursive: true });
  // A plugin that was killed before anybody had connected leaves its socket; those have none.
  expect(files).toEqual([]);
  const runs = join(stage.folder(), ".state/runs");
  expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
});

const description =
  '{"version":"1.0.0","sdk_version":"0.6.1","api_version":"x5.0","builders":["-packer-default-plugin-name-"],"post_processors":[],"provisioners":[],"datasources":["fact"]}';

/** Installs a plugin that describes itself well, and then does what the shell's words say. */
function install(words: string): void {
  const path = join(tools, "plugin.sh");
  writeFileSync(path, `#!/bin/sh\n[ "$1" = describe ] && echo '${description}' && exit\n${words}\n`);
  chmodSync(path, 0o755);
  installProgram(stage.plugins(), "github.com/ingot/bad", "1.0.0", path);
  stage.write({ "app.pkr.hcl": template });
}

const template = `variable "password" {
  default   = "hunter2-and-more"
  sensitive = true
}
source "bad" "web" {
  secret = var.password
}
build {
  sources = ["source.bad.web"]
}
`;

/** One that speaks the protocol but for one fault. */
const speak = (fault: string) => install(`exec "${process.execPath}" --stack-size=6000 "${peer}" ${fault} "$@"`);

const env = () => ({ TMPDIR: temp, PACKER_TMP_DIR: undefined });

/** Runs a build and watches how much memory the tool needs at most, in MiB. */
async function watch(until?: (running: ReturnType<typeof stage.start>) => Promise<void>) {
  const running = stage.start("app.pkr.hcl", ["-color=false"], env());
  let peakMiB = 0;
  const timer = setInterval(() => {
    for (const { pid, commandLine } of listProcesses()) {
      if (!commandLine.includes("app.pkr.hcl") || !hasInEnvironment(pid, `TMPDIR=${temp}`)) continue;
      const text = statusOf(pid);
      peakMiB = Math.max(peakMiB, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
    }
  }, 50);
  try {
    await until?.(running);
    const code = await running.ended;
    return { code, output: stage.normal(running.output()), peakMiB };
  } finally {
    clearInterval(timer);
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

/** The tool alone needs about 60. */
const muchMiB = 300;

test.each([
  [
    "a first line of 10 GB",
    "head -c 10G /dev/zero | tr '\\0' x",
    "wrote more than 8192 bytes where its handshake belongs",
  ],
  [
    "300 MB on stderr without an end of the line",
    "head -c 300M /dev/zero | tr '\\0' x >&2; exit 3",
    "ended with exit code 3",
  ],
  ["garbage", "head -c 100000 /dev/urandom", "A plugin cannot be used"],
  ["a closed output", "exec >&- 2>&-; sleep 1000", "The connection to a plugin broke"],
  [
    "the name of a file of others for a socket",
    "echo '5|0|unix|/etc/passwd'; sleep 1000",
    "cannot be reached where it said",
  ],
])("%s", async (_name, words, message) => {
  install(words);
  const { code, output, peakMiB } = await watch();
  expect(output).toContain(message);
  expect(code).toBe(1);
  expect(peakMiB).toBeLessThan(muchMiB);
  expect(existsSync("/etc/passwd")).toBe(true);
});

test.each([
  ["other-kind", "can't find service Builder"],
  ["wide-spec", "A plugin cannot be used"],
  ["deep-spec", "A plugin cannot be used"],
  ["long-frame", "4294967295 bytes on stream 1"],
  ["many-streams", "it was refused 10000 streams"],
  ["flood", "it has flooded"],
  ["dies-with-children", "was killed by SIGKILL while Builder.Run was called"],
  ["many-transfers", "it was refused"],
  ["bad-artifact", "Artifact"],
])("%s", async (fault, message) => {
  speak(fault);
  const { code, output, peakMiB } = await watch();
  expect(output).toContain(message);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(code).toBe(1);
  expect(peakMiB).toBeLessThan(muchMiB);
});

test("a secret that comes back in two parts, and whole", async () => {
  speak("split-secret");
  const { code, output } = await watch();
  expect([code, output.includes("hunter2-and-more")]).toEqual([1, false]);
  expect(output).toContain("<sensitive> is wrong");
});

test.each([
  ["no-answer", "", 1],
  ["deaf", "it runs", 2],
])("%s, and Ctrl-C", async (fault, said, times) => {
  speak(fault);
  const { code, output } = await watch(async (running) => {
    if (said) await running.says(said);
    else
      await waitUntil(() => listProcesses().some(({ commandLine }) => commandLine.includes(`peer.mjs ${fault}`)), {
        timeoutMs: 20_000,
        what: () => "the plugin",
      });
    // By then it has been asked.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (let n = 0; n < times; n++) {
      running.signal("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });
  expect(code, output).toBe(1);
});

test("a data source that gives something else than it says", async () => {
  speak("other-value");
  stage.write({
    "app.pkr.hcl":
      'data "bad-fact" "a" {\n}\nsource "null" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["null.a"]\n  provisioner "shell-local" {\n    inline = ["echo got ${data.bad-fact.a.name}"]\n  }\n}\n',
  });
  const { code, output } = await watch();
  expect(output).toContain('This object has no attribute "name"');
  expect(code).toBe(1);
});
