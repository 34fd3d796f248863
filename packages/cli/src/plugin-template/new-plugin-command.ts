import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { kinds } from "./component-code.ts";
import { nameProblem } from "./plugin-name.ts";
import { projectFiles } from "./project-files.ts";

const table = defineCommand({
  name: "plugin new",
  summary:
    "Begins a plugin in TypeScript: a project with one component, its test, an example, and the SDK in it, so that nothing of Ingot must be downloaded.",
  positional: { usage: "NAME", min: 1, max: 1 },
  flags: {
    dir: { kind: "string", valueName: "path", help: "The folder of the project. Default: ingot-plugin-NAME." },
    kind: { kind: "enum", values: kinds, default: "post-processor", help: "What the plugin has at first." },
  },
});

/** Where the SDK's tarball lies: beside the chunks of the built Ingot, or in its dist where it runs from its sources. */
const vendorFolders = ["../vendor/", "../../dist/vendor/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** `ingot plugin new`. */
export const pluginNew = commandOf(table, async ({ flags, positional, host }) => {
  const name = positional[0] ?? "";
  const fail = async (summary: string, detail: string) => {
    await host.writeError(`Error: ${summary}\n\n${detail}\n`);
    return 1;
  };
  const problem = nameProblem(name);
  if (problem) return fail(`"${name}" cannot name a plugin`, problem);
  const kind = kinds.find((one) => one === flags.kind) ?? "post-processor";
  const sdk = await findSdk();
  if (sdk === undefined)
    return fail("The SDK is not there", 'This Ingot was built without it. Run "npm run build" in its folder.');
  const folder = resolve(host.cwd, flags.dir ?? `ingot-plugin-${name}`);
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? [] : error));
  if (there instanceof Error)
    return fail(`The folder ${folder} cannot be used`, `${there.message}. Choose another one with -dir.`);
  if (there.length > 0)
    return fail(`The folder ${folder} is not empty`, "Nothing of it is overwritten. Choose another one with -dir.");
  try {
    await writeProject(folder, projectFiles({ name, kind, tarball: basename(sdk) }), sdk);
  } catch (error) {
    return fail(
      `The project could not be written`,
      `${error instanceof Error ? error.message : error}. Choose another folder with -dir.`,
    );
  }
  const shown = relative(host.cwd, folder) || ".";
  await host.write(`The ${kind} "${name}" stands in ${shown}. What comes next:

    cd ${shown}
    npm install
    npm test
    npm run build
    ingot build example/${name}.pkr.hcl

Its README says how templates use it.
`);
  return 0;
});

async function findSdk(): Promise<string | undefined> {
  for (const folder of vendorFolders) {
    const names = await readdir(folder).catch(() => []);
    const tarball = names.find((name) => /^ingot-sdk-.*\.tgz$/.test(name));
    if (tarball) return join(folder, tarball);
  }
  return undefined;
}

/** The project appears whole or not at all. */
async function writeProject(folder: string, files: Readonly<Record<string, string>>, sdk: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = join(dirname(folder), `.ingot-plugin-new-${randomBytes(6).toString("hex")}`);
  await mkdir(draft);
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await writeFile(join(draft, path), text, { flag: "wx" });
    }
    await mkdir(join(draft, "vendor"));
    await copyFile(sdk, join(draft, "vendor", basename(sdk)));
    if (await stat(folder).catch(() => undefined)) {
      // An empty folder that is there stays the one it is.
      for (const name of await readdir(draft)) await rename(join(draft, name), join(folder, name));
      await rm(draft, { recursive: true });
    } else await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
