import type { Engine } from "../engine.ts";

/** A running container, and how commands run in it. */
export interface Container {
  readonly engine: Engine;
  /** The client as the template names it: what a person would type. */
  readonly clientName: string;
  readonly id: string;
  /** `exec_user`: who runs commands, where it is not the image's user. */
  readonly execUser: string | undefined;
  /** `pty`: whether commands run in a terminal. */
  readonly hasTerminal: boolean;
  /** Who uploaded files are given to; undefined leaves them with root. */
  readonly uploadOwner: string | undefined;
  /** Where the folder shared with this machine is mounted. */
  readonly mountPoint: string;
  /** Paths that are held in memory, which the client's copying does not see. */
  readonly memoryPaths: readonly string[];
  /** Aborts when the container stops, or the build. */
  readonly gone: AbortSignal;
}

/** Runs one short command as root, apart from the provisioners' commands. Throws an EngineError when it fails. */
export function askAsRoot(container: Container, command: string, signal: AbortSignal): Promise<string> {
  return container.engine.ask(["exec", "--user", "root", container.id, "/bin/sh", "-c", command], { signal });
}

/** A word in a command for the container's shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
