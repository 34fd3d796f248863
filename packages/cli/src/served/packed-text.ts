// A plugin in one file that Packer takes for a program: a shell script that answers "describe" by itself, because Packer asks every plugin
// with every command, and starts Node for the rest. Behind the script lie the serving runtime and the plugin's module; the shell never gets
// there.

import { quoteShell } from "@ingot/sdk";

/** The oldest Node.js that it runs with: the version of Ingot's own package.json. */
const oldestNode = [20, 20] as const;

export interface Parts {
  /** `packer-plugin-` and the plugin's name. */
  readonly name: string;
  /** The plugin's version. */
  readonly version: string;
  /** What `describe` prints; undefined lets Node say it. */
  readonly description: string | undefined;
  /** The runtime, CommonJS. */
  readonly runtime: string;
  readonly module: string;
  readonly moduleFormat: "esm" | "cjs";
}

/** The text of the file. */
export function packedText({ name, version, description, runtime, module, moduleFormat }: Parts): string {
  const describe =
    description === undefined
      ? ""
      : `if [ "$#" -eq 1 ] && [ "$1" = describe ]; then printf '%s\\n' ${quoteShell(description)}; exit; fi\n`;
  return `#!/bin/sh
# ${name}: a plugin for Ingot and Packer in one file, made by "ingot plugin pack". It needs Node.js ${oldestNode.join(".")} or newer on the PATH.
${describe}if ! command -v node >/dev/null; then echo "$0 needs Node.js ${oldestNode.join(".")} or newer on the PATH, and there is none" >&2; exit 127; fi
exec node -e ${quoteShell(loader(version, Buffer.byteLength(runtime), Buffer.byteLength(module), moduleFormat))} -- "$0" "$@"
${runtime}${module}`;
}

/**
 * Reads the two parts from the end of the file. Node loads modules from files only, so the plugin's gets a file for as long as that takes; from
 * memory, every trace of the stack would hold all of it.
 */
function loader(version: string, runtimeBytes: number, moduleBytes: number, format: Parts["moduleFormat"]): string {
  const [major, minor] = oldestNode;
  return `{
  const [nodeMajor, nodeMinor] = process.versions.node.split(".").map(Number), [, file, ...words] = process.argv;
  if (nodeMajor < ${major} || (nodeMajor === ${major} && nodeMinor < ${minor})) {
    console.error(file + " needs Node.js ${oldestNode.join(".")} or newer, and this is " + process.version);
    process.exit(1);
  }
  const fs = require("node:fs"), path = require("node:path"), vm = require("node:vm"), all = fs.readFileSync(file), module = { exports: {} };
  const middle = all.length - ${moduleBytes}, text = all.toString("utf8", middle - ${runtimeBytes}, middle);
  const load = async () => {
    const folder = fs.mkdtempSync(path.join(require("node:os").tmpdir(), "ingot-plugin-"));
    try {
      const place = path.join(folder, "plugin.${format === "esm" ? "mjs" : "cjs"}");
      fs.writeFileSync(place, all.subarray(middle), { mode: 0o600, flag: "wx" });
      return await import(require("node:url").pathToFileURL(place).href);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };
  new vm.Script("(function (module, exports, require) {" + text + "\\n})", {
    filename: file,
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext()(module, module.exports, require);
  module.exports.run({ file, words, version: ${JSON.stringify(version)}, load });
}`;
}
