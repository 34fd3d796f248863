import type { ByteStream } from "../stream/byte-stream.ts";
import { decodeGob } from "./decode-gob.ts";
import { fieldsOf, GobError, numberField } from "./gob-value.ts";

/** The message takes about 50 bytes. */
const greatestBytes = 4096;

/**
 * Reads the exit status of a command from its response stream (plugin-protocol 7.6). The bytes may come in pieces.
 * @throws GobError where something else comes, or the stream ends before; and what reading the stream throws
 */
export async function readCommandFinished(stream: ByteStream): Promise<number> {
  let bytes = new Uint8Array();
  for (;;) {
    const more = await stream.read();
    if (!more) throw new GobError("the stream ended before it said how the command ended", true);
    bytes = Buffer.concat([bytes, more]);
    if (bytes.length > greatestBytes)
      throw new GobError("the other side does not say how the command ended, but goes on and on");
    try {
      return numberField(fieldsOf(decodeGob(bytes), "how the command ended"), "ExitStatus");
    } catch (error) {
      if (!(error instanceof GobError && error.isCut)) throw error;
    }
  }
}
