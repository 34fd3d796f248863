// Downloads by the old protocol of scp. The program on the machine waits for a yes before and after each file; yeses are sent ahead, so
// that many small files are not as many waits. What goes wrong here ends the transfer instead of being answered.

import { join } from "node:path";
import type { Sink, Transfer } from "../communicator.ts";
import { type ByteReader, readBytesOf } from "./byte-reader.ts";
import { type PlacedFolder, placeInFolder } from "./place-in-folder.ts";
import { hasWildcards, lastName, meansContents, quoteRemote, withSlashes } from "./remote-path.ts";
import { type ScpProcess, withScp } from "./scp-process.ts";
import { describeAnswer } from "./scp-upload.ts";
import type { SshSession } from "./session.ts";

const yesesAhead = 128;

/** Downloads one file. */
export async function downloadFileByScp(
  session: SshSession,
  from: string,
  to: Sink,
  transfer: Transfer,
): Promise<void> {
  await withScp(session, `-f ${quoteRemote(withSlashes(from))}`, transfer, async (scp) => {
    const source = makeSource(scp);
    const record = await source.next();
    if (record?.k !== "file") {
      await scp.end();
      throw new Error(`${from} could not be read on the machine`);
    }
    let done = 0;
    await source.content(record, async (chunk) => {
      await to(chunk);
      done += chunk.length;
      transfer.progress?.(done, record.sizeBytes);
    });
    await Promise.all([scp.end(), source.skipRest()]);
  });
}

/** Downloads a folder: its contents into `to` where `from` ends with a slash, otherwise as a folder in `to`; or all that match wildcards. */
export async function downloadFolderByScp(
  session: SshSession,
  from: string,
  to: string,
  isExcluded: (path: string) => boolean,
  transfer: Transfer,
): Promise<void> {
  const matches = hasWildcards(from);
  const isContents = !matches && meansContents(from);
  // The folder's own name is ours to choose; what the machine calls it does not count.
  const placement = await placeInFolder(matches || isContents ? to : join(to, lastName(from)));
  const problems: string[] = [];
  let done = 0;
  await withScp(session, `-r -f ${quoteRemote(withSlashes(from), true)}`, transfer, async (scp) => {
    const source = makeSource(scp);
    const stack: { readonly folder: PlacedFolder | undefined; readonly path: string }[] = [];
    for (;;) {
      const record = await source.next((text) => problems.push(text));
      if (record === undefined) break;
      if (record.k === "leave") {
        if (stack.pop() === undefined) throw new Error("The machine left a folder that it had not entered");
        continue;
      }
      const top = stack.at(-1);
      const isRoot = top === undefined && !matches;
      const path = isRoot ? "" : top?.path ? `${top.path}/${record.name}` : record.name;
      const isLeftOut = (top !== undefined && top.folder === undefined) || (path !== "" && isExcluded(path));
      const parent = isLeftOut ? undefined : top ? top.folder : placement.root;
      if (record.k === "folder") {
        const folder = isRoot ? placement.root : await parent?.folder(record.name, record.mode);
        stack.push({ folder, path });
      } else if (isRoot) throw new Error(`${from} is not a folder on the machine, and a folder was to be downloaded`);
      else {
        const count =
          (write: Sink): Sink =>
          async (chunk) => {
            await write(chunk);
            done += chunk.length;
            transfer.progress?.(done, undefined);
          };
        if (parent) await parent.file(record.name, record.mode, (write) => source.content(record, count(write)));
        else await source.content(record, () => undefined);
      }
    }
    // It has said itself what was wrong, and says by its status that something was.
    if (problems.length === 0) await scp.end();
  });
  await placement.finish();
  if (problems.length > 0)
    throw new Error(`Not everything could be downloaded from ${from}: ${problems.slice(0, 5).join("; ")}`);
}

type FileRecord = { readonly k: "file"; readonly mode: number; readonly sizeBytes: number; readonly name: string };
type ScpRecord =
  | FileRecord
  | { readonly k: "folder"; readonly mode: number; readonly name: string }
  | { readonly k: "leave" };

interface ScpSource {
  /** The next thing that the machine has; undefined at the end. Without `onProblem` a problem that it tells of is thrown. */
  readonly next: (onProblem?: (text: string) => void) => Promise<ScpRecord | undefined>;
  /** Hands over the bytes of the file that was just told of. */
  readonly content: (file: FileRecord, to: Sink) => Promise<void>;
  readonly skipRest: () => Promise<void>;
}

function makeSource(scp: ScpProcess): ScpSource {
  const reader = readBytesOf(scp.channel);
  let ahead = 0;
  const promise = () => {
    if (ahead > yesesAhead / 2) return;
    // What is promised to a program that has ended is lost, and does not matter.
    if (!scp.ending.isOver() && scp.channel.writable) scp.channel.write(Buffer.alloc(yesesAhead - ahead));
    ahead = yesesAhead;
  };
  const next: ScpSource["next"] = async (onProblem) => {
    promise();
    const line = await reader.line();
    if (line === undefined) return undefined;
    if (line.startsWith("\x01") && onProblem) {
      onProblem(line.slice(1).replace(/^scp: /, ""));
      return next(onProblem);
    }
    ahead--;
    if (line.startsWith("T")) return next(onProblem);
    return parseRecord(line);
  };
  return {
    next,
    skipRest: reader.skipRest,
    content: async (file, to) => {
      await reader.take(file.sizeBytes, to);
      ahead--;
      await readVerdict(reader);
    },
  };
}

function parseRecord(line: string): ScpRecord {
  if (line === "E") return { k: "leave" };
  const [, kind, mode = "", size, name = ""] = /^([CD])([0-7]{4,5}) (\d{1,15}) (.+)$/s.exec(line) ?? [];
  if (kind === "C") return { k: "file", mode: Number.parseInt(mode, 8), sizeBytes: Number(size), name };
  if (kind === "D") return { k: "folder", mode: Number.parseInt(mode, 8), name };
  throw describeAnswer(line);
}

/** After a file's bytes comes whether they were all right. */
async function readVerdict(reader: ByteReader): Promise<void> {
  const verdict = await reader.byte();
  if (verdict === 0) return;
  const text = (await reader.line()) ?? "the connection was lost";
  throw new Error(`The transfer failed: ${text.replace(/^scp: /, "")}`);
}
