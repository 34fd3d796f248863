// The way into a machine for a component in another process: the `Communicator` service (plugin-protocol 9.10). The peer, which calls,
// gives numbers out and accepts; this side dials, whichever way the bytes go.

import type { Communicator } from "@ingot/sdk";
import type { Broker } from "../broker/broker.ts";
import type { Method, Services, Wire } from "../rpc/rpc.ts";
import { bytesOf, endStream } from "./end-stream.ts";
import { decodeFileInfo } from "./file-info.ts";
import { membersOf, readStreamId, readText, readTexts } from "./read-wire.ts";
import { startCommand } from "./start-command.ts";

/** So many commands may run at a time for one peer: each holds four streams and what is on its way in them. */
const mostCommands = 256;

/**
 * Serves `Communicator`.
 *
 * @param broker of the connection over which the calls come
 * @param signal aborts when the stream of the calls has ended, or the peer is no longer listened to; what runs then is aborted
 */
export function addCommunicator(
  services: Services,
  communicator: Communicator,
  broker: Broker,
  signal: AbortSignal,
): void {
  let commands = 0;
  const exec: Communicator["exec"] = async (command, options) => {
    commands += 1;
    try {
      return await communicator.exec(command, options);
    } finally {
      commands -= 1;
    }
  };
  const transferFolder = (
    transfer: Communicator["uploadDirectory"],
    from: "Src" | "Dst",
    to: "Src" | "Dst",
    args: Wire,
  ): Promise<void> => {
    const members = membersOf(args, ["Dst", "Src", "Exclude"], "The transfer");
    const exclude = readTexts(members.Exclude, "Exclude");
    const options = { signal, ...(exclude === undefined ? {} : { exclude }) };
    return transfer(readText(members[to], to), readText(members[from], from), options);
  };
  const methods: Record<string, (args: Wire) => Promise<void>> = {
    Start: async (args) => {
      if (commands >= mostCommands) throw new Error(`More than ${mostCommands} commands run already`);
      await startCommand({ ...communicator, exec }, broker, args, signal);
    },
    Upload: async (args) => {
      const { Path, ReaderStreamId, FileInfo } = membersOf(args, ["Path", "ReaderStreamId", "FileInfo"], "The upload");
      const meta = decodeFileInfo(FileInfo ?? null);
      const to = readText(Path, "Path");
      const stream = await broker.dial(readStreamId(ReaderStreamId, "ReaderStreamId"));
      try {
        await communicator.upload(to, bytesOf(stream), meta, { signal });
      } catch (error) {
        // The sender must not wait for somebody to take the rest.
        stream.close();
        throw error;
      }
      await endStream(stream);
    },
    Download: async (args) => {
      const { Path, WriterStreamId } = membersOf(args, ["Path", "WriterStreamId"], "The download");
      const from = readText(Path, "Path");
      const stream = await broker.dial(readStreamId(WriterStreamId, "WriterStreamId"));
      try {
        await communicator.download(from, (chunk) => stream.write(chunk), { signal });
      } finally {
        // The peer waits for the end of the bytes before it looks at the answer, also at that of a failure.
        await endStream(stream);
      }
    },
    UploadDir: (args) => transferFolder(communicator.uploadDirectory, "Src", "Dst", args),
    DownloadDir: (args) =>
      transferFolder((to, from, options) => communicator.downloadDirectory(from, to, options), "Src", "Dst", args),
  };
  const inGo = ([name, method]: [string, (args: Wire) => Promise<void>]): [string, Method] => [
    name,
    async (args) => {
      signal.throwIfAborted();
      await method(args);
      return null;
    },
  ];
  services.set("Communicator", Object.fromEntries(Object.entries(methods).map(inGo)));
}
