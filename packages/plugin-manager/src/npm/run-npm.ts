import { captureProcess, findProgram } from "@ingot/sdk";
import { PluginError } from "../plugin-error.ts";

export interface NpmOptions {
  /** The folder whose .npmrc counts: the template's. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Runs npm and gives what it wrote. No script of any package is run, whatever the words are.
 *
 * @throws PluginError with npm's own words where it fails, or is not there
 */
export async function runNpm(words: readonly string[], { cwd, env, signal }: NpmOptions): Promise<string> {
  const program = await findProgram(process.platform === "win32" ? "npm.cmd" : "npm", env);
  if (program === undefined) {
    throw new PluginError(
      "npm not found",
      'The template asks for a plugin from npm, and the program "npm" is not in PATH. Install it; it comes with Node.js.',
    );
  }
  const args = [...words, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"];
  const quiet = { npm_config_ignore_scripts: "true", npm_config_loglevel: "error" };
  const { exit, stdout, stderr } = await captureProcess(program, args, { cwd, env: { ...env, ...quiet }, signal });
  if (exit.k === "exited" && exit.code === 0) return stdout;
  throw new PluginError("npm failed", `"npm ${words.slice(0, 2).join(" ")}" failed. ${adviceOn(stderr + stdout)}`);
}

/** The lines of npm that say what was wrong, without those that name its log file, and what to do. */
function adviceOn(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => line !== "" && !/^(A complete log of this run|[{}"])/.test(line));
  const isMissing = /\bE404\b/.test(output);
  const isAway = /\b(ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENOTCACHED)\b/.test(output);
  const advice = isMissing
    ? "Correct the name in the template, or let .npmrc beside it name the registry that has the package."
    : isAway
      ? "See that the registry can be reached, or install the package into node_modules beside the template."
      : "Run the same by hand to see more.";
  const said = lines.slice(0, 4).join("; ").replace(/\.?$/, ".");
  return `npm said: ${said.slice(0, 600)} ${advice}`;
}
