// Bundles the CLI into packages/cli/dist: ESM with one chunk for every plugin that is loaded lazily, nothing left to
// install. dist is written over in place and swept afterwards, so that an `ingot` started meanwhile still finds its files.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { addCommonJsHead, bundleLazyLibraries, headLines, optionalNative, requireShipped } from "./bundle-parts.mjs";
import { pack } from "./pack.mjs";
import { unbarrel } from "./unbarrel.mjs";
import { writeNotices } from "./write-notices.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "packages/cli");
const dist = join(cli, "dist");

async function main() {
  const manifest = JSON.parse(await readFile(join(cli, "package.json"), "utf8"));
  const page = await bundlePage();
  const result = await build({
    absWorkingDir: root,
    entryPoints: { main: "packages/cli/src/main.ts" },
    outdir: "packages/cli/dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160, // Node prints the line that threw
    sourcemap: "linked",
    legalComments: "none",
    chunkNames: "chunks/[name]-[hash]",
    define: {
      INGOT_VERSION: JSON.stringify(manifest.version),
      INGOT_REPORT_SCRIPT: JSON.stringify(page.script),
      INGOT_REPORT_STYLE: JSON.stringify(page.style),
    },
    external: optionalNative,
    metafile: true,
    write: false,
    logLevel: "warning",
    plugins: [requireShipped, unbarrel(await findFaces())],
  });
  const libraries = await bundleLazyLibraries(root, join(dist, "lib"));

  const runtime = await bundleRuntime(manifest.version);

  refuseUnbundled(result.metafile);
  refuseUnbundled(runtime.metafile);
  refuseForeign(runtime.metafile);
  refuseMissingHashbang(result.outputFiles);
  const written = new Set();
  for (const [path, text] of addCommonJsHeads(result.outputFiles)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: path === join(dist, "main.js") ? 0o755 : 0o644 });
    written.add(path);
  }
  for (const { path, contents } of [...libraries.outputFiles, ...runtime.outputFiles]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
    written.add(path);
  }
  const inputs = [result, libraries, runtime].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  for (const path of await writeNotices(root, dist, inputs)) written.add(path);
  // What "ingot plugin new" puts into projects.
  written.add((await pack("sdk", join(dist, "vendor"))).path);
  await sweep(written);

  const scripts = result.outputFiles.filter((file) => file.path.endsWith(".js"));
  const bytes = scripts.reduce((sum, file) => sum + file.contents.length, 0);
  process.stdout.write(
    `Built ingot ${manifest.version} into ${relative(root, dist)}: ${scripts.length} files, ${Math.ceil(bytes / 1024)} KiB\n`,
  );
}

/**
 * What goes into every plugin that `ingot plugin pack` makes: one file, which finds nothing beside itself.
 * @param {string} version
 */
async function bundleRuntime(version) {
  return build({
    absWorkingDir: root,
    entryPoints: { runtime: "packages/cli/src/served/packed-main.ts" },
    outdir: "packages/cli/dist/served",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    legalComments: "none",
    define: { INGOT_VERSION: JSON.stringify(version) },
    external: optionalNative,
    metafile: true,
    write: false,
    logLevel: "warning",
    plugins: [requireShipped, unbarrel(await findFaces())],
  });
}

/** The page of the report as two texts that stand inside its elements. */
async function bundlePage() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["packages/cli/src/report/page/main.ts", "packages/cli/src/report/page/style.css"],
    outdir: "page",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: ["es2022", "chrome110", "firefox110", "safari16"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  const [script = "", style = ""] = [".js", ".css"].map(
    (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text,
  );
  const stray = /<\/(script|style)|<!--|https?:\/\/|url\(|@import/i.exec(script + style)?.[0];
  if (stray) throw new Error(`The page of the report has "${stray}": it must stand by itself, inside of its elements`);
  return { script, style };
}

/** The index.ts of each package by the package's name. */
async function findFaces() {
  const folders = (await Promise.all(["packages", "plugins"].map(list))).flat();
  const entries = folders.map(async (folder) => {
    const { name } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return [name, join(folder, "src/index.ts")];
  });
  return Object.fromEntries(await Promise.all(entries));

  /** @param {string} parent */
  async function list(parent) {
    return (await readdir(join(root, parent))).map((name) => join(root, parent, name));
  }
}

/**
 * The texts of the files by their paths, each chunk that needs it with the head for CommonJS, its source map moved along.
 * @param {import("esbuild").OutputFile[]} files
 * @returns {Map<string, string>}
 */
function addCommonJsHeads(files) {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  for (const [path, text] of texts) {
    if (!path.endsWith(".js")) continue;
    const headed = addCommonJsHead(text);
    if (headed === text) continue;
    texts.set(path, headed);
    const map = JSON.parse(texts.get(`${path}.map`) ?? "{}");
    texts.set(`${path}.map`, JSON.stringify({ ...map, mappings: ";".repeat(headLines) + map.mappings }));
  }
  return texts;
}

/**
 * Whatever is neither bundled nor Node's own would be missing from the published package.
 * @param {import("esbuild").Metafile} metafile
 */
function refuseUnbundled(metafile) {
  const isExpected = (/** @type {string} */ path) =>
    path.startsWith("node:") ||
    builtinModules.includes(path) ||
    optionalNative.includes(path) ||
    path.endsWith(".node") ||
    path.includes("/chunks/");
  for (const [output, { imports }] of Object.entries(metafile.outputs)) {
    const stray = imports.find((imported) => imported.external && !isExpected(imported.path));
    if (stray) throw new Error(`${output} still imports ${stray.path}: bundle it, or list it in optionalNative`);
  }
}

/**
 * The runtime goes into the files of others, without the notices of libraries: it is of this repository alone.
 * @param {import("esbuild").Metafile} metafile
 */
function refuseForeign({ outputs }) {
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const foreign = used.find((path) => path.includes("node_modules/"));
  if (foreign) throw new Error(`What goes into packed plugins has ${foreign} in it: load it only where it is needed`);
}

/** @param {import("esbuild").OutputFile[]} files */
function refuseMissingHashbang(files) {
  const entry = files.find((file) => file.path === join(dist, "main.js"));
  if (entry?.text.startsWith("#!")) return;
  throw new Error(
    "packages/cli/src/main.ts must begin with #!/usr/bin/env node: npm links dist/main.js as the command",
  );
}

/** @param {Set<string>} written */
async function sweep(written) {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !written.has(path)) await rm(path);
  }
}

try {
  await main();
} catch (error) {
  // esbuild has printed its own errors, with the source.
  if (!(error instanceof Error && "errors" in error)) throw error;
  process.exitCode = 1;
}
