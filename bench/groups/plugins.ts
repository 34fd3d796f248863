import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { goProgram, noGo } from "../../e2e/go-plugins/go-programs.ts";
import { installProgram } from "../../e2e/go-plugins/install-program.ts";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { type Measured, measure, middleBy } from "../measure.ts";

const rounds = 31;

/** What Packer tells a program that it starts as a plugin (plugin-protocol 2.2). */
const asPlugin = {
  PACKER_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PACKER_PLUGIN_MIN_PORT: "10000",
  PACKER_PLUGIN_MAX_PORT: "25000",
};

const template = (type: string, settings: string) =>
  `source "${type}" "a" {\n  ${settings}\n}\nbuild {\n  sources = ["source.${type}.a"]\n}\n`;

/** What a Go plugin costs a build, beside a builder of Ingot's own that does as little. */
export const plugins: Group = async ({ table, folder, env }) => {
  if (noGo !== undefined) return table.note(`builds with a Go plugin were not measured: ${noGo}`);
  const builtIn = join(folder, "null.pkr.hcl");
  const withPlugin = join(folder, "probe.pkr.hcl");
  await writeFile(builtIn, template("null", 'communicator = "none"'));
  await writeFile(withPlugin, template("probe", 'image = "x"\n  no_artifact = true'));
  const directory = join(folder, "plugins");
  const program = installProgram(directory, "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
  const here = { ...env, PACKER_PLUGIN_PATH: directory };
  const build = (path: string) => measure(node, [ingot, "build", path], { env: here });
  // The first time the program is hashed and asked what it has; that is remembered.
  const first = await build(withPlugin);
  if (first.code !== 0) return table.note(`a build with a Go plugin: INGOT FAILED (${first.code}): ${first.output}`);
  const [own, with_, start]: [Measured[], Measured[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await build(builtIn));
    with_.push(await build(withPlugin));
    start.push(await startAlone(program, here));
  }
  const wall = ({ wallMs }: Measured) => wallMs;
  const [without, all] = [wall(middleBy(own, wall)), wall(middleBy(with_, wall))];
  const alone = start.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  table.row(
    "a build with one Go plugin, over the same without: ratio to the plugin's own start",
    (all - without) / alone,
    1.2,
  );
  table.note(`(${all.toFixed(0)} ms and ${without.toFixed(0)} ms; the plugin alone ${alone.toFixed(1)} ms)`);
};

/** How long the program takes by itself until it can be called, in milliseconds. */
async function startAlone(program: string, env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  const words = ["start", "builder", "--protobuf", "-packer-default-plugin-name-"];
  const child = spawn(program, words, { env: { ...env, ...asPlugin }, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  const tookMs = performance.now() - startedAt;
  child.kill("SIGKILL");
  await once(child, "close");
  return tookMs;
}
