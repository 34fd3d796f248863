import type { Host } from "../host.ts";

/** Whether colours are written: `-color=false` and the two variables say no, `-color=true` in so many words says yes; else a terminal decides. Programs get none. */
export function usesColour(
  flag: boolean,
  wasGiven: boolean,
  { env, isTerminal, isForPeople }: Pick<Host, "env" | "isTerminal" | "isForPeople">,
): boolean {
  if (!flag || !isForPeople) return false;
  if (wasGiven) return true;
  return isTerminal && !env.NO_COLOR && !env.PACKER_NO_COLOR && env.TERM !== "dumb";
}

/** Green, cyan, magenta, yellow, blue: by the index of the build, over and over. */
const buildColours = [32, 36, 35, 33, 34] as const;
const red = 31;

export interface Palette {
  readonly build: (index: number, text: string, isBold: boolean) => string;
  readonly error: (text: string) => string;
  /** What matters less than the rest. */
  readonly faint: (text: string) => string;
}

/** Paints texts, or leaves them alone. */
export function palette(isOn: boolean): Palette {
  const paint = (colour: number, text: string, isBold: boolean) =>
    isOn ? `\u001b[${isBold ? 1 : 0};${colour}m${text}\u001b[0m` : text;
  return {
    build: (index, text, isBold) => paint(buildColours[index % buildColours.length] ?? 32, text, isBold),
    error: (text) => paint(red, text, true),
    faint: (text) => (isOn && text !== "" ? `\u001b[2m${text}\u001b[0m` : text),
  };
}
