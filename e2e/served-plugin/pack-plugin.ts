// Builds the test's plugin as its author would, into one file, and packs it.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runCommand } from "../environment/run-command.ts";

export const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

/** Builds the plugin into a folder of its own, with a package.json. */
export async function buildPlugin(folder: string, version = "0.3.0"): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL("plugin.ts", import.meta.url))],
    outfile: join(folder, "dist/index.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["cpu-features", "*.node"],
    logLevel: "error",
  });
  const manifest = { name: "ingot-plugin-folder", version, type: "module", exports: "./dist/index.js" };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
}

/** Packs a plugin into a folder; `flags` come in front. */
export async function packInto(output: string, plugin: string, ...flags: string[]): Promise<void> {
  await runCommand(ingot, ["plugin", "pack", ...flags, "-output", output, plugin]);
}
