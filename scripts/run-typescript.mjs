// Runs a TypeScript file of this repository, which Node 20 cannot: bundles it, workspaces included, and starts the result
// with the remaining arguments. Usage: run-typescript.mjs FILE [ARGUMENT...]

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: run-typescript.mjs FILE [ARGUMENT...]");

const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "run-"));
const outfile = join(folder, `${basename(file, ".ts")}.mjs`);
try {
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    // Installed packages are found from the cache folder, which lies in node_modules.
    plugins: [
      {
        name: "leave-installed-packages",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith("@ingot/") ? undefined : { path, external: true },
          ),
      },
    ],
  });
  const { status, signal } = spawnSync(process.execPath, ["--enable-source-maps", outfile, ...rest], {
    stdio: "inherit",
  });
  process.exitCode = status ?? (signal ? 1 : 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
