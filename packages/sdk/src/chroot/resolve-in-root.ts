import { readlink } from "node:fs/promises";
import { join, posix } from "node:path";

/** As many symbolic links as Linux follows before it says ELOOP. */
const maxLinks = 40;

/**
 * The place on this machine of a path inside a root folder, with symbolic links resolved as the inside would see them: an absolute link
 * begins at the root, and `..` never leads out of it. What does not exist is taken as it is written.
 * @param root the root folder, absolute and without links itself
 * @param path the path inside; a relative one is taken from the root
 * @param options.keepLast leaves a link that is the last part of the path alone
 * @throws Error when the links go round in a circle
 */
export async function resolveInRoot(
  root: string,
  path: string,
  options: { readonly keepLast?: boolean } = {},
): Promise<string> {
  const todo = path.split("/").filter((part) => part !== "" && part !== ".");
  let at = "/";
  let links = 0;
  for (let part = todo.shift(); part !== undefined; part = todo.shift()) {
    if (part === "..") {
      at = posix.dirname(at);
      continue;
    }
    const next = posix.join(at, part);
    const target =
      options.keepLast && todo.length === 0 ? undefined : await readlink(join(root, next)).catch(() => undefined);
    if (target === undefined) {
      at = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) throw new Error(`The path "${path}" has too many symbolic links in it`);
    if (target.startsWith("/")) at = "/";
    todo.unshift(...target.split("/").filter((piece) => piece !== "" && piece !== "."));
  }
  return at === "/" ? root : join(root, at);
}
