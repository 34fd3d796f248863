// A plugin in one file that Packer takes for a program: a shell script that answers "describe" by itself, because Packer asks every plugin
// with every command, and starts Node for the rest. Behind the script lie the serving runtime and the plugin's module; the shell never gets
// there.

import { basename } from "node:path";
import { quoteShell } from "@ingot/sdk";

/** The oldest Node.js that it runs with: the version of Ingot's own package.json. */
const oldestNode = [20, 20] as const;

export interface Parts {
  /** The name of the file, for stack traces. */
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
  const code = fitted(module, moduleFormat, name);
  const describe =
    description === undefined
      ? ""
      : `if [ "$#" -eq 1 ] && [ "$1" = describe ]; then printf '%s\\n' ${quoteShell(description)}; exit; fi\n`;
  return `#!/bin/sh
# ${basename(name)}: a plugin for Ingot and Packer in one file, made by "ingot plugin pack". It needs Node.js ${oldestNode.join(".")} or newer on the PATH.
${describe}if ! command -v node >/dev/null; then echo "$0 needs Node.js ${oldestNode.join(".")} or newer on the PATH, and there is none" >&2; exit 127; fi
exec node -e ${quoteShell(loader(version, Buffer.byteLength(runtime), Buffer.byteLength(code), moduleFormat))} -- "$0" "$@"
${runtime}${code}`;
}

/** Reads the two parts from the end of the file. It must not name anything that a plugin's code may see. */
function loader(version: string, runtimeBytes: number, moduleBytes: number, format: Parts["moduleFormat"]): string {
  const load =
    format === "esm"
      ? `import("data:text/javascript;base64," + all.toString("base64", middle))`
      : `evaluate(all.toString("utf8", middle), file)`;
  const [major, minor] = oldestNode;
  return `{
  const [nodeMajor, nodeMinor] = process.versions.node.split(".").map(Number), [, file, ...words] = process.argv;
  if (nodeMajor < ${major} || (nodeMajor === ${major} && nodeMinor < ${minor})) {
    console.error(file + " needs Node.js ${oldestNode.join(".")} or newer, and this is " + process.version);
    process.exit(1);
  }
  const { Script, constants } = require("node:vm"), path = require("node:path"), all = require("node:fs").readFileSync(file);
  const middle = all.length - ${moduleBytes}, start = middle - ${runtimeBytes};
  globalThis[Symbol.for("ingot.packed")] = { url: require("node:url").pathToFileURL(file).href, filename: path.resolve(file), dirname: path.dirname(path.resolve(file)) };
  const evaluate = (text, filename) => {
    const module = { exports: {} }, importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    new Script("(function (exports, require, module, __filename, __dirname) {" + text + "\\n})", { filename, importModuleDynamically }).runInThisContext()(module.exports, require("node:module").createRequire(path.resolve(file)), module, path.resolve(file), path.dirname(path.resolve(file)));
    return module.exports;
  };
  evaluate(all.toString("utf8", start, middle), file + "#runtime").run({ file, words, version: ${JSON.stringify(version)}, load: () => ${load} });
}`;
}

/**
 * The module as it is loaded from memory: it has no place of its own, so what it asks for its place is answered with that of the packed
 * file, and stack traces get a name.
 */
function fitted(module: string, format: Parts["moduleFormat"], name: string): string {
  const text = module.replace(/^#!.*/, "");
  if (format === "cjs") return text;
  const isAsking = /\bimport\.meta\b/.test(text);
  const head = isAsking ? `const __ingotMeta = globalThis[Symbol.for("ingot.packed")];` : "";
  return `${head}${text.replaceAll(/\bimport\.meta\b/g, "__ingotMeta").replaceAll(/^\/\/# source(Mapping)?URL=.*$/gm, "")}\n//# sourceURL=${basename(name)}/plugin.js\n`;
}
