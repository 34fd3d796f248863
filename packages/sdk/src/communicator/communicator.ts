/** How a command ended. `disconnected`: the other side went away without saying (2300218 at Packer's borders). */
export type Exit =
  | { readonly k: "exited"; readonly code: number }
  | { readonly k: "signalled"; readonly signal: string }
  | { readonly k: "disconnected"; readonly reason?: string };

/** Takes bytes; its promise is the back-pressure. */
export type Sink = (chunk: Uint8Array) => void | Promise<void>;
export type Source = AsyncIterable<Uint8Array>;

export interface FileMeta {
  /** Permission bits; the file gets them as they are, whatever the umask of the machine. */
  readonly mode?: number;
  readonly sizeBytes?: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs?: number;
  /** What the file is called where it comes from, for a communicator that tells others. */
  readonly name?: string;
}

export interface Transfer {
  readonly progress?: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly signal: AbortSignal;
}

export interface ExecOptions {
  readonly stdin?: Source;
  readonly stdout?: Sink;
  readonly stderr?: Sink;
  readonly signal: AbortSignal;
}

/** Puts a private key that is in no file into one, 0600, and gives its absolute path. */
export type KeepKey = (privateKey: string) => Promise<string>;

/** A script on its way to a machine. */
export interface ScriptUpload {
  /** Where it goes, as that stands in a command. */
  readonly place: string;
  /** Its bytes, from the beginning each time. */
  readonly content: () => Source;
  readonly sizeBytes: number;
  readonly mode: number;
}

/** The way into a machine. */
export interface Communicator {
  /** "ssh", "docker", "chroot", "none", ... */
  readonly type: string;
  /**
   * The command by which a person on this machine gets a shell in that one, ready to paste: for `-debug`, a breakpoint, or a step that
   * failed. It holds no secrets. Missing where there is no such way.
   */
  readonly commandForPerson?: (keepKey: KeepKey) => Promise<string>;
  /** Resolves after both sinks have taken their last byte. Throws only when the command could not be started or was cancelled. */
  readonly exec: (command: string, options: ExecOptions) => Promise<Exit>;
  readonly upload: (to: string, content: Source, meta: FileMeta, options: Transfer) => Promise<void>;
  /** `from` without a trailing slash makes `to/<base name>`; with one, its contents go into `to`. */
  readonly uploadDirectory: (
    to: string,
    from: string,
    options: Transfer & { readonly exclude?: readonly string[] },
  ) => Promise<void>;
  readonly download: (from: string, to: Sink, options: Transfer) => Promise<void>;
  readonly downloadDirectory: (
    from: string,
    to: string,
    options: Transfer & { readonly exclude?: readonly string[] },
  ) => Promise<void>;
  /**
   * `upload` and `exec` in one go, where that is quicker. Resolves with undefined where it cannot be done on this machine: nothing was run,
   * and they do it. Rejects when the script did not get there.
   */
  readonly runScript?: (
    script: ScriptUpload,
    command: string,
    options: Omit<ExecOptions, "stdin">,
  ) => Promise<Exit | undefined>;
  /** Removes a file (its place as it stands in a command) right before the next thing that happens on the machine, or by the way. */
  readonly removeLater?: (place: string, remove: (signal: AbortSignal) => Promise<void>) => void;
  /** Does what was put off, now: before somebody may look at the machine by another way. */
  readonly settle?: (signal: AbortSignal) => Promise<void>;
}

/** An operation that this way into a machine does not have: trying again does not help. */
export class UnsupportedOperationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnsupportedOperationError";
  }
}

/** Whether an error says that an operation is not there. By its name: a plugin has a copy of the SDK of its own, and of this class. */
export function isUnsupportedOperation(error: unknown): boolean {
  return error instanceof Error && error.name === "UnsupportedOperationError";
}

/** The status that Packer's templates know for "the machine went away" (`valid_exit_codes = [0, 2300218]`). */
export const disconnectedStatus = 2300218;

/** An exit as one number: the code, 128 + n for a signal as shells say it, or `disconnectedStatus`. */
export function exitStatus(exit: Exit, signalNumber: (name: string) => number = () => 0): number {
  if (exit.k === "exited") return exit.code;
  return exit.k === "disconnected" ? disconnectedStatus : 128 + signalNumber(exit.signal);
}
