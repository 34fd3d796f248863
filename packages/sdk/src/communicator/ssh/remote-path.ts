import { posix } from "node:path";

/**
 * A path of the machine as it stands in a command. Templates may rely on the shell for `~` and `$NAME`, as they can with Packer, which
 * quotes nothing; a path with anything else that means something to a shell is quoted.
 *
 * @param keepsWildcards whether `*`, `?` and `[...]` are left to the shell
 */
export function quoteRemote(path: string, keepsWildcards = false): string {
  const plain = path.startsWith("-") ? `./${path}` : path;
  if (/^[\w@%+=:,./~${}-]+$/.test(plain)) return plain;
  // A Windows machine's shell knows double quotes only, and nothing but a quote ends them.
  if (isWindowsPath(plain)) return `"${plain.replaceAll('"', "")}"`;
  if (!keepsWildcards) return quoteWord(plain);
  return plain
    .split(/([*?[\]]+)/)
    .map((part, i) => (i % 2 === 1 || /^[\w@%+=:,./~-]*$/.test(part) ? part : quoteWord(part)))
    .join("");
}

function quoteWord(text: string): string {
  const [, home = "", rest = ""] = /^(~[\w.-]*\/)?(.*)$/s.exec(text) ?? [];
  return `${home}'${rest.replaceAll("'", `'\\''`)}'`;
}

function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path);
}

/** With slashes, which Windows takes too. */
export function withSlashes(path: string): string {
  return isWindowsPath(path) ? path.replaceAll("\\", "/") : path;
}

/** A path as SFTP takes it: there is no shell that would expand `~`, but relative paths begin at home. */
export function sftpPath(path: string): string {
  const slashed = withSlashes(path);
  if (slashed === "~" || slashed === "") return ".";
  return slashed.startsWith("~/") ? slashed.replace(/^~\/+/, "") || "." : slashed;
}

export function hasWildcards(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Whether a path stands for a folder's contents: it ends in a slash, or has no name of its own. */
export function meansContents(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(withSlashes(path));
}

/** The last name of a path. */
export function lastName(path: string): string {
  return posix.basename(withSlashes(path));
}
