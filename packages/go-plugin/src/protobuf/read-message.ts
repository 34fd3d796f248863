/** Bytes that are not the protobuf message that is expected. */
export class ProtobufError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProtobufError";
  }
}

/** One field of a message: its number, and the number or the bytes that it holds. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/**
 * Reads the fields of a protobuf message, in the order in which they stand. Fields of fixed length are skipped: no message of the plugin
 * protocol has one (plugin-protocol 8.3).
 * @throws ProtobufError where the bytes end too early, or a field is of a deprecated or unknown wire type
 */
export function* readMessage(bytes: Uint8Array): Generator<ProtobufField> {
  let at = 0;

  function readVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new ProtobufError("a message ends in the middle of a number");
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError("a number is longer than 10 bytes");
  }

  function take(count: number): Uint8Array {
    if (count > bytes.length - at) throw new ProtobufError("a message ends in the middle of a field");
    at += count;
    return bytes.subarray(at - count, at);
  }

  while (at < bytes.length) {
    const tag = readVarint();
    const number = Number(tag >> 3n);
    if (number < 1 || number > 0x1fff_ffff) throw new ProtobufError(`${number} is not the number of a field`);
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, value: readVarint() };
        break;
      case 1:
        take(8);
        break;
      case 2:
        yield { number, value: take(Number(readVarint())) };
        break;
      case 5:
        take(4);
        break;
      default:
        throw new ProtobufError(`the field ${number} is of the wire type ${tag & 7n}, which is not in use any more`);
    }
  }
}
