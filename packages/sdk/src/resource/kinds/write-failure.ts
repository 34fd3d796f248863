/** What the system refuses while a file is written. A full disk says "write" and no name, an unmade one the hidden name. */
const calls: readonly (string | undefined)[] = [
  "open",
  "write",
  "writev",
  "pwrite",
  "ftruncate",
  "fsync",
  "fdatasync",
  "close",
];

/**
 * The error that writing a file ended with, naming the file as the template does.
 *
 * @param error what was caught; anything but a refusal of the system comes back as it is, and so does one that names another file
 * @param file the path that a person knows
 * @param written the path that was written, where that is a hidden one
 */
export function writeFailure(error: unknown, file: string, written = file): unknown {
  if (!(error instanceof Error)) return error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === undefined || code === "EPIPE" || !calls.includes(syscall)) return error;
  if (path !== undefined && path !== written && path !== file) return error;
  return Object.assign(new Error(`Could not write ${file}: ${refusalOf(error)}`, { cause: error }), { code });
}

/** What the system says of a call that it refused, in words alone: Node's text is "CODE: reason, call 'path'". */
export function refusalOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message : error.message.replace(`${code}: `, "").replace(/, [a-z]+( '.*')?$/s, "");
}
