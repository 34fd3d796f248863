// Makes packages that others can install: JavaScript, types beside it, no TypeScript sources. In the repository their faces are
// src/index.ts, so the manifest that is published is written here. `node scripts/pack.mjs hcl|sdk [FOLDER]` puts the tarball into the
// folder, by default the one in which the command is run.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { addCommonJsHead, bundleLazyLibraries, optionalNative, requireShipped } from "./bundle-parts.mjs";
import { writeNotices } from "./write-notices.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * What is packed, and how. `alone`: with all that it depends on bundled, so that it installs without a registry.
 * @type {Readonly<Record<string, { alone: boolean, entries: Readonly<Record<string, string>>, besides: readonly string[] }>>}
 */
const packages = {
  hcl: { alone: false, entries: { ".": "index" }, besides: ["README.md", "examples"] },
  sdk: { alone: true, entries: { ".": "index", "./testing": "testing/index" }, besides: ["README.md"] },
};

/**
 * Packs one of the packages.
 * @param {string} name the name of its folder
 * @param {string} destination the folder for the tarball
 */
export async function pack(name, destination) {
  const how = packages[name];
  if (!how) throw new Error(`There is no package "${name}" to pack. There are: ${Object.keys(packages).join(", ")}`);
  const folder = join(root, "packages", name);
  const dist = await mkdtemp(join(tmpdir(), `ingot-pack-${name}-`));
  try {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const inputs = how.alone ? await bundleAlone(folder, dist, how.entries) : await bundle(folder, dist, how.entries);
    const types = await writeTypes(name, dist, how.entries);
    await writeFile(join(dist, "package.json"), `${JSON.stringify(published(manifest, how, types), undefined, 2)}\n`);
    for (const path of how.besides) await cp(join(folder, path), join(dist, path), { recursive: true });
    if (how.alone) await writeNotices(root, dist, inputs);
    else await cp(join(root, "LICENSE"), join(dist, "LICENSE"));
    await mkdir(destination, { recursive: true });
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", destination], { cwd: dist });
    const [{ filename, files, size }] = JSON.parse(stdout);
    return { path: join(destination, filename), count: files.length, sizeBytes: size };
  } finally {
    await rm(dist, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder @param {string} dist @param {Readonly<Record<string, string>>} entries
 * @returns {Promise<string[]>} what was bundled
 */
async function bundle(folder, dist, entries) {
  await build({
    entryPoints: Object.values(entries).map((entry) => ({ in: join(folder, `src/${entry}.ts`), out: entry })),
    outdir: dist,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  return [];
}

/**
 * The same with everything in it. What is loaded late stays in files of its own, and so does what the entries share: one copy of it.
 * @param {string} folder @param {string} dist @param {Readonly<Record<string, string>>} entries
 * @returns {Promise<string[]>} what was bundled, relative to the repository
 */
async function bundleAlone(folder, dist, entries) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.values(entries).map((entry) => ({ in: join(folder, `src/${entry}.ts`), out: entry })),
    outdir: dist,
    bundle: true,
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    external: optionalNative,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
    plugins: [requireShipped],
  });
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, addCommonJsHead(text));
  }
  const libraries = await bundleLazyLibraries(root, join(dist, "lib"));
  await mkdir(join(dist, "lib"));
  for (const { path, contents } of libraries.outputFiles) await writeFile(path, contents);
  return [...Object.keys(metafile.inputs), ...Object.keys(libraries.metafile.inputs)];
}

/**
 * Writes the types of a package and of the packages below it into `dist`. They name each other by their files.
 * @param {string} name @param {string} dist @param {Readonly<Record<string, string>>} entries
 * @returns {Promise<(entry: string) => string>} the place of an entry's types, relative to `dist`
 */
async function writeTypes(name, dist, entries) {
  const emitted = join(dist, ".types");
  const sources = Object.values(entries).map((entry) => join(root, `packages/${name}/src/${entry}.ts`));
  const options = {
    noEmit: false,
    emitDeclarationOnly: true,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    allowJs: false,
    rootDir: join(root, "packages"),
    outDir: emitted,
    typeRoots: [join(root, "node_modules/@types")],
    // By its path, a package below is a part of this program, and its types are written too.
    paths: Object.fromEntries(
      ["hcl", "gotemplate"].map((below) => [`@ingot/${below}`, [join(root, `packages/${below}/src/index.ts`)]]),
    ),
  };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, files: sources, include: [] };
  await writeFile(join(dist, "tsconfig.json"), JSON.stringify(config));
  await run(process.execPath, [join(root, "node_modules/tsc7/bin/tsc"), "-p", join(dist, "tsconfig.json")]);
  await rm(join(dist, "tsconfig.json"));
  // Only what the entries reach: the rest would want the types of libraries that nobody needs to have.
  const place = (/** @type {string} */ path) =>
    path.startsWith(`${name}/src/`) ? path.slice(`${name}/src/`.length) : `packages/${path}`;
  const waiting = Object.values(entries).map((entry) => `${name}/src/${entry}.d.ts`);
  const seen = new Set(waiting);
  for (const path of waiting) {
    const text = await readFile(join(emitted, path), "utf8");
    const rewritten = text.replaceAll(/(\bfrom |\bimport\()"([^"]+)"/g, (whole, head, from) => {
      const ours = /^@ingot\/(\w+)$/.exec(from)?.[1];
      if (!ours && !from.startsWith(".")) return whole;
      const target = ours
        ? `${ours}/src/index.d.ts`
        : posix.join(posix.dirname(path), from.replace(/\.[jt]s$/, ".d.ts"));
      if (!seen.has(target)) waiting.push(target);
      seen.add(target);
      const way = posix.relative(posix.dirname(place(path)), place(target)).replace(/\.d\.ts$/, ".js");
      return `${head}"${way.startsWith(".") ? way : `./${way}`}"`;
    });
    await mkdir(dirname(join(dist, place(path))), { recursive: true });
    await writeFile(join(dist, place(path)), rewritten);
  }
  await rm(emitted, { recursive: true });
  return (entry) => `./${entry}.d.ts`;
}

/**
 * The manifest that is published.
 * @param {Record<string, unknown>} manifest @param {(typeof packages)[string]} how @param {(entry: string) => string} types
 */
function published({ name, version, description, license, engines, dependencies }, how, types) {
  const exports = Object.fromEntries(
    Object.entries(how.entries).map(([face, entry]) => [face, { types: types(entry), default: `./${entry}.js` }]),
  );
  return {
    name,
    version,
    description,
    license,
    type: "module",
    engines,
    exports,
    types: types(how.entries["."] ?? ""),
    sideEffects: false,
    ...(how.alone ? {} : { dependencies }),
  };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , name = "", destination = process.cwd()] = process.argv;
  const { path, count, sizeBytes } = await pack(name, resolve(destination));
  process.stdout.write(
    `Packed ${relative(process.cwd(), path) || path}: ${count} files, ${Math.ceil(sizeBytes / 1024)} KiB\n`,
  );
}
