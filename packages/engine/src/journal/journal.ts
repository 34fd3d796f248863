// The journal of one run: appends records, in groups. Whoever must know that his record is on the disk shares one fdatasync with all who
// wait at that moment.

import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Owner, ownerTag } from "./owner.ts";
import { encodeRecord, type JournalRecord } from "./record.ts";
import { makeStateFolder, runsFolder, StateError, stateError } from "./state-folder.ts";

interface Waiting {
  readonly line: string;
  readonly isSynced: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The file's name in the folder of its run. */
export const journalFile = "journal";
/** The same once more: what is damaged in one stands in the other. */
export const copyFile = "journal.copy";

export class Journal {
  readonly folder: string;
  readonly #files: readonly FileHandle[];
  readonly #inode: number;
  readonly #queue: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isTorn: boolean;

  private constructor(folder: string, files: readonly FileHandle[], inode: number, isTorn: boolean) {
    this.folder = folder;
    this.#files = files;
    this.#inode = inode;
    this.#isTorn = isTorn;
  }

  /** Makes the folder of a run: hidden until its owner is on the disk. Throws a StateError. */
  static async create(stateDir: string, run: string, owner: Owner): Promise<Journal> {
    await makeStateFolder(stateDir);
    const runs = runsFolder(stateDir);
    const hidden = join(runs, `.new-${run}@${ownerTag(owner)}`);
    const folder = join(runs, run);
    try {
      await mkdir(hidden, { mode: 0o700 });
      const first = encodeRecord({ t: "run", v: 1, run, at: Date.now(), owner });
      await writeSynced(join(hidden, copyFile), first);
      await writeSynced(join(hidden, journalFile), first);
      await syncFolder(hidden);
      await rename(hidden, folder);
      await syncFolder(runs);
      return await Journal.open(folder);
    } catch (error) {
      await rm(hidden, { recursive: true, force: true }).catch(() => undefined);
      throw stateError(stateDir, error);
    }
  }

  /** Opens the journal of a run to go on with it; its last line may be torn. */
  static async open(folder: string): Promise<Journal> {
    const file = await open(join(folder, journalFile), "a", 0o600);
    const copy = await open(join(folder, copyFile), "a", 0o600);
    const { ino } = await file.stat();
    return new Journal(folder, [file, copy], ino, true);
  }

  /**
   * Appends a record. Resolves when it is written or, with `isSynced`, on the disk. Rejects with a StateError if it could not be; the next
   * record then starts on a line of its own.
   */
  append(record: JournalRecord, isSynced: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ line: encodeRecord(record), isSynced, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    // One turn later, so that everybody who appends in this turn shares the group.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0);
      const text = group.map((waiting) => waiting.line).join("");
      try {
        const isSynced = group.some((waiting) => waiting.isSynced);
        await this.#writeToBoth(this.#isTorn ? `\n${text}` : text, isSynced);
        this.#isTorn = false;
        for (const waiting of group) waiting.resolve();
      } catch (error) {
        this.#isTorn = true;
        for (const waiting of group) waiting.reject(stateError(this.folder, error));
      }
    }
    this.#writing = undefined;
  }

  async #writeToBoth(text: string, isSynced: boolean): Promise<void> {
    const results = await Promise.allSettled(
      this.#files.map(async (file) => {
        await file.appendFile(text);
        if (isSynced) await file.datasync();
      }),
    );
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  /** Throws a StateError when the folder is not where it was: somebody took this run for dead and cleans it up. */
  async refuseIfMoved(): Promise<void> {
    const now = await stat(join(this.folder, journalFile)).catch(() => undefined);
    if (now?.ino === this.#inode) return;
    throw new StateError(
      "Run taken over",
      `The journal of this run is no longer at ${this.folder}: somebody took the run for dead and cleans up after it. Nothing more is created. Start the build again.`,
    );
  }

  /** Waits for what is being written, and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await Promise.all(this.#files.map((file) => file.close()));
  }

  /** Closes, and takes the run out of the state folder: out of sight first, because removing a folder is not one step. */
  async remove(): Promise<void> {
    await this.close();
    await removeRunFolder(this.folder);
  }
}

/** Takes the folder of a run away. Gone already is success. */
export async function removeRunFolder(folder: string): Promise<void> {
  const slash = folder.lastIndexOf("/");
  const old = `${folder.slice(0, slash)}/.old-${folder.slice(slash + 1)}`;
  try {
    await rename(folder, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw stateError(folder, error);
  }
  await rm(old, { recursive: true, force: true });
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
