import { createHash, randomUUID } from "node:crypto";
import { toBigInt } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, numberOf, numeric, text, textFunction, textOf } from "./define-function.ts";
import { formatAddress, networkOf, type Prefix, parsePrefix } from "./ip-prefix.ts";

function wholeNumber(value: Value | undefined, argument: number): bigint {
  const whole = toBigInt(numberOf(value));
  if (whole === undefined) throw new FunctionError("a whole number is required", argument);
  return whole;
}

function host(prefix: Prefix, n: bigint): string {
  const size = 1n << BigInt(prefix.bits - prefix.length);
  if (n >= size || -n > size) {
    throw new FunctionError(`a prefix of ${prefix.length} bits has no host number ${n}`, 1);
  }
  return formatAddress(networkOf(prefix) + (n < 0n ? size + n : n), prefix.bits);
}

const greatestExtension = 32;

function checkExtension(prefix: Prefix, newBits: number, argument: number): void {
  if (newBits > greatestExtension) {
    throw new FunctionError(`a prefix cannot be extended by more than ${greatestExtension} bits at once`, argument);
  }
  if (prefix.length + newBits > prefix.bits || prefix.length + newBits < 0) {
    throw new FunctionError(`there is no room to extend a prefix of ${prefix.length} bits by ${newBits}`, argument);
  }
}

function subnet(prefix: Prefix, newBits: number, n: bigint): string {
  checkExtension(prefix, newBits, 1);
  const count = newBits < 0 ? 1n : 1n << BigInt(newBits);
  if (n < 0n || n >= count) throw new FunctionError(`an extension of ${newBits} bits has no subnet number ${n}`, 2);
  const length = prefix.length + newBits;
  const base = networkOf({ ...prefix, length: Math.min(length, prefix.length) });
  return `${formatAddress(base + (n << BigInt(prefix.bits - length)), prefix.bits)}/${length}`;
}

/** Subnets one after another, each at the first place behind the last that its size allows. */
function subnets(prefix: Prefix, extensions: readonly number[]): readonly string[] {
  let next = networkOf(prefix);
  const end = next + (1n << BigInt(prefix.bits - prefix.length));
  return extensions.map((newBits, i) => {
    if (newBits < 1) throw new FunctionError("the prefix must be extended by at least one bit", i + 1);
    checkExtension(prefix, newBits, i + 1);
    const length = prefix.length + newBits;
    const size = 1n << BigInt(prefix.bits - length);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > end) {
      throw new FunctionError(`there is no room left for a subnet with a prefix of ${length} bits`, i + 1);
    }
    next = start + size;
    return `${formatAddress(start, prefix.bits)}/${length}`;
  });
}

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

/** With all of its dashes (then also as a URN or in braces), or with none. */
const uuid =
  /^(?:(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{32})$/i;

function uuid5(namespace: string, name: string): string {
  const id = namespaces[namespace] ?? namespace;
  if (!uuid.test(id)) throw new FunctionError(`"${namespace}" is no namespace; it is dns, url, oid, x500 or a UUID`, 0);
  const digest = createHash("sha1")
    .update(Buffer.from(id.replace(/^urn:uuid:|[{}-]/gi, ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  // The version, and the variant of RFC 4122.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Functions of network addresses and UUIDs. */
export const networkFunctions: Readonly<Record<string, Fn>> = {
  cidrhost: define({
    description: "The address of a host in a prefix; negative numbers count from the end.",
    params: [text("prefix"), numeric("hostnum")],
    type: T.string,
    call: ([prefix, n]) => V.string(host(parsePrefix(textOf(prefix)), wholeNumber(n, 1))),
  }),
  cidrnetmask: textFunction("The netmask of a prefix.", ["prefix"], (prefix = "") => {
    const { bits, length } = parsePrefix(prefix);
    return V.string(formatAddress(((1n << BigInt(length)) - 1n) << BigInt(bits - length), bits));
  }),
  cidrsubnet: define({
    description: "The subnet with a number in a prefix that is extended by so many bits.",
    params: [text("prefix"), numeric("newbits"), numeric("netnum")],
    type: T.string,
    call: ([prefix, newBits, n]) =>
      V.string(subnet(parsePrefix(textOf(prefix)), Number(wholeNumber(newBits, 1)), wholeNumber(n, 2))),
  }),
  cidrsubnets: define({
    description: "Subnets of a prefix one after another, each extended by so many bits.",
    params: [text("prefix")],
    variadic: numeric("newbits"),
    type: T.list(T.string),
    call: ([prefix, ...extensions]) => {
      const wholes = extensions.map((extension, i) => Number(wholeNumber(extension, i + 1)));
      return V.list(T.string, subnets(parsePrefix(textOf(prefix)), wholes).map(V.string));
    },
  }),
  uuidv4: define({
    description: "A random UUID, another at every evaluation.",
    type: T.string,
    call: () => V.string(randomUUID()),
  }),
  uuidv5: textFunction("The UUID of a name in a namespace.", ["namespace", "name"], (namespace = "", name = "") =>
    V.string(uuid5(namespace, name)),
  ),
};
