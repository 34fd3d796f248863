// Case mapping one code point at a time, as Go's unicode package does it: what would become several characters stays.

/** Greek letters with an iota below, whose capital JS writes as two letters: the distance to the single one. */
function iotaCapital(code: number): number | undefined {
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return code + 9;
  return code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0 ? code + 8 : undefined;
}

function single(mapped: string, character: string): string {
  return [...mapped].length === 1 ? mapped : character;
}

function upperCharacter(character: string): string {
  const capital = iotaCapital(character.codePointAt(0) ?? 0);
  return capital === undefined ? single(character.toUpperCase(), character) : String.fromCodePoint(capital);
}

const titleForms: Readonly<Record<string, string>> = {
  "\u01c4": "\u01c5",
  "\u01c5": "\u01c5",
  "\u01c6": "\u01c5",
  "\u01c7": "\u01c8",
  "\u01c8": "\u01c8",
  "\u01c9": "\u01c8",
  "\u01ca": "\u01cb",
  "\u01cb": "\u01cb",
  "\u01cc": "\u01cb",
  "\u01f1": "\u01f2",
  "\u01f2": "\u01f2",
  "\u01f3": "\u01f2",
};

function titleCharacter(character: string): string {
  // Georgian letters have capitals, but no words that begin with one.
  if (character >= "\u10d0" && character <= "\u10ff") return character;
  return titleForms[character] ?? upperCharacter(character);
}

/** Every letter in upper case, where its capital is one character. */
export function toUpper(text: string): string {
  return Array.from(text, upperCharacter).join("");
}

/** Every letter in lower case. */
export function toLower(text: string): string {
  return Array.from(text, (c) => (c === "\u0130" ? "i" : single(c.toLowerCase(), c))).join("");
}

const wordCharacter = /^[\p{L}\p{Nd}_]$/u;
const ascii = /^\p{ASCII}$/u;
const space = /^\p{White_Space}$/u;

/** The first letter of every word as a title has it. Beyond ASCII only blanks end a word. */
export function toTitle(text: string): string {
  let isStart = true;
  return Array.from(text, (character) => {
    const mapped = isStart ? titleCharacter(character) : character;
    isStart = !wordCharacter.test(character) && (ascii.test(character) || space.test(character));
    return mapped;
  }).join("");
}
