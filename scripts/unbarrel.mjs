// A plugin for esbuild. Packages import each other by their faces (index.ts), and esbuild's code splitting goes by files: a
// command that takes one function from a face would load all that any command takes from it. So each import from a face is
// turned into imports from the files that the names come from.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where a name of a face comes from: a file, and the name there; "*" is all of the file. @typedef {{ file: string, name: string }} Origin */

const fromClause = /^(import|export) (?:\{([^}]*)\}|\* as (\w+)) from "([^"]+)";$/gm;

/**
 * @param {Readonly<Record<string, string>>} faces the path of each package's index.ts by its name
 * @returns {import("esbuild").Plugin}
 */
export function unbarrel(faces) {
  /** @type {Map<string, Promise<Map<string, Origin>>>} */
  const known = new Map();
  const originsOf = (/** @type {string} */ face) => {
    const found = known.get(face) ?? readOrigins(face);
    known.set(face, found);
    return found;
  };

  /** @param {string} face @returns {Promise<Map<string, Origin>>} */
  async function readOrigins(face) {
    const origins = new Map();
    for (const [, , names, namespace, from = ""] of (await readFile(face, "utf8")).matchAll(fromClause)) {
      const other = faces[from] && (await originsOf(faces[from]));
      const file = join(dirname(face), from);
      if (namespace) origins.set(namespace, { file, name: "*" });
      for (const { name, as } of namesOf(names ?? "")) {
        const origin = other ? other.get(name) : { file, name };
        if (!origin) throw new Error(`${face} exports ${name}, which ${from} does not`);
        origins.set(as, origin);
      }
    }
    return origins;
  }

  /** @param {string} text @param {string} path @returns {Promise<string>} */
  async function rewrite(text, path) {
    let rewritten = text;
    for (const [statement, keyword, names, , from = ""] of text.matchAll(fromClause)) {
      const face = faces[from];
      if (!face || keyword !== "import" || names === undefined) continue;
      const origins = await originsOf(face);
      const imports = namesOf(names).map(({ name, as }) => {
        const origin = origins.get(name);
        if (!origin) throw new Error(`${path} imports ${name}, which ${from} does not export`);
        const what = origin.name === "*" ? `* as ${as}` : `{ ${origin.name} as ${as} }`;
        return `import ${what} from ${JSON.stringify(origin.file)};`;
      });
      // As many lines as before: source maps go by them.
      rewritten = rewritten.replace(statement, () => imports.join(" ") + "\n".repeat(statement.split("\n").length - 1));
    }
    return rewritten;
  }

  return {
    name: "unbarrel",
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/](packages|plugins)[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: await rewrite(await readFile(path, "utf8"), path),
        loader: "ts",
      }));
    },
  };
}

/** The names in the braces of an import or export, types left out. @param {string} list */
function namesOf(list) {
  return list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("type "))
    .map((part) => {
      const [name = "", as = name] = part.split(" as ");
      return { name, as };
    });
}
