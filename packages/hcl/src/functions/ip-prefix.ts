import { isIPv4, isIPv6 } from "node:net";
import { FunctionError } from "./contract.ts";

/** An address with the number of its leading bits that name the network. */
export interface Prefix {
  readonly address: bigint;
  /** 32 or 128. */
  readonly bits: number;
  readonly length: number;
}

/** Reads a prefix in CIDR notation. @throws FunctionError */
export function parsePrefix(text: string): Prefix {
  const match = /^([^/%]+)\/(\d{1,3})$/.exec(text);
  const [, address = "", digits = ""] = match ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  const length = Number(digits);
  if (bits === 0 || length > bits || /^0\d/.test(digits)) {
    throw new FunctionError(`"${text}" is not a prefix in CIDR notation, such as 10.0.0.0/8 or fd00::/8`, 0);
  }
  return { address: bits === 32 ? parseIpv4(address) : parseIpv6(address), bits, length };
}

function parseIpv4(text: string): bigint {
  return text.split(".").reduce((address, part) => (address << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint {
  const dotted = /[\d.]+$/.exec(text)?.[0] ?? "";
  const tail = dotted.includes(".") ? parseIpv4(dotted) : undefined;
  const plain =
    tail === undefined
      ? text
      : `${text.slice(0, -dotted.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [head = "", rest] = plain.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = rest === undefined || rest === "" ? [] : rest.split(":");
  const groups = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => "0"), ...back];
  return groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

/** The first address of the prefix. */
export function networkOf({ address, bits, length }: Prefix): bigint {
  const host = BigInt(bits - length);
  return (address >> host) << host;
}

/** An address as text: dotted for 32 bits, for 128 as RFC 5952 has it. */
export function formatAddress(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const zeros = [...groups.join(":").matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)];
  const longest = zeros.reduce<RegExpExecArray | undefined>(
    (best, run) => (run[0].length > (best?.[0].length ?? 0) ? run : best),
    undefined,
  );
  const text = groups.join(":");
  if (!longest) return text;
  const before = text.slice(0, longest.index).replace(/:$/, "");
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
