// Where a search has to look closer: the first three bytes of every way to write every secret. Ordinary text is passed at the
// cost of one look into a table for each byte.

import { controls, entities, views } from "./read-unit.ts";

/** Views, as bits, by what may be their first bytes. */
export interface OpeningTable {
  /** By the hash of three bytes ({@link hashNext}). */
  readonly three: Uint16Array;
  readonly two: Uint16Array;
  readonly one: Uint16Array;
}

/** The hash of the last three bytes, from the hash of those before it; older bytes leave it by themselves. */
export function hashNext(hash: number, byte: number): number {
  return ((hash << 6) ^ byte) & 0x3ffff;
}

/** A table without openings. */
export function newOpeningTable(): OpeningTable {
  return { three: new Uint16Array(0x40000), two: new Uint16Array(0x10000), one: new Uint16Array(0x100) };
}

/** Adds the openings of a form of a secret, in every view but base64. */
export function addOpenings(table: OpeningTable, form: Uint8Array, hasHex: boolean): void {
  mark(table, 1 << views.plain, [...form.subarray(0, 3)]);
  // Of characters that are made of several bytes the last one may be cut.
  const chars = [...new TextDecoder().decode(form.subarray(0, 12))].slice(0, 3);
  for (const view of escapingViews) {
    const ways = chars.map((char) => waysToWrite(view, char));
    if (ways.some((of) => of.length > 1)) markAll(table, 1 << view, ways, 0, [], false);
  }
  if (!hasHex) return;
  const [first = "", second = ""] = [...form.subarray(0, 2)].map(hexOf);
  for (const gap of ["", ":", " ", "-", ",", "\n", "\r", "\\", "\t"])
    for (const text of bothCases(`${first}${gap}${second}`.slice(0, 3))) mark(table, 1 << views.hex, bytesOf(text));
}

const escapingViews = Object.values(views).filter((view) => view > views.plain && view < views.hex);

/** Adds the openings of a form in base64, given by the numbers of its characters. */
export function addBase64Openings(table: OpeningTable, form: Uint8Array): void {
  for (const alphabet of ["+/", "-_"]) {
    const chars = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`;
    const [a = "", b = "", c = ""] = [...form.subarray(0, 3)].map((sextet) => chars[sextet]);
    // Lines may end anywhere, and some encoders escape the two characters that are neither letters nor digits.
    for (const text of [a + b + c, `${a}\n${b}`, `${a}\r\n`, `${a}${b}\n`, `${a}${b}\r`])
      mark(table, 1 << views.base64, bytesOf(text));
    if (b === "/" || c === "/") mark(table, 1 << views.base64, bytesOf(`${a}${b === "/" ? "\\/" : `${b}\\`}`));
    if ("+/".includes(b)) mark(table, 1 << views.base64, bytesOf(`${a}%2`));
    if ("+/".includes(c)) mark(table, 1 << views.base64, bytesOf(`${a}${b}%`));
  }
}

/** Every way to write the characters from one on, behind some bytes, in which at least one is an escape. */
function markAll(
  table: OpeningTable,
  bit: number,
  ways: readonly (readonly (readonly number[])[])[],
  at: number,
  before: readonly number[],
  isEscaped: boolean,
): void {
  const here = ways[at];
  if (before.length >= 3 || here === undefined) {
    if (isEscaped) mark(table, bit, before);
    return;
  }
  for (let i = 0; i < here.length; i++)
    markAll(table, bit, ways, at + 1, [...before, ...(here[i] as readonly number[])], isEscaped || i > 0);
}

/** Marks the first three of some bytes; there may be less. */
function mark({ three, two, one }: OpeningTable, bit: number, bytes: readonly number[]): void {
  const [a = 0, b = 0, c = 0] = bytes;
  one[a] = (one[a] as number) | bit;
  if (bytes.length < 2) return;
  two[(a << 8) | b] = (two[(a << 8) | b] as number) | bit;
  if (bytes.length < 3) return;
  const hash = hashNext(hashNext(a, b), c);
  three[hash] = (three[hash] as number) | bit;
}

function bytesOf(text: string): readonly number[] {
  return [...Buffer.from(text, "latin1")];
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function bothCases(text: string): readonly string[] {
  const upper = text.toUpperCase();
  return upper === text ? [text] : [text, upper];
}

const knownWays = new Map<string, readonly (readonly number[])[]>();

/** The ways to write a character in a view, the character itself first; only their first three bytes count. */
function waysToWrite(view: number, char: string): readonly (readonly number[])[] {
  const key = `${view}${char}`;
  const known = knownWays.get(key);
  if (known) return known;
  const bytes = Buffer.from(char);
  const escapes = new Set(escapesOf(view, char, bytes).map((text) => text.slice(0, 3)));
  const ways = [[...bytes], ...[...escapes].map(bytesOf)];
  knownWays.set(key, ways);
  return ways;
}

function escapesOf(view: number, char: string, bytes: Buffer): readonly string[] {
  const point = char.codePointAt(0) ?? 0;
  const codes = bothCases(hexOf(bytes[0] ?? 0));
  const percent = codes.map((hex) => `%${hex}`);
  const isAscii = point < 0x80;
  switch (view) {
    case views.url:
      return percent;
    case views.form:
      return char === " " ? ["+", ...percent] : percent;
    case views.backslash: {
      const unit = char.charCodeAt(0).toString(16).padStart(4, "0");
      const named = Object.entries(controls).flatMap(([letter, code]) => (code === point ? [`\\${letter}`] : []));
      const isWord = /[\p{L}\p{N}]/u.test(char) || !isAscii;
      return [
        ...bothCases(unit).map((hex) => `\\u${hex}`),
        "\\u{",
        "\\U0",
        ...codes.map((hex) => `\\x${hex}`),
        `\\${(bytes[0] ?? 0).toString(8).padStart(3, "0")}`,
        `\\${(bytes[0] ?? 0).toString(8)}`,
        ...named,
        ...(point === 27 ? ["\\E"] : []),
        ...(isWord ? [] : [`\\${char}`]),
      ];
    }
    case views.quoted:
      return '"\\$`!'.includes(char) ? [`\\${char}`] : [];
    case views.quotes:
      return char === "'" ? ["'\\'", `'"'`, "''"] : [];
    case views.xml: {
      const named = Object.entries(entities).flatMap(([name, of]) => (of === char ? [`&${name}`] : []));
      return [...named, "&#x", "&#X", "&#0", `&#${point}`];
    }
    case views.backtick: {
      if (char === '"') return ['""', '`"'];
      const named = Object.entries(controls).flatMap(([letter, code]) => (code === point ? [`\`${letter}`] : []));
      const isControl = char in controls || char === "0";
      return [...named, ...(isControl || !isAscii ? [] : [`\`${char}`])];
    }
    default:
      return [];
  }
}
