import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { TempFiles } from "../../component/context.ts";
import type { Communicator, Exit, KeepKey, Source } from "../communicator.ts";
import { matchExcluded } from "../match-excluded.ts";
import { runChannel } from "./exec.ts";
import { putOffRemovals } from "./put-off.ts";
import { runScriptAtOnce } from "./run-script.ts";
import { downloadFileByScp, downloadFolderByScp } from "./scp-download.ts";
import { uploadFileByScp, uploadFolderByScp } from "./scp-upload.ts";
import type { SshSession } from "./session.ts";
import { downloadFileBySftp, downloadFolderBySftp } from "./sftp-download.ts";
import { uploadFileBySftp, uploadFolderBySftp } from "./sftp-upload.ts";

export interface SshCommunicatorOptions {
  readonly transferMethod: "scp" | "sftp";
  /** Whether commands run in a terminal. */
  readonly hasTerminal: boolean;
  readonly temp: TempFiles;
  readonly commandForPerson: (keepKey: KeepKey) => Promise<string>;
}

/** The way into a machine by SSH. */
export function sshCommunicator(session: SshSession, options: SshCommunicatorOptions): Communicator {
  const { hasTerminal, commandForPerson } = options;
  const isSftp = options.transferMethod === "sftp";
  const putOff = putOffRemovals();
  /** Whether the machine's shell has not yet shown that it does not take scripts by its input; through a terminal none does. */
  let takesScripts = !isSftp && !hasTerminal;
  return {
    type: "ssh",
    commandForPerson,
    exec: async (command, streams) => {
      await putOff.settle(streams.signal);
      const started = await session.start(command, { hasTerminal, signal: streams.signal });
      return runChannel(started, streams);
    },
    runScript: async (script, command, streams) => {
      if (!takesScripts) return undefined;
      const { places, giveBack } = putOff.take();
      let exit: Exit | undefined;
      try {
        exit = await runScriptAtOnce(session, script, command, places, streams);
      } catch (error) {
        giveBack();
        throw error;
      }
      if (exit) return exit;
      giveBack();
      takesScripts = false;
      return undefined;
    },
    removeLater: putOff.removeLater,
    settle: putOff.settle,
    upload: async (to, content, { mode, sizeBytes }, transfer) => {
      await putOff.settle(transfer.signal);
      if (isSftp) return uploadFileBySftp(session, to, content, { mode, sizeBytes }, transfer);
      // The protocol tells the size before the content.
      const known = sizeBytes === undefined ? await keepContent(content, options.temp) : { content, sizeBytes };
      const meta = { mode: mode ?? 0o644, sizeBytes: known.sizeBytes };
      return uploadFileByScp(session, to, known.content, meta, transfer);
    },
    uploadDirectory: async (to, from, { exclude = [], ...transfer }) => {
      await putOff.settle(transfer.signal);
      return (isSftp ? uploadFolderBySftp : uploadFolderByScp)(session, to, from, matchExcluded(exclude), transfer);
    },
    download: async (from, to, transfer) => {
      await putOff.settle(transfer.signal);
      return (isSftp ? downloadFileBySftp : downloadFileByScp)(session, from, to, transfer);
    },
    downloadDirectory: async (from, to, { exclude = [], ...transfer }) => {
      await putOff.settle(transfer.signal);
      return (isSftp ? downloadFolderBySftp : downloadFolderByScp)(session, from, to, matchExcluded(exclude), transfer);
    },
  };
}

async function keepContent(
  content: Source,
  temp: TempFiles,
): Promise<{ readonly content: Source; readonly sizeBytes: number }> {
  const path = await temp.file("upload");
  const file = await open(path, "w", 0o600);
  let sizeBytes = 0;
  try {
    for await (const chunk of content) {
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
    }
  } finally {
    await file.close();
  }
  return { content: createReadStream(path, { highWaterMark: 256 * 1024 }), sizeBytes };
}
