import { readdir, stat } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import type { Diagnostic } from "@ingot/hcl";
import { errorAt } from "@ingot/hcl";
import { whyUnreadable } from "./why-unreadable.ts";

/** Which files make up a template, by Packer's rules (core-cli 1.3). */
export type TemplateFiles =
  | { readonly k: "json"; readonly path: string }
  | {
      readonly k: "hcl2";
      /** The folder of the template as it was given: what `path.root` says. */
      readonly root: string;
      /** Native syntax first, then JSON syntax; each by name. */
      readonly files: readonly string[];
      /** `*.auto.pkrvars.*` of a folder; a single file has none. */
      readonly variableFiles: readonly string[];
    };

/**
 * Finds the files of a template. `-` is a legacy JSON template on standard input.
 * @param cwd where a relative path begins; the files keep the names by which they were given
 */
export async function discoverTemplate(
  path: string,
  cwd: string,
): Promise<{ readonly files?: TemplateFiles; readonly diagnostics: readonly Diagnostic[] }> {
  if (path === "-") return { files: { k: "json", path }, diagnostics: [] };
  const facts = await stat(resolve(cwd, path)).catch((error: NodeJS.ErrnoException) => error);
  if (facts instanceof Error) return { diagnostics: [notThere(path, facts)] };
  if (facts.isDirectory()) return discoverFolder(path, cwd);
  if (isTemplate(path))
    return { files: { k: "hcl2", root: normalize(dirname(path)), files: [path], variableFiles: [] }, diagnostics: [] };
  return { files: { k: "json", path }, diagnostics: [] };
}

async function discoverFolder(
  folder: string,
  cwd: string,
): Promise<{ readonly files?: TemplateFiles; readonly diagnostics: readonly Diagnostic[] }> {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (entries instanceof Error) return { diagnostics: [unreadableFolder(folder, entries)] };
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => (a < b ? -1 : 1));
  const ending = (suffix: string) => names.filter((name) => name.endsWith(suffix)).map((name) => join(folder, name));
  const files = [...ending(".pkr.hcl"), ...ending(".pkr.json")];
  if (files.length === 0) return { diagnostics: [noTemplate(folder, names)] };
  return {
    files: {
      k: "hcl2",
      root: folder,
      files,
      variableFiles: [...ending(".auto.pkrvars.hcl"), ...ending(".auto.pkrvars.json")],
    },
    diagnostics: [],
  };
}

function isTemplate(path: string): boolean {
  return path.endsWith(".pkr.hcl") || path.endsWith(".pkr.json");
}

function notThere(path: string, error: NodeJS.ErrnoException): Diagnostic {
  const why = error.code === "ENOENT" ? "There is no such file or folder." : `${error.message}.`;
  return errorAt(
    undefined,
    `Could not find the template "${path}"`,
    `${why} Give the path of a template file or of a folder with *.pkr.hcl files.`,
  );
}

function unreadableFolder(folder: string, error: Error): Diagnostic {
  return errorAt(
    undefined,
    `Could not read the folder "${folder}"`,
    `${whyUnreadable(error)} Make it readable, or give the path of another one.`,
  );
}

function noTemplate(folder: string, names: readonly string[]): Diagnostic {
  const json = names.find((name) => name.endsWith(".json"));
  const hint = json ? ` A legacy JSON template is given by its file name: ${join(folder, json)}.` : "";
  return errorAt(
    undefined,
    `Could not find any config file in ${folder}`,
    `A folder is read as an HCL2 template: its *.pkr.hcl and *.pkr.json files, without sub-folders. There is none.${hint}`,
  );
}
