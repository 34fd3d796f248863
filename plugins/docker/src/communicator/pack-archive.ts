import { once } from "node:events";
import { constants } from "node:fs";
import type { Source } from "@ingot/sdk";
import { type Pack, pack } from "tar-stream";

/** Puts entries into an archive, one at a time. */
export interface ArchiveWriter {
  /** A file whose size is known; throws when the content is longer or shorter. */
  readonly file: (entry: EntryFacts & { readonly sizeBytes: number }, content: Source) => Promise<void>;
  readonly directory: (entry: EntryFacts) => Promise<void>;
  readonly link: (entry: EntryFacts & { readonly target: string }) => Promise<void>;
}

export interface EntryFacts {
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  readonly modifiedMs: number;
}

/** The bytes of a tar archive as `write` fills it. Everything in it belongs to root. */
export async function* archive(write: (writer: ArchiveWriter) => Promise<void>): AsyncGenerator<Uint8Array> {
  const packing = pack();
  const writing = write(archiveWriter(packing)).then(
    () => packing.finalize(),
    (error: unknown) => packing.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  yield* packing as AsyncIterable<Uint8Array>;
  await writing;
}

type EntryHeader = Parameters<Pack["entry"]>[0];
type EntrySink = ReturnType<Pack["entry"]>;

function archiveWriter(packing: Pack): ArchiveWriter {
  // The type's bit tells a mode of 0 from a mode that is not given.
  const header = ({ name, mode, modifiedMs }: EntryFacts) => ({
    name,
    mode: constants.S_IFREG | mode,
    mtime: new Date(modifiedMs),
    uid: 0,
    gid: 0,
  });
  const whole = (fields: EntryHeader) =>
    new Promise<void>((resolve, reject) => {
      packing.entry(fields, (error) => (error ? reject(error) : resolve()));
    });
  return {
    directory: (entry) => whole({ ...header(entry), type: "directory" }),
    link: (entry) => whole({ ...header(entry), type: "symlink", linkname: entry.target }),
    file: async (entry, content) => {
      let settle: (error?: Error | null) => void = () => undefined;
      const taken = new Promise<void>((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve());
      });
      const sink = packing.entry({ ...header(entry), type: "file", size: entry.sizeBytes }, (error) => settle(error));
      await Promise.all([taken, fill(sink, entry, content).then(() => sink.end(null))]);
    },
  };
}

async function fill(sink: EntrySink, entry: { name: string; sizeBytes: number }, content: Source): Promise<void> {
  let done = 0;
  const closed = once(sink, "close").catch(() => undefined);
  for await (const chunk of content) {
    done += chunk.length;
    if (done > entry.sizeBytes) break;
    if (!sink.write(chunk)) await Promise.race([once(sink, "drain"), closed]);
  }
  if (done !== entry.sizeBytes)
    throw new Error(`"${entry.name}" changed while it was being uploaded: it had ${entry.sizeBytes} bytes at first`);
}
