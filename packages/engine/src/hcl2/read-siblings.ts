import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { readInputText } from "@ingot/hcl";

/**
 * The texts of the template files that stand in a folder beside those of a template: where one file of a folder is given by itself, the
 * others are no part of the template, and may still be what its declarations are for.
 *
 * @param folder relative to `cwd`
 * @param own the template's own files
 */
export async function readSiblings(folder: string, own: readonly string[], cwd: string): Promise<readonly string[]> {
  const names = new Set(own.map((path) => basename(path)));
  const entries = await readdir(resolve(cwd, folder)).catch(() => []);
  const siblings = entries.filter((name) => /\.pkr\.(hcl|json)$/.test(name) && !names.has(name));
  // What cannot be read is no part of this template: nothing is said of it.
  return Promise.all(siblings.map((name) => readInputText(resolve(cwd, join(folder, name))).catch(() => "")));
}
