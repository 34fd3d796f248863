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
  let end = at + (isAsciiStart(text.charCodeAt(at)) ? 1 : lengthBeyondAscii(text, at, start));
  if (end === at) return at;
  for (let more = 1; more > 0; end += more) {
    while (isAsciiPart(text.charCodeAt(end))) end++;
    more = lengthBeyondAscii(text, end, part);
  }
  return end;
}

/** How many units of the text the character at `at` takes, if it is outside of ASCII and fits the pattern. */
function lengthBeyondAscii(text: string, at: number, pattern: RegExp): number {
  const point = text.codePointAt(at) ?? 0;
  if (point < 0x80 || !pattern.test(String.fromCodePoint(point))) return 0;
  return point > 0xffff ? 2 : 1;
}

function isAsciiStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

function isAsciiPart(unit: number): boolean {
  return isAsciiStart(unit) || (unit >= 48 && unit <= 57) || unit === 45;
}
