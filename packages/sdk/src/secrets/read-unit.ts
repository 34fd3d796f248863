// How bytes stand for other bytes. Each view reads a text in one way of writing, a unit at a time: a unit is an escape, or a byte
// as it is. So every choice that an encoder has (which characters it escapes, upper or lower digits, names or numbers) is the same to the
// search, and no form of a secret has to be listed.

/** The ways of writing, by their numbers. */
export const views = {
  plain: 0,
  /** %41 */
  url: 1,
  /** %41, and + for a space */
  form: 2,
  /** JSON, C, $'..' and backslashes of shells: \n \u0041 \x41 \101 \U00000041 \$ */
  backslash: 3,
  /** Double quotes of shells and arguments of Windows: a backslash counts before " \ $ ` and ! alone */
  quoted: 4,
  /** Single quotes: '\'' '"'"' and '' */
  quotes: 5,
  /** &amp; &#65; &#x41; */
  xml: 6,
  /** Double quotes of PowerShell: `$ `n and "" */
  backtick: 7,
  /** 41, also 41:42, 41 42, 0x41, 0x42 and over lines */
  hex: 8,
  /** Both alphabets, over lines too; the bytes that are read are six bits each */
  base64: 9,
} as const;

/** The unit that was read last. */
export interface Unit {
  /** Where it begins, behind what separates it from the one before. */
  start: number;
  end: number;
  isEscape: boolean;
  /** What it stands for: as many of these as `count` says. */
  readonly bytes: Uint8Array;
  count: number;
}

/** A place to read units into. */
export function newUnit(): Unit {
  return { start: 0, end: 0, isEscape: false, bytes: new Uint8Array(4), count: 0 };
}

export const isUnit = 1;
/** There is no unit of this view here. */
export const isNone = 0;
/** The text ends before that can be told. */
export const needsMore = -1;
type Answer = typeof isUnit | typeof isNone | typeof needsMore;

/** For each byte, the views (as bits) in which it begins an escape. */
export const leads: Uint16Array = new Uint16Array(256);
for (const [lead, ...of] of [
  [0x25, views.url, views.form],
  [0x2b, views.form],
  [0x5c, views.backslash, views.quoted],
  [0x27, views.quotes],
  [0x26, views.xml],
  [0x60, views.backtick],
  [0x22, views.backtick],
] as const)
  for (const view of of) leads[lead] = (leads[lead] as number) | (1 << view);

/** The values of hexadecimal digits, and of characters of base64; 255 for all others. */
const digits = new Uint8Array(256).fill(255);
for (const [value, char] of [..."0123456789abcdef"].entries())
  for (const form of [char, char.toUpperCase()]) digits[form.charCodeAt(0)] = value;
const sextets = new Uint8Array(256).fill(255);
for (const alphabet of ["+/", "-_"])
  for (const [value, char] of [
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    ...alphabet,
  ].entries())
    sextets[char.charCodeAt(0)] = value;

/** What a letter behind a backslash, or a backtick, stands for. */
export const controls: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 };
export const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads one unit.
 *
 * @param isFirst whether nothing was read before, so that nothing separates it
 * @param isFinal whether nothing comes behind the bytes: what is not complete is then no escape
 */
export function readUnit(
  view: number,
  bytes: Uint8Array,
  at: number,
  isFirst: boolean,
  isFinal: boolean,
  unit: Unit,
): Answer {
  if (view === views.hex) return readHex(bytes, at, isFirst, unit);
  if (view === views.base64) return readSextet(bytes, at, isFirst, unit);
  unit.start = at;
  const lead = bytes[at] as number;
  if (((leads[lead] as number) & (1 << view)) !== 0) {
    unit.count = 0;
    const end = readEscape(view, bytes, at, unit);
    if (end > at) {
      unit.end = end;
      unit.isEscape = true;
      return isUnit;
    }
    if (end === needsMore && !isFinal) return needsMore;
  }
  unit.end = at + 1;
  unit.isEscape = false;
  unit.bytes[0] = lead;
  unit.count = 1;
  return isUnit;
}

