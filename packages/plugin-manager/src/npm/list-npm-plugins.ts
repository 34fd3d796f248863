// The npm packages that Ingot has installed. Each version lies in a folder of its own, with what it depends on, so that templates which
// lock different versions do not disturb each other: <npm folder>/<package>@<version>/node_modules/<package>.

import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface InstalledNpmPlugin {
  readonly package: string;
  readonly version: string;
  /** Absolute path of the package's own folder. */
  readonly folder: string;
  /** What to remove to have it gone. */
  readonly root: string;
}

/** The folder of one version of a package. */
export function npmRoot(npmFolder: string, name: string, version: string): string {
  return join(npmFolder, ...`${name}@${version}`.split("/"));
}

/** What is installed there, by name and place alone: nothing of it is read or run. */
export async function listNpmPlugins(npmFolder: string | undefined): Promise<readonly InstalledNpmPlugin[]> {
  if (npmFolder === undefined) return [];
  const names = await readFolder(npmFolder);
  const scoped = names.filter((name) => name.startsWith("@"));
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await readFolder(join(npmFolder, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !name.startsWith("@")), ...inScopes.flat()].sort().flatMap((path) => {
    const [, name, version] = /^((?:@[^/@]+\/)?[^/@]+)@([^/@]+)$/.exec(path) ?? [];
    if (name === undefined || version === undefined) return [];
    const root = npmRoot(npmFolder, name, version);
    return [{ package: name, version, folder: join(root, "node_modules", ...name.split("/")), root }];
  });
}

async function readFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
