// Installs one version of an npm package for templates that require it. npm itself talks to the registry, so that .npmrc, proxies, tokens
// and its cache work as for everything else; which version it is to be is for the rules of `required_plugins` to say.

import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { compareVersions, parseConstraints, parseSemver, satisfies, type Version } from "@ingot/sdk";
import { PluginError } from "../plugin-error.ts";
import { hashPackage } from "./hash-package.ts";
import { readJsPackage } from "./js-package.ts";
import { listNpmPlugins, npmRoot } from "./list-npm-plugins.ts";
import { type NpmOptions, runNpm } from "./run-npm.ts";

export interface NpmInstallOptions extends NpmOptions {
  /** "ingot-plugin-tfvars", "@scope/name": checked already, as a source of a template. */
  readonly package: string;
  /** What the template asks for: ">= 1.0.0, < 2.0.0". Pre-releases satisfy none. */
  readonly constraint: string;
  /** `npm` below the plugin directory. */
  readonly npmFolder: string;
  /** The version of the lock file: it is taken whatever newer ones there are. */
  readonly exact?: string;
  /** Look for newer versions though one that is installed would do. */
  readonly upgrades?: boolean;
}

export interface InstalledNpmPackage {
  readonly version: string;
  /** npm's hash of the archive: "sha512-..."; undefined for a package that was there already and where npm noted none. */
  readonly integrity: string | undefined;
  /** Absolute path of the package's folder. */
  readonly folder: string;
  /** `sha256:...` over the package's own files, as `hashPackage` makes it: the same on each machine. */
  readonly contents: string;
  readonly isNew: boolean;
}

/**
 * Installs a package, unless a version that will do is there. Nothing of it is run.
 *
 * @throws PluginError where no version satisfies, or npm fails; then nothing is left behind
 */
export async function installNpmPlugin(options: NpmInstallOptions): Promise<InstalledNpmPackage> {
  const { package: name, npmFolder, exact } = options;
  const there = (await listNpmPlugins(npmFolder)).filter((one) => one.package === name);
  const usable = newestOf(
    there.map(({ version }) => version),
    options.constraint,
  );
  const known = exact ?? (options.upgrades ? undefined : usable);
  const version = known ?? (await chooseVersion(options));
  const isNew = !there.some((one) => one.version === version);
  if (isNew) await installVersion(version, options);
  const root = npmRoot(npmFolder, name, version);
  const folder = join(root, "node_modules", ...name.split("/"));
  return { version, integrity: await integrityIn(root, name), folder, contents: await hashPackage(folder), isNew };
}

async function chooseVersion(options: NpmInstallOptions): Promise<string> {
  const { package: name, constraint } = options;
  const answer: unknown = parseJson(await runNpm(["view", name, "versions", "--json"], options));
  // One version comes as a text.
  const versions = [answer].flat().filter((one) => typeof one === "string");
  const newest = newestOf(versions, constraint);
  if (newest !== undefined) return newest;
  throw new PluginError(
    "Plugin version not available",
    `No version of the npm package "${name}" satisfies ${constraint}. There ${versions.length === 0 ? "is none" : `are ${versions.slice(-10).join(", ")}`}. Widen the constraint.`,
  );
}

/** The newest release that satisfies a constraint. */
function newestOf(versions: readonly string[], constraint: string): string | undefined {
  const constraints = parseConstraints(constraint) ?? [];
  let newest: { readonly text: string; readonly version: Version } | undefined;
  for (const text of versions) {
    const version = parseSemver(text);
    if (!version || version.prerelease !== "" || !satisfies(version, constraints)) continue;
    if (!newest || compareVersions(version, newest.version) > 0) newest = { text, version };
  }
  return newest?.text;
}

async function installVersion(version: string, options: NpmInstallOptions): Promise<void> {
  const { package: name, npmFolder, constraint } = options;
  // It becomes the name of a folder.
  if (!parseSemver(version) || !/^[0-9A-Za-z.+-]+$/.test(version))
    throw new PluginError("Invalid version", `"${version}" is not a version of an npm package. Correct ${constraint}.`);
  await mkdir(npmFolder, { recursive: true });
  const draft = join(npmFolder, `.new-${randomBytes(8).toString("hex")}`);
  await mkdir(draft);
  try {
    await writeFile(join(draft, "package.json"), '{ "private": true }\n');
    const place = ["--prefix", draft, "--no-save", "--omit=dev", "--install-strategy=hoisted"];
    await runNpm(["install", `${name}@${version}`, ...place], options);
    const { version: got, name: called } = await readJsPackage(join(draft, "node_modules", ...name.split("/")));
    if (called !== name || got !== version) {
      const detail = `npm installed ${called} ${got} when asked for ${name} ${version}. See what your registry does.`;
      throw new PluginError("Another package came", detail);
    }
    const root = npmRoot(npmFolder, name, version);
    await mkdir(dirname(root), { recursive: true });
    await rename(draft, root).catch(async (error: NodeJS.ErrnoException) => {
      // Somebody else was quicker, with the same.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What npm notes of an installed package, in a lock file of its own. */
async function integrityIn(root: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(root, "node_modules/.package-lock.json"), "utf8").catch(() => "{}");
  const lock = parseJson(text) as { readonly packages?: Readonly<Record<string, { readonly integrity?: unknown }>> };
  const integrity = lock?.packages?.[`node_modules/${name}`]?.integrity;
  return typeof integrity === "string" ? integrity : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PluginError("npm failed", "npm answered with something that is not JSON. Update npm.", error);
  }
}
