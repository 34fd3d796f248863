import { ByteReader } from "./byte-reader.ts";
import { firstOwnId, type GobType, knownTypes, readGobType, wireTypeId } from "./gob-types.ts";
import { GobError, type GobValue } from "./gob-value.ts";

/** The largest stream, in bytes. Real ones have a few ten thousand. */
const greatestBytes = 64 * 1024 * 1024;
/** The most values that may stand in a stream and those within it: a byte can be a value that takes a hundred times as much memory. */
const mostValues = 1_000_000;
/** How deep values may stand in one another in one stream. */
const greatestDepth = 200;
/** The most types that a stream may define. */
const mostTypes = 10_000;

/** What may still be read of a stream, and of the streams that stand in it as values. */
export interface GobBudget {
  values: number;
}

/** For one stream that comes from outside. */
export function gobBudget(): GobBudget {
  return { values: mostValues };
}

/**
 * Decodes the first value of a gob stream, whatever its type is (plugin-protocol 7.2). What comes out is bounded by the length of the stream.
 * @param budget shared with the stream in which this one stands
 * @throws GobError where the bytes are no gob stream, or more than is taken in
 */
export function decodeGob(bytes: Uint8Array, budget = gobBudget()): GobValue {
  if (bytes.length > greatestBytes) {
    throw new GobError(`a gob stream of ${bytes.length} bytes is longer than the ${greatestBytes} that are read`);
  }
  return new GobReader(bytes, budget).readFirst();
}

class GobReader {
  readonly #reader: ByteReader;
  readonly #size: number;
  readonly #budget: GobBudget;
  /** Those that the stream defines. */
  readonly #types = new Map<number, GobType>();

  constructor(bytes: Uint8Array, budget: GobBudget) {
    this.#budget = budget;
    this.#reader = new ByteReader(bytes);
    this.#size = bytes.length;
    // There is no message yet.
    this.#reader.end = 0;
  }

  readFirst(): GobValue {
    const id = this.#readTypeSequence(false);
    const value = this.#readTopLevel(id, 0);
    if (this.#reader.left > 0) throw new GobError("a message has more bytes than its value");
    return value;
  }

  /** A value behind its type: where the type is no struct, a zero byte stands before it. */
  #readTopLevel(id: number, depth: number): GobValue {
    if (this.#typeOf(id).k !== "struct" && this.#reader.readSmall() !== 0) {
      throw new GobError("the zero byte before a value is missing");
    }
    return this.#readValue(id, depth);
  }

  /**
   * Reads definitions of types until a type of a value comes, which is returned. Go's encoder ends a message in the middle of a value where
   * it has to define a type: the value goes on in a later message. So only here a new message may begin (plugin-protocol 7.2, "the one trap").
   */
  #readTypeSequence(isInside: boolean): number {
    const reader = this.#reader;
    for (;;) {
      if (reader.left === 0) this.#nextMessage();
      const id = reader.readTypeId();
      if (id >= 0) return id;
      if (-id < firstOwnId || this.#types.has(-id)) throw new GobError(`the type ${-id} is defined twice`);
      if (this.#types.size >= mostTypes) throw new GobError(`more than ${mostTypes} types are defined`);
      this.#types.set(-id, readGobType(this.#readValue(wireTypeId, 0)));
      if (reader.left === 0) continue;
      if (!isInside) throw new GobError("a message has more bytes than its definition of a type");
      // The length of the value inside the interface, counted by the encoder before it split the message.
      reader.readSmall();
    }
  }

  #nextMessage(): void {
    const reader = this.#reader;
    reader.end = this.#size;
    const length = reader.readSmall();
    if (length > reader.left) throw new GobError("the bytes end in the middle of a message", true);
    reader.end = reader.at + length;
  }

  #typeOf(id: number): GobType {
    const type = knownTypes.get(id) ?? this.#types.get(id);
    if (!type) throw new GobError(`the type ${id} is not defined`);
    return type;
  }

  #readValue(id: number, depth: number): GobValue {
    if (depth > greatestDepth) throw new GobError(`values are nested more than ${greatestDepth} levels deep`);
    this.#budget.values -= 1;
    if (this.#budget.values < 0) throw new GobError(`a gob stream has more than ${mostValues} values`);
    const reader = this.#reader;
    const type = this.#typeOf(id);
    switch (type.k) {
      case "bool":
        return reader.readBool();
      case "int":
        return reader.readInt();
      case "uint":
        return reader.readUint();
      case "float":
        return reader.readFloat();
      case "bytes":
        return reader.take(reader.readSmall());
      case "string":
        return reader.readText();
      case "complex":
        return { k: "list", items: [reader.readFloat(), reader.readFloat()] };
      case "interface":
        return this.#readInterface(depth);
      case "opaque":
        return { k: "opaque", name: type.name, bytes: reader.take(reader.readSmall()) };
      case "list": {
        const count = this.#readCount();
        if (type.length !== undefined && type.length !== count)
          throw new GobError("an array is not as long as its type");
        return { k: "list", items: Array.from({ length: count }, () => this.#readValue(type.elem, depth + 1)) };
      }
      case "map": {
        const entries: [GobValue, GobValue][] = [];
        for (let left = this.#readCount(); left > 0; left -= 1) {
          const key = this.#readValue(type.key, depth + 1);
          entries.push([key, this.#readValue(type.elem, depth + 1)]);
        }
        return { k: "map", entries };
      }
      case "struct":
        return this.#readStruct(type, depth);
    }
  }

  /** How many elements follow: never more than there are bytes left of the whole stream, since the message may be split. */
  #readCount(): number {
    const count = this.#reader.readSmall();
    if (count > this.#size - this.#reader.at)
      throw new GobError("a list or a map has more elements than there are bytes");
    return count;
  }

  #readStruct(type: GobType & { readonly k: "struct" }, depth: number): GobValue {
    const fields = new Map<string, GobValue>();
    for (let number = -1; ; ) {
      const delta = this.#reader.readSmall();
      if (delta === 0) return { k: "struct", name: type.name, fields };
      number += delta;
      const field = type.fields[number];
      if (!field) throw new GobError(`the struct ${type.name} has no field ${number}`);
      fields.set(field.name, this.#readValue(field.id, depth + 1));
    }
  }

  #readInterface(depth: number): GobValue {
    const name = this.#reader.readText();
    if (name === "") return null;
    const id = this.#readTypeSequence(true);
    // How long the value is: not to be relied upon where the message is split inside of it.
    this.#reader.readSmall();
    return { k: "interface", name, value: this.#readTopLevel(id, depth + 1) };
  }
}
