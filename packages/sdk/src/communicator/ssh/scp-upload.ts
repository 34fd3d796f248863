// Uploads by the old protocol of scp, of which there is no specification but the programs. To be as fast as the line, nothing waits for
// the answer to what was sent before: the answers are counted as they come, and the first that is not a yes ends the transfer.

import { createReadStream } from "node:fs";
import { posix } from "node:path";
import type { Source, Transfer } from "../communicator.ts";
import { readLocalTree, sizeOfTree, type TreeEntry } from "./local-tree.ts";
import { lastName, meansContents, quoteRemote, withSlashes } from "./remote-path.ts";
import { type ScpProcess, withScp } from "./scp-process.ts";
import type { SshSession } from "./session.ts";

const readBytes = 256 * 1024;
/** Small messages are put together until they are worth a packet. */
const batchBytes = 32 * 1024;

/** Uploads one file, whose size must be known. */
export async function uploadFileByScp(
  session: SshSession,
  to: string,
  content: Source,
  meta: { readonly mode: number; readonly sizeBytes: number },
  transfer: Transfer,
): Promise<void> {
  const path = withSlashes(to);
  // `-p`, so that the mode is what was asked for, whatever the umask of the machine.
  await withScp(session, `-p -d -t ${quoteRemote(posix.dirname(path))}`, transfer, async (scp) => {
    const sender = makeSender(scp, transfer, meta.sizeBytes);
    await sender.file(lastName(path), meta.mode, meta.sizeBytes, content);
    await sender.finish();
  });
}

/** Uploads a folder: its contents into `to` where `from` ends with a slash, otherwise as a folder in `to`, or as `to` where that is missing. */
export async function uploadFolderByScp(
  session: SshSession,
  to: string,
  from: string,
  isExcluded: (path: string) => boolean,
  transfer: Transfer,
): Promise<void> {
  const tree = await readLocalTree(from, isExcluded);
  const isContents = meansContents(from);
  const flags = isContents ? "-r -d -t" : "-r -t";
  await withScp(session, `${flags} ${quoteRemote(withSlashes(to))}`, transfer, async (scp) => {
    const sender = makeSender(scp, transfer, sizeOfTree(tree));
    for (const entry of isContents ? tree.entries : [tree]) await sendEntry(sender, entry);
    await sender.finish();
  });
}

async function sendEntry(sender: Sender, entry: TreeEntry): Promise<void> {
  if (entry.k === "file") {
    const content = createReadStream(entry.source, { highWaterMark: readBytes });
    await sender.file(entry.name, entry.mode, entry.sizeBytes, content);
    return;
  }
  await sender.message(`D${octal(entry.mode)} 0 ${sendable(entry.name)}\n`);
  for (const child of entry.entries) await sendEntry(sender, child);
  await sender.message("E\n");
}

interface Sender {
  readonly message: (text: string) => Promise<void>;
  readonly file: (name: string, mode: number, sizeBytes: number, content: Source) => Promise<void>;
  /** Waits for the last answer and the end of the program. */
  readonly finish: () => Promise<void>;
}

function makeSender(scp: ScpProcess, transfer: Transfer, totalBytes: number): Sender {
  const answers = countAnswers(scp);
  let expected = 1; // it greets with a yes
  let done = 0;
  let batch: Uint8Array[] = [];
  let batched = 0;
  const flush = async () => {
    if (batched === 0) return;
    const bytes = Buffer.concat(batch);
    batch = [];
    batched = 0;
    await Promise.race([scp.write(bytes), answers.refusal]);
  };
  const write = async (bytes: Uint8Array) => {
    batch.push(bytes);
    batched += bytes.length;
    if (batched >= batchBytes) await flush();
  };
  const message = async (text: string) => {
    expected++;
    await write(Buffer.from(text));
  };
  return {
    message,
    file: async (name, mode, sizeBytes, content) => {
      await message(`C${octal(mode)} ${sizeBytes} ${sendable(name)}\n`);
      let sent = 0;
      for await (const chunk of content) {
        sent += chunk.length;
        if (sent > sizeBytes) break;
        await write(chunk);
        done += chunk.length;
        transfer.progress?.(done, totalBytes);
      }
      if (sent !== sizeBytes)
        throw new Error(
          `The file "${name}" was changed while it was uploaded: it had ${sizeBytes} bytes when it was looked at`,
        );
      await message("\0");
    },
    finish: async () => {
      await flush();
      await Promise.race([answers.reach(expected), answers.refusal, scp.cancelled]);
      await scp.end();
    },
  };
}

interface Answers {
  /** Resolves when so many yeses have come, or the program has ended. */
  readonly reach: (count: number) => Promise<void>;
  /** Rejects at the first answer that is not a yes; never resolves. */
  readonly refusal: Promise<never>;
}

/** Reads the answers: a zero byte is a yes; a one (an error) or a two (a fatal one) is followed by a line of text. */
function countAnswers({ channel, ending }: ScpProcess): Answers {
  let count = 0;
  let text: string | undefined;
  let wanted = Number.POSITIVE_INFINITY;
  let reached = () => undefined as unknown;
  let refuse: (error: Error) => void = () => undefined;
  const refusal = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  refusal.catch(() => undefined);
  channel.on("data", (chunk: Buffer) => {
    let at = 0;
    if (text === undefined) {
      while (at < chunk.length && chunk[at] === 0) at++;
      count += at;
      if (count >= wanted) reached();
      if (at === chunk.length) return;
      text = "";
    }
    text += chunk.toString("utf8", at);
    const line = text.indexOf("\n");
    if (line >= 0 || text.length > 1000) refuse(describeAnswer(text.slice(0, line >= 0 ? line : 1000)));
  });
  return {
    refusal,
    reach: (goal) =>
      new Promise((resolve) => {
        wanted = goal;
        reached = resolve;
        ending.exit.then(() => resolve());
        if (count >= goal) resolve();
      }),
  };
}

/** An error from what scp answered. */
export function describeAnswer(text: string): Error {
  const isMessage = text.startsWith("\x01") || text.startsWith("\x02");
  if (isMessage) return new Error(`The transfer failed: ${text.slice(1).replace(/^scp: /, "")}`);
  return new Error(
    `The machine answered ${JSON.stringify(text.slice(0, 200))} instead of what scp answers. A start-up file of its shell may write ` +
      'something; it must not where nobody is at the terminal. Or set ssh_file_transfer_method to "sftp"',
  );
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

function sendable(name: string): string {
  if (name.includes("\n"))
    throw new Error(`The name ${JSON.stringify(name)} cannot be sent by scp. Set ssh_file_transfer_method to "sftp"`);
  return name;
}
