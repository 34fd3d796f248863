// The way into a machine that another process has: `Communicator` over the wire (plugin-protocol 9.10). This side gives the numbers out and
// accepts, whichever way the bytes go. No call can be cancelled: this side stops waiting, and closes its streams so that the other ends.

import { type Communicator, type Sink, type Source, type Transfer, untilAborted } from "@ingot/sdk";
import type { Broker } from "../broker/broker.ts";
import type { RpcClient } from "../rpc/rpc.ts";
import { expectStream } from "./expect-stream.ts";
import { encodeFileInfo } from "./file-info.ts";
import { sendBytes, takeBytes } from "./move-bytes.ts";
import { runCommand } from "./run-command.ts";
import { transferFile } from "./transfer-file.ts";

/**
 * The communicator of the peer.
 *
 * @param broker of the connection that the client's stream belongs to
 * @param type what `type` says: the wire does not tell
 */
export function communicatorClient(client: RpcClient, broker: Broker, type = "plugin"): Communicator {
  const transferFolder = async (
    method: "UploadDir" | "DownloadDir",
    from: string,
    to: string,
    { exclude, signal }: { readonly exclude?: readonly string[]; readonly signal: AbortSignal },
  ): Promise<void> => {
    signal.throwIfAborted();
    // Paths on this machine are the other side's, too.
    await untilAborted(client.call(`Communicator.${method}`, { Dst: to, Src: from, Exclude: exclude ?? null }), signal);
  };
  return {
    type,
    exec: (command, options) => runCommand(client, broker, command, options),
    upload: async (to, content, meta, { signal, progress }) => {
      signal.throwIfAborted();
      const expected = expectStream(broker);
      const args = { Path: to, ReaderStreamId: expected.id, FileInfo: encodeFileInfo(to, meta) };
      const counted = countBytes(content, progress, meta.sizeBytes);
      await transferFile(
        client,
        "Communicator.Upload",
        args,
        expected,
        (stream, pulse) => sendBytes(counted, stream, pulse),
        {
          needsEnd: false,
          signal,
        },
      );
    },
    download: async (from, to, { signal, progress }) => {
      signal.throwIfAborted();
      const expected = expectStream(broker);
      const args = { Path: from, WriterStreamId: expected.id };
      let done = 0;
      const sink: Sink = async (chunk) => {
        await to(chunk);
        done += chunk.length;
        progress?.(done, undefined);
      };
      await transferFile(
        client,
        "Communicator.Download",
        args,
        expected,
        (stream, pulse) => takeBytes(stream, sink, pulse),
        {
          needsEnd: true,
          signal,
        },
      );
    },
    uploadDirectory: (to, from, options) => transferFolder("UploadDir", from, to, options),
    downloadDirectory: (from, to, options) => transferFolder("DownloadDir", from, to, options),
  };
}

async function* countBytes(
  content: Source,
  progress: Transfer["progress"],
  totalBytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of content) {
    yield chunk;
    done += chunk.length;
    progress?.(done, totalBytes);
  }
}
