import { FunctionError } from "./contract.ts";

/** One verb of a format, such as `%-5.2[1]f`. */
export interface FormatVerb {
  readonly k: "verb";
  readonly letter: string;
  readonly text: string;
  /** Where it begins, counted in characters. */
  readonly offset: number;
  readonly isZeroed: boolean;
  readonly isAlternate: boolean;
  readonly isLeft: boolean;
  readonly isSigned: boolean;
  readonly isSpaced: boolean;
  readonly width: number;
  readonly precision: number | undefined;
  /** The index of its argument, counted from 1. */
  readonly argument: number;
}

const verb = /%([0#+ -]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([a-zA-Z])/y;

/** Wider fields only come from mistakes. */
const greatestWidth = 1_000_000;

/**
 * Takes a format apart. An argument index stands right before the verb; a verb without one takes the argument after the
 * last used.
 * @throws FunctionError for what is no verb
 */
export function parseFormat(format: string): readonly (string | FormatVerb)[] {
  const parts: (string | FormatVerb)[] = [];
  let at = 0;
  let last = 0;
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent !== at) {
      parts.push(format.slice(at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
      at = percent;
    }
    if (format.startsWith("%%", at)) {
      parts.push("%");
      at += 2;
      continue;
    }
    verb.lastIndex = at;
    const match = verb.exec(format);
    if (!match) throw new FunctionError(describeMistake(format, at), 0);
    const [whole, flags = "", width = "0", precision, index, letter = ""] = match;
    if (Number(width) > greatestWidth || Number(precision ?? 0) > greatestWidth) {
      throw new FunctionError(`the width and precision of "${whole}" must be at most ${greatestWidth}`, 0);
    }
    last = index === undefined ? last + 1 : Number(index);
    parts.push({
      k: "verb",
      letter,
      text: whole,
      offset: [...format.slice(0, at)].length,
      isZeroed: flags.includes("0"),
      isAlternate: flags.includes("#"),
      isLeft: flags.includes("-"),
      isSigned: flags.includes("+"),
      isSpaced: flags.includes(" "),
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      argument: last,
    });
    at += whole.length;
  }
  return parts;
}

function describeMistake(format: string, at: number): string {
  const start = /%[0#+ -]*(?:[1-9]\d*)?(?:\.\d*)?(?:\[\d*\]?)?/y;
  start.lastIndex = at;
  const next = at + (start.exec(format)?.[0].length ?? 1);
  if (next >= format.length)
    return `the format ends within the verb "${format.slice(at)}"; a percent sign is written %%`;
  const character = String.fromCodePoint(format.codePointAt(next) ?? 0);
  return `"${character}" at character ${[...format.slice(0, next)].length} of the format is not part of a verb; a percent sign is written %%`;
}
