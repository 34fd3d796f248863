import { MsgpackReader } from "../msgpack/msgpack-reader.ts";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import type { Wire } from "./rpc.ts";

/** What one side sends: the head of a call or of an answer, and the body that follows it (plugin-protocol 5.1). */
export interface Message {
  readonly method: string;
  /** The number of the call. */
  readonly seq: number | bigint;
  /** The text of an answer's error; empty where the call succeeded. */
  readonly error: string;
  readonly body: Wire;
  /** About how many bytes of memory the body takes. */
  readonly cost: number;
}

type Head = Omit<Message, "body" | "cost">;

/**
 * The messages of a stream, until the other side has ended it. Head and body are objects that follow each other, cut anywhere.
 * Throws what reading throws, "unexpected EOF" where the stream ends within a message, and an error where it is not made of messages.
 */
export async function* readMessages(stream: ByteStream): AsyncGenerator<Message, void, undefined> {
  const reader = new MsgpackReader();
  let head: Head | undefined;
  for (;;) {
    const piece = await stream.read();
    if (piece === undefined) break;
    reader.push(piece);
    for (let object = reader.next(); object !== undefined; object = reader.next()) {
      if (head === undefined) {
        head = readHead(object);
        continue;
      }
      // An extension, which no message of the protocol holds, looks like an object of two members.
      yield { ...head, body: object as Wire, cost: reader.cost };
      head = undefined;
    }
  }
  if (head !== undefined || !reader.isEmpty) throw new Error("unexpected EOF");
}

/** As Go reads a struct: members in any order, unknown ones ignored, missing ones empty; also as an array of the members (plugin-protocol 5.3). */
function readHead(object: MsgpackValue): Head {
  if (typeof object !== "object" || object === null || object instanceof Uint8Array || object instanceof Date)
    throw new Error("The head of a message is no map");
  const [method, seq, error] = Array.isArray(object)
    ? (object as readonly MsgpackValue[])
    : ["ServiceMethod", "Seq", "Error"].map((name) =>
        Object.hasOwn(object, name) ? (object as Readonly<Record<string, MsgpackValue>>)[name] : undefined,
      );
  return { method: textOf(method, "ServiceMethod"), seq: numberOf(seq), error: textOf(error, "Error") };
}

function textOf(value: MsgpackValue | undefined, member: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  throw new Error(`${member} in the head of a message is no text`);
}

function numberOf(value: MsgpackValue | undefined): number | bigint {
  if (value === undefined || value === null) return 0;
  if ((typeof value === "bigint" || Number.isSafeInteger(value)) && (value as number | bigint) >= 0)
    return value as number | bigint;
  throw new Error("Seq in the head of a message is no whole number from 0 on");
}
