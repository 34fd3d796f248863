import { setTimeout as sleep } from "node:timers/promises";
import type { FileEntry, InputAttributes, SFTPWrapper, Stats } from "ssh2";
import type { SshSession } from "./session.ts";

/** The requests of an SFTP session, as promises. */
export interface Sftp {
  readonly open: (path: string, flags: "r" | "w", attributes: InputAttributes) => Promise<Buffer>;
  readonly close: (handle: Buffer) => Promise<void>;
  readonly write: (handle: Buffer, chunk: Buffer, position: number) => Promise<void>;
  /** Resolves with fewer bytes than asked for where there are no more at the moment; with none at the end. */
  readonly read: (handle: Buffer, length: number, position: number) => Promise<Buffer>;
  readonly setModeOf: (handle: Buffer, mode: number) => Promise<void>;
  readonly setMode: (path: string, mode: number) => Promise<void>;
  readonly sizeOf: (handle: Buffer) => Promise<number>;
  /** Follows links; undefined where there is nothing. */
  readonly stat: (path: string) => Promise<Stats | undefined>;
  readonly makeFolder: (path: string) => Promise<void>;
  readonly openFolder: (path: string) => Promise<Buffer>;
  /** The next entries of an open folder; undefined at the end. */
  readonly readFolder: (handle: Buffer) => Promise<readonly FileEntry[] | undefined>;
  readonly realPath: (path: string) => Promise<string>;
}

const endOfFile = 1;
const noSuchFile = 2;
const permissionDenied = 3;

/** Opens an SFTP session for one operation, and closes it afterwards. Rejects when the connection is lost or the signal aborts. */
export async function withSftp<T>(
  session: SshSession,
  signal: AbortSignal,
  use: (sftp: Sftp) => Promise<T>,
): Promise<T> {
  const wrapper = await openSubsystem(session, signal);
  const closed = new Promise((resolve) => wrapper.once("close", resolve));
  let cancel = () => undefined as unknown;
  const broken = new Promise<never>((_, reject) => {
    cancel = () => reject(signal.reason);
    wrapper.on("error", reject);
    wrapper.on("close", () => reject(new Error("The connection was lost during the transfer")));
  });
  broken.catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await Promise.race([use(makeSftp(wrapper)), broken]);
  } finally {
    signal.removeEventListener("abort", cancel);
    wrapper.end();
    // Servers have only so many sessions: the next one waits until this one is gone.
    await Promise.race([closed, sleep(closeMs, undefined, { ref: false })]);
  }
}

/** How long to wait until the other side has closed a session, in milliseconds. */
const closeMs = 200;

async function openSubsystem(session: SshSession, signal: AbortSignal): Promise<SFTPWrapper> {
  try {
    return await session.openSftp(signal);
  } catch (error) {
    signal.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(
      `SFTP failed to start: ${text}. The machine's SSH server may not offer it. Install an SFTP server there, or set ` +
        'ssh_file_transfer_method to "scp"',
      { cause: error },
    );
  }
}

function makeSftp(sftp: SFTPWrapper): Sftp {
  return {
    open: (path, flags, attributes) => request(path, (done) => sftp.open(path, flags, attributes, done)),
    close: (handle) => request("", (done) => sftp.close(handle, done)),
    write: (handle, chunk, position) =>
      request("", (done) => sftp.write(handle, chunk, 0, chunk.length, position, (error) => done(error))),
    read: async (handle, length, position) => {
      const into = Buffer.allocUnsafe(length);
      try {
        const count = await request<number>("", (done) =>
          sftp.read(handle, into, 0, length, position, (error, read) => done(error, read)),
        );
        return into.subarray(0, count);
      } catch (error) {
        if (statusOf(error) === endOfFile) return into.subarray(0, 0);
        throw error;
      }
    },
    setModeOf: (handle, mode) => request("", (done) => sftp.fchmod(handle, mode, done)),
    setMode: (path, mode) => request(path, (done) => sftp.chmod(path, mode, done)),
    sizeOf: async (handle) => (await request<Stats>("", (done) => sftp.fstat(handle, done))).size,
    stat: async (path) => {
      try {
        return await request<Stats>(path, (done) => sftp.stat(path, done));
      } catch (error) {
        if (statusOf(error) === noSuchFile) return undefined;
        throw error;
      }
    },
    makeFolder: (path) => request(path, (done) => sftp.mkdir(path, done)),
    openFolder: (path) => request(path, (done) => sftp.opendir(path, done)),
    readFolder: async (handle) => {
      try {
        return await request<FileEntry[]>("", (done) => sftp.readdir(handle, done));
      } catch (error) {
        if (statusOf(error) === endOfFile) return undefined;
        throw error;
      }
    },
    realPath: (path) => request(path, (done) => sftp.realpath(path, done)),
  };
}

class SftpError extends Error {
  readonly status: unknown;
  constructor(path: string, error: Error & { readonly code?: unknown }) {
    super(`${path ? `${path}: ` : ""}${describe(error)}`, { cause: error });
    this.name = "SftpError";
    this.status = error.code;
  }
}

function describe(error: Error & { readonly code?: unknown }): string {
  if (error.code === noSuchFile) return "there is no such file or folder on the machine";
  if (error.code === permissionDenied) return "the machine does not allow it";
  return error.message;
}

function statusOf(error: unknown): unknown {
  return error instanceof SftpError ? error.status : undefined;
}

function request<T>(
  path: string,
  send: (done: (error: Error | null | undefined, value?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    send((error, value) => (error ? reject(new SftpError(path, error)) : resolve(value as T)));
  });
}
