import type { Position, Range } from "../../source.ts";

/** A piece of JSON with its place. Properties keep their order and may come twice; numbers keep their spelling. */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonScalar;

/** An object. `openRange` is its opening brace. */
export interface JsonObject {
  readonly k: "object";
  readonly properties: readonly JsonProperty[];
  readonly range: Range;
  readonly openRange: Range;
}

/** A property of an object, its name as a string with a place. */
export interface JsonProperty {
  readonly name: JsonString;
  readonly value: JsonNode;
}

/** An array. */
export interface JsonArray {
  readonly k: "array";
  readonly items: readonly JsonNode[];
  readonly range: Range;
}

/** A string, its escapes read. */
export interface JsonString {
  readonly k: "string";
  readonly value: string;
  /** With the quotes. */
  readonly range: Range;
  /** Where the character at this offset of `value` stands in the file, escapes taken into account. */
  readonly positionAt: (offset: number) => Position;
}

/** A number, a bool or null. */
export type JsonScalar =
  | { readonly k: "number"; readonly text: string; readonly range: Range }
  | { readonly k: "bool"; readonly value: boolean; readonly range: Range }
  | { readonly k: "null"; readonly range: Range }
  /** Stands where no value could be read; the parser has reported why. */
  | { readonly k: "broken"; readonly range: Range };

/** The objects of a JSON body, and where to point when something is missing. */
export interface JsonBodySource {
  readonly properties: readonly JsonProperty[];
  readonly range: Range;
  readonly missingRange: Range;
  /** The parts of the file that could not be read. */
  readonly unread: readonly Range[];
}
