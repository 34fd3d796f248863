/** Which shell a guest has. */
export type GuestFamily = "unix" | "windows";

/** Command lines that do one thing on a guest, whatever its family. */
export interface GuestCommands {
  readonly createDir: (path: string) => string;
  readonly removeDir: (path: string) => string;
  /** On Windows, which has no permission bits, a command that does nothing. */
  readonly chmod: (path: string, mode: string) => string;
  /** Exits with 0 when the path is there. */
  readonly statPath: (path: string) => string;
  readonly movePath: (from: string, to: string) => string;
}

/**
 * The command lines of a family.
 *
 * @param sudo whether to put `sudo` in front; Windows has none
 */
export function guestCommands(family: GuestFamily, sudo: boolean): GuestCommands {
  return family === "unix" ? unixCommands(sudo ? "sudo " : "") : windowsCommands;
}

function unixCommands(prefix: string): GuestCommands {
  return {
    createDir: (path) => `${prefix}mkdir -p ${quoteUnix(path)}`,
    removeDir: (path) => `${prefix}rm -rf ${quoteUnix(path)}`,
    chmod: (path, mode) => `${prefix}chmod ${mode} ${quoteUnix(path)}`,
    statPath: (path) => `${prefix}stat ${quoteUnix(path)}`,
    movePath: (from, to) => `${prefix}mv ${quoteUnix(from)} ${quoteUnix(to)}`,
  };
}

const windowsCommands: GuestCommands = {
  createDir: (path) =>
    powershell(`"New-Item -ItemType directory -Force -ErrorAction SilentlyContinue -Path ${escapeWindows(path)}"`),
  removeDir: (path) => powershell(`"rm ${escapeWindows(path)} -recurse -force"`),
  chmod: (path, mode) => `echo "nothing to do for chmod ${mode} ${escapeWindows(path)}"`,
  statPath: (path) => powershell(`{ if (test-path ${escapeWindows(path)}) { exit 0 } else { exit 1 } }`),
  movePath: (from, to) => powershell(`"mv ${escapeWindows(from)} ${escapeWindows(to)} -force"`),
};

function powershell(script: string): string {
  return `powershell.exe -Command ${script}`;
}

function quoteUnix(path: string): string {
  return `'${path.replaceAll("'", `'"'"'`)}'`;
}

function escapeWindows(path: string): string {
  return path.replaceAll(" ", "` ");
}
