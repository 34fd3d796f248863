import { ProtobufError, readMessage } from "./read-message.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The fields of a message by their numbers, as proto3 reads them: of a number or a text the last counts, parts of a message are merged. */
export interface ProtobufFields {
  /** A text; empty where the field is not there. @throws ProtobufError where it is something else */
  readonly text: (number: number) => string;
  readonly bool: (number: number) => boolean;
  /** The bytes of a message; empty where the field is not there. */
  readonly message: (number: number) => Uint8Array;
  /** Which of these fields stands last: that is the one that counts of a oneof. */
  readonly lastOf: (numbers: readonly number[]) => number | undefined;
}

/** Reads a message whole. @throws ProtobufError */
export function readFields(bytes: Uint8Array): ProtobufFields {
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  for (const { number, value } of readMessage(bytes)) {
    const before = fields.get(number) ?? [];
    // Put behind the others, so that the order of the numbers is that in which they stand last.
    fields.delete(number);
    before.push(value);
    fields.set(number, before);
  }
  const bytesOf = (number: number): readonly Uint8Array[] => {
    const values = fields.get(number) ?? [];
    return values.map((value) => {
      if (typeof value === "bigint")
        throw new ProtobufError(`the field ${number} is a number, and is to have a length`);
      return value;
    });
  };
  return {
    text: (number) => {
      const last = bytesOf(number).at(-1);
      if (!last) return "";
      try {
        return utf8.decode(last);
      } catch {
        throw new ProtobufError(`the text in the field ${number} is not UTF-8`);
      }
    },
    bool: (number) => {
      const last = fields.get(number)?.at(-1) ?? 0n;
      if (typeof last !== "bigint")
        throw new ProtobufError(`the field ${number} has a length, and is to be true or false`);
      return last !== 0n;
    },
    message: (number) => {
      const parts = bytesOf(number);
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    },
    lastOf: (numbers) => [...fields.keys()].findLast((number) => numbers.includes(number)),
  };
}
