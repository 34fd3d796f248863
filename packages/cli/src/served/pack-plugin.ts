import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiVersion, describePlugin } from "@ingot/go-plugin";
import {
  type GoPlatform,
  isPluginName,
  type JsPackage,
  PluginError,
  pluginPrefix,
  sumSuffix,
} from "@ingot/plugin-manager";
import { captureProcess, formatVersion, type Plugin, parseSemver, writeWholeFile } from "@ingot/sdk";
import type { OpenPlugin } from "./open-plugin.ts";
import { type Parts, packedText } from "./packed-text.ts";

export interface PackOptions {
  /** Absolute path of the folder for the files. */
  readonly output: string;
  readonly platforms: readonly GoPlatform[];
  /** Make a file for each component, as Packer before 1.7 finds them. */
  readonly singleComponent: boolean;
}

/**
 * Writes a plugin's packed files.
 * @returns their paths
 * @throws PluginError where it cannot be packed; then nothing has been written
 */
export async function packPlugin(opened: OpenPlugin, options: PackOptions): Promise<readonly string[]> {
  const { place } = opened;
  if (!place) throw new PluginError("Not a plugin's folder", "Plugins that come with Ingot are not packed.");
  const plugin = await opened.load();
  const { name } = plugin;
  if (!isPluginName(name) || name.includes("_"))
    throw new PluginError(
      "Packer has no room for the plugin's name",
      `"${name}" has to stand in a file name between two "_". Use letters, digits and single hyphens in definePlugin.`,
    );
  const version = versionOf(place);
  const windows = options.platforms.find(({ os }) => os === "windows");
  if (windows && !options.singleComponent)
    throw new PluginError(
      "No packed plugins for Windows",
      "Packer for Windows starts programs only, and a packed plugin is a script. Use Ingot there, or leave this platform out.",
    );
  const module = await readFile(place.entry, "utf8");
  const parts: Parts = {
    name: `${pluginPrefix}${name}`,
    version,
    description: describePlugin(plugin, version),
    runtime: await readRuntime(),
    module,
    moduleFormat: isCommonJs(place.entry, module) ? "cjs" : "esm",
  };
  await tryOut(parts, place);
  await mkdir(options.output, { recursive: true });
  const { metadata: _, ...bare } = parseSemver(version) ?? { metadata: "" };
  const fileVersion = "segments" in bare ? formatVersion({ ...bare, metadata: "" }) : version;
  const names = options.singleComponent
    ? singleNames(plugin)
    : options.platforms.map(({ os, arch }) => `${parts.name}_v${fileVersion}_${apiVersion}_${os}_${arch}`);
  const text = packedText(parts);
  const written: string[] = [];
  for (const file of names) {
    const path = join(options.output, file);
    await writeWholeFile(path, 0o755, (out) => out.writeFile(text));
    written.push(path);
    if (options.singleComponent) continue;
    const sum = createHash("sha256").update(text).digest("hex");
    await writeWholeFile(path + sumSuffix, 0o644, (out) => out.writeFile(sum));
    written.push(path + sumSuffix);
  }
  return written;
}

/** The version that the plugin's package has, in its canonical form. */
function versionOf({ version, folder }: JsPackage): string {
  const parsed = version === undefined ? undefined : parseSemver(version);
  if (!parsed)
    throw new PluginError(
      "Plugin without a version",
      version === undefined
        ? `There is no version in ${join(folder, "package.json")}. Put one there: "version": "1.0.0".`
        : `"${version}" in ${join(folder, "package.json")} is not a version. Write it as 1.0.0 or 1.0.0-dev.`,
    );
  if (parsed.prerelease !== "" && parsed.prerelease !== "dev")
    throw new PluginError(
      "Packer does not install this version",
      `The version ${version} is a pre-release, of which Packer knows only "-dev". Pack a release, or ${version?.split("-")[0]}-dev.`,
    );
  return formatVersion(parsed);
}

/** The names by which Packer before 1.7 finds components; it knows no data sources. */
function singleNames(plugin: Plugin): readonly string[] {
  const named = (kind: string, section: object) => Object.keys(section).map((key) => `packer-${kind}-${key}`);
  return [
    ...named("builder", plugin.builders),
    ...named("provisioner", plugin.provisioners),
    ...named("post-processor", plugin.postProcessors),
  ];
}

function isCommonJs(path: string, text: string): boolean {
  const extension = extname(path);
  return extension === ".cjs" || (extension === ".js" && !/^\s*(import|export)\b/m.test(text));
}

/** Runs what is to be written, in an empty folder: there is nothing else that it could find. */
async function tryOut(parts: Parts, { entry }: JsPackage): Promise<void> {
  const another = /\bimport\s*\(\s*["'](\.{1,2}\/[^"'\n]*)["']\s*\)/.exec(parts.module)?.[1];
  if (another !== undefined) throw notOneFile(entry, `it imports ${another}`);
  const folder = await mkdtemp(join(tmpdir(), "ingot-pack-"));
  try {
    const file = join(folder, parts.name);
    await writeFile(file, packedText({ ...parts, description: undefined }), { mode: 0o700 });
    await chmod(file, 0o700);
    const { exit, stdout, stderr } = await captureProcess("/bin/sh", [file, "describe"], { cwd: folder });
    if (exit.k === "exited" && exit.code === 0 && stdout === `${parts.description}\n`) return;
    throw notOneFile(entry, whyNot(stderr));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function whyNot(stderr: string): string {
  const missing = /(?:module specifier|relative URL|Cannot find (?:package|module)) ["'‘“]?([^"'’”\s]+)/.exec(
    stderr,
  )?.[1];
  // The file of the moment that it was tried out from says nothing to anybody.
  if (missing !== undefined) return `it imports ${missing.replace(/^.*\/ingot-plugin-\w+\//, "./")}`;
  const line = stderr.split("\n").find((one) => one.trim() !== "");
  return `it cannot be loaded by itself: ${line?.trim() ?? "it says nothing"}`;
}

function notOneFile(entry: string, why: string): PluginError {
  return new PluginError(
    "The plugin is not one file",
    `Of a plugin only ${entry} is packed, and ${why}. Build the plugin into a single file that needs nothing but Node's own modules, such as with: esbuild src/index.ts --bundle --platform=node --format=esm --outfile=dist/index.js`,
  );
}

/** The runtime that the build of Ingot has made (scripts/build.mjs). It stands beside this file, or above it: code is split. */
async function readRuntime(): Promise<string> {
  for (const place of ["./served/runtime.cjs", "../served/runtime.cjs"]) {
    const text = await readFile(fileURLToPath(new URL(place, import.meta.url)), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new PluginError(
    "This Ingot cannot pack",
    "A part of its installation, served/runtime.cjs, is missing. Install Ingot again.",
  );
}