/** The end of the escape that begins here; the beginning where there is none. */
function readEscape(view: number, bytes: Uint8Array, at: number, unit: Unit): number {
  if (view === views.url || view === views.form) {
    if (bytes[at] === 0x2b) return put(unit, 0x20, at + 1);
    return readNumber(bytes, at, at + 1, 2, unit, false);
  }
  if (view === views.xml) return readEntity(bytes, at, unit);
  if (view === views.quotes) return readQuotes(bytes, at, unit);
  if (at + 1 >= bytes.length) return needsMore;
  const next = bytes[at + 1] as number;
  if (view === views.quoted) return '"\\$`!'.includes(String.fromCharCode(next)) ? put(unit, next, at + 2) : at;
  if (view === views.backtick) {
    if (bytes[at] === 0x22) return next === 0x22 ? put(unit, 0x22, at + 2) : at;
    const control = next === 0x30 ? 0 : controls[String.fromCharCode(next)];
    return put(unit, control ?? next, at + 2);
  }
  return readBackslash(bytes, at, next, unit);
}

function readBackslash(bytes: Uint8Array, at: number, next: number, unit: Unit): number {
  if (next === 0x75) return readUnicode(bytes, at, unit);
  if (next === 0x55) return readNumber(bytes, at, at + 2, 8, unit, true);
  if (next === 0x78) return readNumber(bytes, at, at + 2, 2, unit, false);
  if (next >= 0x30 && next <= 0x37) {
    let value = 0;
    let end = at + 1;
    for (; end < at + 4; end++) {
      if (end >= bytes.length) return needsMore;
      const digit = (bytes[end] as number) - 0x30;
      if (digit < 0 || digit > 7) break;
      value = value * 8 + digit;
    }
    return put(unit, value & 255, end);
  }
  const control = next === 0x45 ? 27 : controls[String.fromCharCode(next)];
  if (control !== undefined) return put(unit, control, at + 2);
  const isWord = (digits[next] as number) !== 255 || (sextets[next] as number) < 62 || next >= 0x80;
  return isWord ? at : put(unit, next, at + 2);
}

/** \u0041, \u{41}, and two of them for what JavaScript keeps in two. */
function readUnicode(bytes: Uint8Array, at: number, unit: Unit): number {
  if (bytes[at + 2] === 0x7b) {
    const close = bytes.indexOf(0x7d, at);
    if (close < 0) return bytes.length - at > 10 ? at : needsMore;
    return close > at + 3 && close <= at + 9 ? readNumber(bytes, at, at + 3, close - at - 3, unit, true, 1) : at;
  }
  const first = numberAt(bytes, at + 2, 4);
  if (first < 0) return first === needsMore ? needsMore : at;
  if (first < 0xd800 || first > 0xdbff) return putPoint(unit, first, at + 6);
  if (at + 7 >= bytes.length) return needsMore;
  if (bytes[at + 6] !== 0x5c || bytes[at + 7] !== 0x75) return at;
  const second = numberAt(bytes, at + 8, 4);
  if (second < 0) return second === needsMore ? needsMore : at;
  return putPoint(unit, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), at + 12);
}

function readNumber(
  bytes: Uint8Array,
  at: number,
  from: number,
  length: number,
  unit: Unit,
  isPoint: boolean,
  behind = 0,
): number {
  const value = numberAt(bytes, from, length);
  if (value < 0) return value === needsMore ? needsMore : at;
  const end = from + length + behind;
  return isPoint ? putPoint(unit, value, end) : put(unit, value, end);
}

/** The value of so many hexadecimal digits; -2 where they are none. */
function numberAt(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let i = from; i < from + length; i++) {
    if (i >= bytes.length) return needsMore;
    const digit = digits[bytes[i] as number] as number;
    if (digit === 255) return -2;
    value = value * 16 + digit;
  }
  return value;
}

/** As many zeros and digits as an entity may have. */
const longestEntity = 14;

function readEntity(bytes: Uint8Array, at: number, unit: Unit): number {
  let end = at + 1;
  while (end < bytes.length && end < at + longestEntity && bytes[end] !== 0x3b) {
    const byte = bytes[end] as number;
    if (byte !== 0x23 && ((sextets[byte] as number) > 61 || byte >= 0x80)) return at;
    end++;
  }
  if (end >= bytes.length) return needsMore;
  if (bytes[end] !== 0x3b) return at;
  const name = String.fromCharCode(...bytes.subarray(at + 1, end));
  const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (known !== undefined) return put(unit, known.charCodeAt(0), end + 1);
  const [, hex, decimal] = /^#(?:[xX]([0-9a-fA-F]+)|([0-9]+))$/.exec(name) ?? [];
  if (hex === undefined && decimal === undefined) return at;
  return putPoint(unit, hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), end + 1);
}

