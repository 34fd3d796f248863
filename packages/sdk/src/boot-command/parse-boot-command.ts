// Boot commands: what a builder types into a machine before anything runs in it. The grammar has no errors, since what it does not
// know is typed as it stands; what can be wrong is how long a wait is.

import { formatGoDuration } from "../duration/format-go-duration.ts";
import { parseGoDuration } from "../duration/parse-go-duration.ts";
import { type BootItem, type KeyAction, type SpecialKey, specialKeys } from "./boot-item.ts";

export interface BootCommand {
  readonly items: readonly BootItem[];
  /** What is wrong with its waits, each a sentence. A command with complaints must not be typed. */
  readonly complaints: readonly string[];
}

const integer = "(?:0|[1-9][0-9]*)";
const duration = `(?:-?${integer}(?:\\.[0-9]+)?(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+`;
// Only the word wait is bound to lower case.
const wait = new RegExp(`<wait(${duration}|${integer})?>`, "y");
const toggle = /<(.)(on|off)>/isuy;
const special = new RegExp(`<(${specialKeys.join("|")})(on|off)?>`, "iy");

/**
 * Reads a boot command: the items of `boot_command`, joined without anything between them, after their templates are rendered.
 *
 * `<wait>` (a second), `<wait5>` (seconds) and `<wait1m30s>` pause; `<enter>`, `<leftCtrlOn>`, `<leftCtrlOff>` and so on are keys
 * with names, in any case of letters; `<aOn>` and `<aOff>` hold and release the key of a character; all else is typed character by
 * character, an unknown `<name>` too.
 */
export function parseBootCommand(text: string): BootCommand {
  const items: BootItem[] = [];
  const complaints: string[] = [];
  for (let at = 0; at < text.length; ) {
    const { item, length, complaint } = readItem(text, at);
    items.push(item);
    if (complaint !== undefined) complaints.push(complaint);
    at += length;
  }
  return { items, complaints };
}

interface Read {
  readonly item: BootItem;
  readonly length: number;
  readonly complaint?: string | undefined;
}

function readItem(text: string, at: number): Read {
  const waited = matchAt(wait, text, at);
  if (waited) return readWait(waited[0], waited[1]);
  const toggled = matchAt(toggle, text, at);
  if (toggled) {
    const [whole, character = "", action] = toggled;
    return { item: { k: "literal", character, action: actionOf(action) }, length: whole.length };
  }
  const named = matchAt(special, text, at);
  if (named) {
    const [whole, name = "", action] = named;
    return {
      item: { k: "special", key: name.toLowerCase() as SpecialKey, action: actionOf(action) },
      length: whole.length,
    };
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { item: { k: "literal", character, action: "press" }, length: character.length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function actionOf(text: string | undefined): KeyAction {
  return text === undefined ? "press" : text.toLowerCase() === "on" ? "on" : "off";
}

function readWait(whole: string, length: string | undefined): Read {
  const seconds = length !== undefined && /^[0-9]+$/.test(length) ? `${length}s` : (length ?? "1s");
  const nanoseconds = parseGoDuration(seconds)?.nanoseconds;
  const complaint =
    nanoseconds === undefined
      ? `"${whole}" is not a length of time that can be waited for. Write it as "<wait5>", "<wait300ms>" or "<wait1m30s>".`
      : nanoseconds <= 0n
        ? `"${whole}" waits for ${formatGoDuration(nanoseconds)}. A wait must be longer than 0s; take it away, or write a longer one.`
        : undefined;
  return { item: { k: "wait", nanoseconds: nanoseconds ?? 0n }, length: whole.length, complaint };
}
