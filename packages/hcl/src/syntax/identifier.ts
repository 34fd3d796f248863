// Identifiers of HCL: Unicode's ID_Start or "_", then ID_Continue or "-" (UAX #31 with the hyphen added).

const start = /^[\p{ID_Start}_]/u;
const part = /^[\p{ID_Continue}-]/u;
const whole = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Whether the text is one valid identifier. */
export function isIdentifier(text: string): boolean {
  return whole.test(text);
}

/** The offset behind the identifier that begins at `at`; `at` itself where none does. */
export function endOfIdentifier(text: string, at: number): number {
  let length = matchLength(text, at, isAsciiStart, start);
  if (length === 0) return at;
  let end = at + length;
  while (end < text.length) {
    length = matchLength(text, end, isAsciiPart, part);
    if (length === 0) break;
    end += length;
  }
  return end;
}

function matchLength(text: string, at: number, ascii: (unit: number) => boolean, other: RegExp): number {
  const point = text.codePointAt(at);
  if (point === undefined) return 0;
  if (point < 0x80) return ascii(point) ? 1 : 0;
  return other.test(String.fromCodePoint(point)) ? (point > 0xffff ? 2 : 1) : 0;
}

function isAsciiStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

function isAsciiPart(unit: number): boolean {
  return isAsciiStart(unit) || (unit >= 48 && unit <= 57) || unit === 45;
}
