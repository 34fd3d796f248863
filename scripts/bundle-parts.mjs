// Parts that bundles of this repository share: what CommonJS needs inside of ES modules, and the libraries that are loaded late.

import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { build } from "esbuild";

// Modules that a dependency tries to load and does well without: ssh2 looks for compiled parts of its own.
export const optionalNative = ["cpu-features", "*.node"];

// CommonJS inside an ES module still calls require, for Node's own modules and for the optional ones above, and ssh2 names
// a file beside itself by __dirname (for Windows only). Only the chunks that do so get it: it costs time at every start.
const commonJsHead = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url), __dirname = import.meta.dirname;
`;

// Libraries that the language loads by `require` when a function needs one: each is a file of its own, read only then.
const lazyLibraries = ["bcryptjs", "iconv-lite", "re2js", "yaml"];

/** Turns the names of the lazy libraries into the files that they are shipped as. @type {import("esbuild").Plugin} */
export const requireShipped = {
  name: "require-shipped",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]functions[\\/]libraries\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = lazyLibraries.reduce((text, name) => {
        const call = `requireHere("${name}")`;
        if (!text.includes(call)) throw new Error(`${path} does not load ${name} as the build expects`);
        return text.replace(call, `requireHere("../lib/${name}.cjs")`);
      }, source);
      return { contents, loader: "ts" };
    });
  },
};

/** How many lines the head has. */
export const headLines = commonJsHead.split("\n").length - 1;

/** A chunk with the head for CommonJS where it needs it. @param {string} text */
export function addCommonJsHead(text) {
  if (!/\btypeof require\b|\b__dirname\b/.test(text)) return text;
  const hashbang = /^#!.*\n/.exec(text)?.[0] ?? "";
  return hashbang + commonJsHead + text.slice(hashbang.length);
}

/**
 * Bundles the lazy libraries, each into a file; nothing is written yet.
 * @param {string} root the repository @param {string} folder where they are to be
 */
export function bundleLazyLibraries(root, folder) {
  return build({
    absWorkingDir: root,
    entryPoints: lazyLibraries.map((name) => ({ in: name, out: name })),
    outdir: relative(root, folder),
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
}
