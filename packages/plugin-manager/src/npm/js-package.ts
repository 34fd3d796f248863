// A plugin in JavaScript as it lies in a folder: what its package.json says, and the file that is loaded.

import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import { PluginError } from "../plugin-error.ts";

/** A plugin's package on this machine; nothing of it has been run. */
export interface JsPackage {
  /** Absolute path of its folder, free of symbolic links. */
  readonly folder: string;
  /** The package's name; undefined for a file or folder without a package.json. */
  readonly name: string | undefined;
  /** As the package.json has it; undefined where there is none. */
  readonly version: string | undefined;
  /** Absolute path of the file that is loaded, free of symbolic links. */
  readonly entry: string;
}

/** The size from which a package.json is not read, in bytes. */
const largestManifest = 1024 * 1024;

/**
 * Reads what a folder (or a single file) has.
 *
 * @param path absolute; a folder, or a file ending with .js, .mjs or .cjs
 * @throws PluginError where there is no plugin, or one whose file lies outside of its folder
 */
export async function readJsPackage(path: string): Promise<JsPackage> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts) throw new PluginError("Plugin not found", `There is no ${path}. Correct the path.`);
  if (facts.isFile()) {
    const entry = await realpath(path);
    refuseTypeScript(entry, path);
    return { folder: dirname(entry), name: undefined, version: undefined, entry };
  }
  const folder = await realpath(path);
  const manifest = await readManifest(folder);
  const named = mainOf(manifest);
  const entry = await realpath(join(folder, named)).catch(() => undefined);
  if (entry === undefined) {
    throw new PluginError(
      "Plugin not built",
      `${folder} has no ${named}, which its package.json names as the plugin's code. Run "npm run build" there.`,
    );
  }
  if (!isWithin(folder, entry)) {
    const detail = `${join(folder, named)} leads out of the plugin's folder, to ${entry}. Put the file itself there.`;
    throw new PluginError("Plugin outside of its folder", detail);
  }
  refuseTypeScript(entry, folder);
  const { name, version } = manifest;
  return {
    folder,
    name: typeof name === "string" ? name : undefined,
    version: typeof version === "string" ? version : undefined,
    entry,
  };
}

/** Whether a path is a folder or lies in it. Both are free of symbolic links. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !/^([A-Za-z]:|\/)/.test(way));
}

async function readManifest(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, "package.json");
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return {};
  const unreadable = (why: string, cause?: unknown) =>
    new PluginError("Unreadable package.json", `${path} ${why}. Correct the file, or install the plugin anew.`, cause);
  if (!facts.isFile() || facts.size > largestManifest) throw unreadable("is no file of an ordinary size");
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return { ...content };
  } catch (error) {
    throw unreadable(`cannot be read: ${error instanceof Error ? error.message : error}`, error);
  }
  throw unreadable("is not an object");
}

/** What `import` of the package would load: `exports` for ".", by the conditions that hold in Node; then `main`; then index.js. */
function mainOf({ exports, main }: Readonly<Record<string, unknown>>): string {
  const root = isObject(exports) && "." in exports ? exports["."] : exports;
  return targetOf(root) ?? (typeof main === "string" && main !== "" ? main : "index.js");
}

function targetOf(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) return target.map(targetOf).find((one) => one !== undefined);
  if (!isObject(target)) return undefined;
  for (const [condition, nested] of Object.entries(target)) {
    if (!["node", "import", "module-sync", "default"].includes(condition)) continue;
    const found = targetOf(nested);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseTypeScript(entry: string, place: string): void {
  const extension = extname(entry);
  if ([".js", ".mjs", ".cjs"].includes(extension)) return;
  const isTypeScript = [".ts", ".mts", ".cts", ".tsx"].includes(extension);
  throw new PluginError(
    isTypeScript ? "Plugin in TypeScript" : "Not a plugin in JavaScript",
    isTypeScript
      ? `The code of the plugin ${place} is ${entry}: TypeScript, which Node.js does not run. Build the plugin, and let "exports" of its package.json name the JavaScript file.`
      : `The code of the plugin ${place} is ${entry}, and that is no .js, .mjs or .cjs file. Let "exports" of its package.json name the JavaScript file.`,
  );
}
