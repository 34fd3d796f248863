import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";

/** The most files that a plugin may consist of: a folder without end is not read to its end. */
const mostFiles = 20_000;

/**
 * A hash over the names and contents of all files below a folder, `sha256:<hex>`: what was installed is still what it was. Links count
 * by where they lead; empty folders, and what lies in node_modules, do not count.
 *
 * @throws Error where the folder cannot be read, or has more than 20,000 files
 */
export async function hashPackage(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: join(entry.parentPath ?? entry.path, entry.name), isLink: entry.isSymbolicLink() }))
    .filter(({ path }) => !/[\\/]node_modules[\\/]/.test(path.slice(folder.length)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (files.length > mostFiles) throw new Error(`${folder} has more than ${mostFiles} files`);
  const whole = createHash("sha256");
  for (const { path, isLink } of files) {
    const name = path.slice(folder.length + 1).replaceAll("\\", "/");
    const content = createHash("sha256");
    if (isLink) content.update(await readlink(path));
    else for await (const chunk of createReadStream(path)) content.update(chunk as Buffer);
    whole.update(`${isLink ? "link" : "file"} ${JSON.stringify(name)} ${content.digest("hex")}\n`);
  }
  return `sha256:${whole.digest("hex")}`;
}
