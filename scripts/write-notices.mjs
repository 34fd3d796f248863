// Writes the licences of everything that is bundled beside the bundle, as those licences ask. A package without a licence
// text, or under a licence not listed here, stops the build: whether it may be shipped is for a person to decide.

import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const accepted = new Set([
  "MIT",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "Unlicense",
  "CC0-1.0",
]);

/**
 * Writes THIRD-PARTY-NOTICES and LICENSE into `dist`.
 * @param {string} root the repository
 * @param {string} dist the folder of the bundle
 * @param {string[]} inputs the bundled files, relative to `root`
 * @returns {Promise<string[]>} the paths written
 */
export async function writeNotices(root, dist, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const packages = await Promise.all([...folders].map((folder) => readPackage(join(root, folder))));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));

  const notices = join(dist, "THIRD-PARTY-NOTICES");
  const licence = join(dist, "LICENSE");
  const rule = "-".repeat(80);
  const intro = "Ingot contains the following packages, each under its own licence.\n";
  await writeFile(notices, [intro, ...packages.map(({ title, text }) => `${rule}\n${title}\n\n${text}\n`)].join("\n"));
  await copyFile(join(root, "LICENSE"), licence);
  return [notices, licence];
}

/**
 * @param {string} file a bundled file
 * @returns {string | undefined} the installed package it belongs to; undefined for Ingot's own
 */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** @param {string} folder */
async function readPackage(folder) {
  const { name, version, license, licenses } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  // Before SPDX expressions, packages listed objects.
  const expression = license ?? licenses?.map((/** @type {{ type: string }} */ entry) => entry.type).join(" OR ");
  const title = `${name} ${version} (${expression})`;
  const choices = typeof expression === "string" ? expression.replace(/[()]/g, "").split(" OR ") : [];
  if (!choices.some((choice) => accepted.has(choice)))
    throw new Error(`${title}: this licence is not known to be free to ship`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${title}: no licence text in ${folder}`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return { title, text: texts.map((text) => text.trim()).join("\n\n") };
}
