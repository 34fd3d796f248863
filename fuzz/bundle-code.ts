import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles code into one file: a thread has no loader for TypeScript, and what is loaded by one is several times slower than what is shipped.
 * The file is this process's own, and stands where the libraries are found that the language loads when it needs them. Resolves with
 * where it is.
 */
export async function bundleCode(source: URL): Promise<URL> {
  const file = new URL(`../.cache/fuzz/${basename(source.pathname, ".ts")}-${process.pid}.mjs`, import.meta.url);
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile: fileURLToPath(file),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // CommonJS inside an ES module still calls require.
    banner: { js: 'import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);' },
    external: ["ssh2", "cpu-features", "*.node"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return file;
}
