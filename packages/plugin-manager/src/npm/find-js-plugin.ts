// Where the plugin of a requirement lies: an npm package in node_modules of the template's folder or of one above it, or where `ingot init`
// puts packages; or the folder that a path names.

import { realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { npmPackageOf, type RequiredPlugin, sourceKind } from "@ingot/engine";
import { compareVersions, coreVersion, parseConstraints, parseVersion, satisfies } from "@ingot/sdk";
import { PluginError } from "../plugin-error.ts";
import { isWithin, type JsPackage, readJsPackage } from "./js-package.ts";
import { listNpmPlugins } from "./list-npm-plugins.ts";

export interface JsPlaces {
  /** Absolute path of the folder that the template stands in. */
  readonly templateDir: string;
  /** Where `ingot init` installs npm packages: `npm` below the plugin directory. Undefined where there is none. */
  readonly npmFolder: string | undefined;
  /** The version that the lock file has of a source; no other is taken from `npmFolder`. */
  readonly lockedVersion?: (source: string) => string | undefined;
}

/**
 * The package of a required npm or local plugin.
 *
 * @throws PluginError which says where it was looked for, and what to do
 */
export function findJsPlugin(required: RequiredPlugin, places: JsPlaces): Promise<JsPackage> {
  return sourceKind(required.source) === "local"
    ? findLocal(required, places.templateDir)
    : findInstalled(required, places);
}

async function findLocal({ source, version }: RequiredPlugin, templateDir: string): Promise<JsPackage> {
  const named = resolve(templateDir, source);
  const found = await readJsPackage(named);
  // "../" may lead as far up as it says, and no link leads out of where that is.
  const steps = source.split("/").filter((part) => part === "..").length;
  const base = await realpath(resolve(templateDir, ...Array<string>(steps).fill("..")));
  if (!isWithin(base, found.entry)) {
    throw new PluginError(
      "Plugin outside of the template's folder",
      `The source "${source}" leads to ${found.entry} by a symbolic link, outside of ${base}. Put the plugin itself there, or name its place with "../".`,
    );
  }
  if (!meets(found.version, version)) throw wrongVersion(source, version, [found]);
  return found;
}

async function findInstalled({ source, version }: RequiredPlugin, places: JsPlaces): Promise<JsPackage> {
  const name = npmPackageOf(source);
  const rejected: JsPackage[] = [];
  const locked = places.lockedVersion?.(source);
  for (const folder of foldersUpwards(places.templateDir)) {
    const found = await readIfThere(join(folder, "node_modules", name));
    if (!found) continue;
    if (meets(found.version, version) && (locked === undefined || found.version === locked)) return found;
    rejected.push(found);
    // As Node.js does: the nearest one is the one that is meant.
    break;
  }
  const installed = (await listNpmPlugins(places.npmFolder)).filter((one) => one.package === name);
  const best = installed
    .filter((one) => (locked === undefined || one.version === locked) && meets(one.version, version))
    .sort((a, b) => compare(b.version, a.version))[0];
  if (best) return readJsPackage(best.folder);
  for (const { folder } of installed) rejected.push(await readJsPackage(folder));
  if (rejected.length > 0)
    throw wrongVersion(source, locked === undefined ? version : `${version}, locked at ${locked}`, rejected);
  throw new PluginError(
    "Plugin not installed",
    `The npm package "${name}" is neither in a node_modules folder of the template's folder or above it, nor installed by Ingot. Run "ingot init" on the template, or "npm install ${name}" beside it.`,
  );
}

function* foldersUpwards(from: string): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

async function readIfThere(folder: string): Promise<JsPackage | undefined> {
  const real = await realpath(folder).catch(() => undefined);
  return real === undefined ? undefined : readJsPackage(real);
}

/** A pre-release counts as the release that it comes before, as for Packer's plugins (plugin-protocol 1.2, row 11). */
function meets(version: string | undefined, constraint: string): boolean {
  const constraints = parseConstraints(constraint) ?? [];
  const parsed = version === undefined ? undefined : parseVersion(version);
  if (!parsed) return constraints.every(({ original }) => original === ">= 0");
  return satisfies(coreVersion(parsed), constraints);
}

function compare(a: string, b: string): number {
  const [first, second] = [parseVersion(a), parseVersion(b)];
  return first && second ? compareVersions(first, second) : 0;
}

function wrongVersion(source: string, constraint: string, found: readonly JsPackage[]): PluginError {
  const there = found.map(({ version, folder }) => `${version ?? "one without a version"} in ${folder}`).join(", ");
  const advice =
    sourceKind(source) === "npm" ? 'Run "ingot init -upgrade" on the template' : "Take another version of the plugin";
  return new PluginError(
    "Plugin version not available",
    `The template asks for ${source} ${constraint}. There is ${there}. ${advice}, or widen the constraint.`,
  );
}
