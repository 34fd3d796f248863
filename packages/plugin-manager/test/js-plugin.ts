// Plugins in JavaScript as they lie on a disk, for tests: written by hand, as small as the shape of a plugin allows.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sdkVersion } from "@ingot/sdk";

const component = '{ schema: { fields: {}, rules: [] }, doc: "", prepare: async () => ({}) }';

/** The code of a plugin called "tfvars" with a post-processor of that name and a provisioner "tfvars-check". */
export function pluginCode(changes = "", version = sdkVersion): string {
  return `const component = ${component};
globalThis.loadedPlugins = (globalThis.loadedPlugins ?? 0) + 1;
export default { name: "tfvars", builders: {}, provisioners: { check: component }, postProcessors: { tfvars: component },
  dataSources: {}, resourceKinds: [], sdkVersion: "${version}", ${changes} };
`;
}

/** Writes files below a folder, by their paths. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The text of a package.json. */
export function manifestOf(name: string, version: string, more: object = {}): string {
  return JSON.stringify({ name, version, type: "module", exports: "./dist/index.js", ...more });
}
