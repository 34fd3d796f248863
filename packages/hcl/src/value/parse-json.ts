/** A JSON document as it was written: numbers keep their digits, properties their order. */
export type JsonNode =
  | { readonly k: "null" }
  | { readonly k: "bool"; readonly value: boolean }
  | { readonly k: "number"; readonly text: string }
  | { readonly k: "string"; readonly value: string }
  | { readonly k: "array"; readonly items: readonly JsonNode[] }
  | { readonly k: "object"; readonly properties: readonly (readonly [string, JsonNode])[] };

/** Text that is not JSON, JSON that is not of the wanted type, or a value that JSON cannot hold. */
export class JsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JsonError";
  }
}

/** Deeper documents are refused; they only come from attempts to exhaust the stack. */
const greatestDepth = 1000;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids these inside of strings
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const blanks = /[ \t\n\r]*/y;

/**
 * Reads a JSON document, strictly as RFC 8259 has it. A lone surrogate becomes U+FFFD.
 * @throws JsonError with the line and column of the first mistake
 */
export function parseJson(text: string): JsonNode {
  let at = 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function fail(expected: string): never {
    const before = text.slice(0, at).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    const found = at < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0)) : "the end";
    throw new JsonError(`invalid JSON at ${place}: ${expected} is expected, but here is ${found}`);
  }

  function expectString(expected: string): string {
    const found = match(string);
    if (found === undefined) return fail(expected);
    return (JSON.parse(found) as string).replace(/\p{Surrogate}/gu, "\ufffd");
  }

  function take(character: string): boolean {
    match(blanks);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }

  function readArray(depth: number): JsonNode {
    const items: JsonNode[] = [];
    if (take("]")) return { k: "array", items };
    do items.push(read(depth));
    while (take(","));
    return take("]") ? { k: "array", items } : fail('"," or "]"');
  }

  function readObject(depth: number): JsonNode {
    const properties: [string, JsonNode][] = [];
    if (take("}")) return { k: "object", properties };
    do {
      match(blanks);
      const name = expectString("a property name in quotes");
      if (!take(":")) fail('":"');
      properties.push([name, read(depth)]);
    } while (take(","));
    return take("}") ? { k: "object", properties } : fail('"," or "}"');
  }

  function read(depth: number): JsonNode {
    if (depth > greatestDepth) throw new JsonError(`the JSON is nested deeper than ${greatestDepth} levels`);
    if (take("{")) return readObject(depth + 1);
    if (take("[")) return readArray(depth + 1);
    if (text[at] === '"') return { k: "string", value: expectString("the end of the string, or a valid character") };
    for (const [word, node] of words) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return node;
    }
    const digits = match(number);
    return digits === undefined ? fail("a value") : { k: "number", text: digits };
  }

  const node = read(0);
  match(blanks);
  return at === text.length ? node : fail("nothing more");
}

const words: readonly (readonly [string, JsonNode])[] = [
  ["null", { k: "null" }],
  ["true", { k: "bool", value: true }],
  ["false", { k: "bool", value: false }],
];