const quoteForms = ["'\\''", `'"'"'`, "''"].map((text) => Buffer.from(text));

function readQuotes(bytes: Uint8Array, at: number, unit: Unit): number {
  for (const form of quoteForms) {
    let i = 1;
    while (i < form.length && at + i < bytes.length && bytes[at + i] === form[i]) i++;
    if (i === form.length) return put(unit, 0x27, at + i);
    if (at + i >= bytes.length) return needsMore;
  }
  return at;
}

/** Two digits, behind what tools put between them: `:`, `-`, blanks, commas, `0x`, `\x`, the end of a line. */
function readHex(bytes: Uint8Array, at: number, isFirst: boolean, unit: Unit): Answer {
  const { length } = bytes;
  let start = at;
  if (!isFirst) {
    const last = Math.min(length, at + longestGap);
    while (start < last && isBetweenDigits(bytes[start] as number)) start++;
    const prefix = bytes[start];
    if (prefix === 0x5c || (prefix === 0x30 && (start + 1 >= length || (bytes[start + 1] as number) === 0x78))) {
      if (start + 1 >= length) return needsMore;
      if (bytes[start + 1] === 0x78) start += 2;
    }
  }
  if (start >= length) return needsMore;
  const high = digits[bytes[start] as number] as number;
  if (high === 255) return isNone;
  if (start + 1 >= length) return needsMore;
  const low = digits[bytes[start + 1] as number] as number;
  if (low === 255) return isNone;
  unit.start = start;
  unit.end = start + 2;
  unit.isEscape = true;
  unit.bytes[0] = high * 16 + low;
  unit.count = 1;
  return isUnit;
}

/** As much may stand between two units. */
const longestGap = 40;

function isBetweenDigits(byte: number): boolean {
  return byte === 0x3a || byte === 0x2d || byte === 0x2c || isBlank(byte) || isLineEnd(byte);
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

export function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

/** One character of base64, which may be escaped in JSON or URLs; behind the end of a line and blanks too. */
function readSextet(bytes: Uint8Array, at: number, isFirst: boolean, unit: Unit): Answer {
  const { length } = bytes;
  let start = at;
  if (!isFirst && isLineEnd(bytes[start] as number)) {
    const last = Math.min(length, at + longestGap);
    while (start < last && (isLineEnd(bytes[start] as number) || isBlank(bytes[start] as number))) start++;
  }
  if (start >= length) return needsMore;
  let value = sextets[bytes[start] as number] as number;
  let end = start + 1;
  if (value === 255 && !isFirst) {
    const lead = bytes[start];
    if (lead === 0x5c) {
      if (end >= length) return needsMore;
      if (bytes[end] === 0x2f) value = 63;
      end = start + 2;
    } else if (lead === 0x25) {
      if (start + 2 >= length) return needsMore;
      value = sextets[numberAt(bytes, start + 1, 2)] ?? 255;
      end = start + 3;
    }
  }
  if (value === 255) return isNone;
  unit.start = start;
  unit.end = end;
  unit.isEscape = true;
  unit.bytes[0] = value;
  unit.count = 1;
  return isUnit;
}

function put(unit: Unit, byte: number, end: number): number {
  unit.bytes[0] = byte;
  unit.count = 1;
  return end;
}

/** A code point, as UTF-8. */
function putPoint(unit: Unit, point: number, end: number): number {
  const { bytes } = unit;
  if (point < 0x80) return put(unit, point, end);
  unit.count = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (let i = unit.count - 1, rest = point; i > 0; i--, rest >>>= 6) bytes[i] = 0x80 | (rest & 63);
  const lead = unit.count === 2 ? 0xc0 : unit.count === 3 ? 0xe0 : 0xf0;
  bytes[0] = lead | (point >>> (6 * (unit.count - 1)));
  return end;
}
