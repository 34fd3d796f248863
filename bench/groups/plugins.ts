import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openGoPlugins, type PluginProgram } from "@ingot/go-plugin";
import { goProgram, noGo } from "../../e2e/go-plugins/go-programs.ts";
import { installProgram } from "../../e2e/go-plugins/install-program.ts";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { inTurn, type Measured, measure, middleBy } from "../measure.ts";

const rounds = 31;

/** What Packer tells a program that it starts as a plugin (plugin-protocol 2.2). */
const asPlugin = {
  PACKER_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PACKER_PLUGIN_MIN_PORT: "10000",
  PACKER_PLUGIN_MAX_PORT: "25000",
};

/** Debian's packer is a plugin of the usual size, about a hundred megabytes; the probe of the tests is as small as they can be. */
const packer: PluginProgram = {
  path: "/usr/bin/packer",
  args: () => ["plugin", "packer-builder-null"],
  encoding: "gob",
};

const template = (type: string, settings: string) =>
  `source "${type}" "a" {\n  ${settings}\n}\nbuild {\n  sources = ["source.${type}.a"]\n}\n`;

/** What a Go plugin costs: its start, beside that of the program by itself, and a whole build, beside one with a builder of Ingot's own. */
export const plugins: Group = async ({ table, folder, env }) => {
  if (existsSync(packer.path)) {
    const { alone, ready } = await startUp(packer, env);
    table.row(
      "start of a Go plugin of 100 MB until it has said what it takes: ratio to its own start",
      ready / alone,
      1.2,
    );
    table.note(`(${ready.toFixed(1)} ms, until it says where it can be reached ${alone.toFixed(1)} ms)`);
  }
  if (noGo !== undefined) return table.note(`a build with a small Go plugin was not measured: ${noGo}`);
  const directory = join(folder, "plugins");
  const program = installProgram(directory, "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
  const { alone, ready } = await startUp({ path: program, args: probeArgs, encoding: "protobuf" }, env);
  table.note(`(the smallest Go plugin, of 18 MB: ${ready.toFixed(1)} ms and ${alone.toFixed(1)} ms)`);
  const own = join(folder, "null.pkr.hcl");
  const theirs = join(folder, "probe.pkr.hcl");
  await writeFile(own, template("null", 'communicator = "none"'));
  await writeFile(theirs, template("probe", 'image = "x"\n  no_artifact = true'));
  const here = { ...env, PACKER_PLUGIN_PATH: directory };
  const build = (path: string) => measure(node, [ingot, "build", path], { env: here });
  // The first time the program is hashed and asked what it has; that is remembered.
  const first = await build(theirs);
  if (first.code !== 0) return table.note(`a build with a Go plugin: INGOT FAILED (${first.code}): ${first.output}`);
  const runs = await inTurn(rounds, { own: () => build(own), theirs: () => build(theirs) });
  const wall = ({ wallMs }: Measured) => wallMs;
  const [without, all] = [wall(middleBy(runs("own"), wall)), wall(middleBy(runs("theirs"), wall))];
  table.note(`(a whole build with it ${all.toFixed(0)} ms, with a builder of Ingot's own ${without.toFixed(0)} ms)`);
};

const probeArgs: PluginProgram["args"] = (kind, name) => ["start", kind, "--protobuf", name];

/** Milliseconds until a program can be reached, and until Ingot has asked it what its builder takes. */
async function startUp(
  program: PluginProgram,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly alone: number; readonly ready: number }> {
  const name = "-packer-default-plugin-name-";
  const [alone, ready]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    alone.push(await startAlone(program.path, program.args("builder", name), env));
    const plugins = openGoPlugins({ env, log: () => undefined });
    const startedAt = performance.now();
    await plugins.component("builder", program, name);
    ready.push(performance.now() - startedAt);
    await plugins.close();
  }
  return { alone: middle(alone), ready: middle(ready) };
}

async function startAlone(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(file, words, { env: { ...env, ...asPlugin }, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  const tookMs = performance.now() - startedAt;
  child.kill("SIGKILL");
  await once(child, "close");
  return tookMs;
}

function middle(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
