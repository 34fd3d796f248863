// Makes a package of @ingot/hcl that others can install: JavaScript in one file, types beside it, no TypeScript sources. In
// the repository its face is src/index.ts, so the manifest that is published is written here. The argument is the folder for
// the tarball, by default the one in which the command is run.

import { execFile } from "node:child_process";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "packages/hcl");
const dist = join(folder, "dist");

const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
const { name, version, description, license, engines, dependencies } = manifest;

await rm(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(folder, "src/index.ts")],
  outfile: join(dist, "index.js"),
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});
await run(process.execPath, [join(root, "node_modules/tsc7/bin/tsc"), "-p", join(folder, "tsconfig.pack.json")]);
// The types name each other by their sources' names.
for (const path of (await readdir(dist, { recursive: true })).filter((path) => path.endsWith(".d.ts"))) {
  const text = await readFile(join(dist, path), "utf8");
  await writeFile(join(dist, path), text.replaceAll(/(\bfrom |\bimport\()"(\.[^"]+)\.ts"/g, '$1"$2.js"'));
}
const published = {
  name,
  version,
  description,
  license,
  type: "module",
  engines,
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  types: "./index.d.ts",
  sideEffects: false,
  dependencies,
};
await writeFile(join(dist, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
await cp(join(folder, "README.md"), join(dist, "README.md"));
await cp(join(folder, "examples"), join(dist, "examples"), { recursive: true });
await cp(join(root, "LICENSE"), join(dist, "LICENSE"));

const destination = process.argv[2] ?? process.cwd();
const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", destination], { cwd: dist });
const [{ filename, files, size }] = JSON.parse(stdout);
process.stdout.write(`Packed ${join(destination, filename)}: ${files.length} files, ${Math.ceil(size / 1024)} KiB\n`);
