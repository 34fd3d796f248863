import { isDeepStrictEqual } from "node:util";
import {
  decodeCtyJson,
  decodeData,
  decodeSpec,
  type Encoding,
  encodeCtyJson,
  encodeData,
  encodeSpec,
  type HclObjectSpec,
  specOfSchema,
} from "@ingot/go-plugin";
import { T, type Type, V, type Value } from "@ingot/hcl";
import { s, schema } from "@ingot/sdk";

// What a Go plugin sends, wrong in every way: specs in both encodings, values, configs. Random bytes are hardly ever the beginning of a right
// message, so an input also says how good ones are to be changed.

/** Errors that say something of the bytes. */
const expected = new Set(["GobError", "SpecError", "JsonError", "MsgpackError"]);

const inner = schema({ size: s.number().required(), tags: s.map(s.list(s.string())) });
const spec = specOfSchema(
  schema({ name: s.string().required(), flag: s.bool(), disk: s.blocks(inner), boot: s.block(inner) }),
);
const rare: HclObjectSpec = {
  k: "object",
  parts: new Map([
    ["a", { k: "attr", name: "a", type: T.object({ x: T.tuple([T.set(T.bool)]) }, ["x"]), required: false }],
    [
      "b",
      {
        k: "default",
        primary: { k: "literal", value: V.number(1.5) },
        fallback: { k: "attrs", name: "b", type: T.bool, required: true },
      },
    ],
    ["c", { k: "labelled", name: "c", labels: ["x"], nested: spec, as: "map" }],
  ]),
};
const pair: Type = T.tuple([T.string, T.number]);
const value = V.object({
  n: V.number(-12345.678),
  s: V.set(T.string, [V.string("a"), V.string("b")]),
  t: V.tuple([V.bool(true), V.null(pair), V.list(T.string, [])]),
});

const good: Readonly<Record<Encoding, { readonly specs: readonly Uint8Array[]; readonly data: Uint8Array }>> = {
  gob: { specs: [encodeSpec(spec, "gob"), encodeSpec(rare, "gob")], data: encodeData(value, "gob") },
  protobuf: { specs: [encodeSpec(spec, "protobuf")], data: encodeData(value, "protobuf") },
};

/** The doors for specs and values in one encoding. What is taken has to be the same after it was written and read again. */
export function openWireDoors(encoding: Encoding): (bytes: Uint8Array) => void {
  const { specs, data } = good[encoding];
  return (bytes) => {
    for (const one of [bytes, ...specs.map((whole) => changed(whole, bytes))]) {
      const read = attempt(() => decodeSpec(one, encoding));
      const again = read && attempt(() => decodeSpec(encodeSpec(read, encoding), encoding));
      if (read && !isDeepStrictEqual(again, read)) throw new Error("A spec is not the same when it is read again");
    }
    for (const one of [bytes, changed(data, bytes)]) {
      const read = attempt(() => decodeData(one, encoding));
      if (read) attempt(() => decodeData(encodeData(read, encoding), encoding));
    }
  };
}

/** The door for configs. */
export function readCtyJson(bytes: Uint8Array): void {
  const read: Value | undefined = attempt(() => decodeCtyJson(bytes));
  if (read) attempt(() => decodeCtyJson(encodeCtyJson(read)));
}

/** What comes of it, or undefined where it is refused as it should be. */
function attempt<R>(run: () => R): R | undefined {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Error && expected.has(thrown.name)) return undefined;
    throw thrown;
  }
}

/** A message with some of its bytes changed: each two bytes of the input say where, and to what. */
function changed(whole: Uint8Array, changes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(whole);
  let at = 0;
  for (let i = 0; i + 1 < Math.min(changes.length, 12); i += 2) {
    at = (at + (changes[i] ?? 0) * 7) % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (changes[i + 1] ?? 0);
  }
  return copy;
}
