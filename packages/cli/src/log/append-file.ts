import { appendFileSync, closeSync, openSync, renameSync } from "node:fs";
import { appendFile } from "node:fs/promises";

/** A file that grows while it is read by others. */
export interface GrowingFile {
  /** Adds to it. What comes while a write is under way is written together behind it; the promise resolves when it is written, or lost. */
  readonly append: (text: string) => Promise<void>;
  /** Writes what still waits, without waiting: for the end of the process. */
  readonly flush: () => void;
}

/**
 * Makes a file, at once, that only its owner can read. One that is there already is kept as `.old`. It is open only while something is written, since a run
 * may have more builds than files may be open. Where the disk is full, `onLoss` hears of it; the file says so itself once there is room again.
 */
export function createGrowingFile(path: string, onLoss: (error: Error) => void): GrowingFile {
  try {
    renameSync(path, `${path}.old`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  closeSync(openSync(path, "wx", 0o600));
  let texts: string[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  let lostLines = 0;
  const write = async () => {
    const text = texts.join("");
    texts = [];
    next = undefined;
    const note = lostLines > 0 ? `\n... ${lostLines} lines are missing here: they could not be written ...\n` : "";
    try {
      await appendFile(path, note + text);
      lostLines = 0;
    } catch (error) {
      lostLines += text.split("\n").length - 1;
      onLoss(error as Error);
    }
  };
  return {
    append: (text) => {
      texts.push(text);
      if (!next) {
        next = last.then(write);
        last = next;
      }
      return next;
    },
    flush: () => {
      try {
        if (texts.length > 0) appendFileSync(path, texts.join(""));
        texts = [];
      } catch {
        // The process is ending; there is nobody to tell.
      }
    },
  };
}
