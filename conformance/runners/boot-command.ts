import { isDeepStrictEqual } from "node:util";
import type { BootItem, KeyItem } from "../../packages/sdk/src/boot-command/boot-item.ts";
import { encodePcXt, pcXtSteps } from "../../packages/sdk/src/boot-command/encode-pc-xt.ts";
import { encodeUsb } from "../../packages/sdk/src/boot-command/encode-usb.ts";
import { encodeVnc } from "../../packages/sdk/src/boot-command/encode-vnc.ts";
import { type BootCommand, parseBootCommand } from "../../packages/sdk/src/boot-command/parse-boot-command.ts";
import { formatGoDuration } from "../../packages/sdk/src/duration/format-go-duration.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";

/** Runs one case of the category bootcommand. What the kinds beyond the open cases compare follows from their names and `want`. */
export function runBootCommandCase(given: Case): CaseResult {
  const command = parseBootCommand(String(given.input));
  const run = kinds[String(given.kind)];
  if (!run) return failed(`a case of unknown kind ${String(given.kind)}`);
  const [want, got] = run(command, given);
  if (isDeepStrictEqual(want, got)) return passed;
  return failed(`${JSON.stringify(want)} was expected, ${JSON.stringify(got)} came`);
}

/** What a case wants, and what comes of its command. */
type Run = (command: BootCommand, given: Case) => readonly [want: unknown, got: unknown];

const kinds: Readonly<Record<string, Run>> = {
  valid: ({ complaints }, { want }) => [want, complaints.length === 0],
  sequence: ({ items }, { want }) => [textsOf(want), items.map(textOf)],
  "sequence-all": ({ items }, { want }) => [items.map(() => textsOf(want)[0]), items.map(textOf)],
  "pcxt-codes": ({ items }, { want }) => [want, keysOf(items).flatMap(encodePcXt)],
  waits: ({ items }, { want }) => [
    want,
    items.flatMap((item) => (item.k === "wait" ? [Number(item.nanoseconds)] : [])),
  ],
  "pcxt-batches": ({ items }, { want }) => [
    want,
    pcXtSteps(items).flatMap((step) => (step.k === "send" ? [step.codes] : [])),
  ],
  "usb-last-event": ({ items }, { want_code, want_shift }) => {
    const last = keysOf(items).flatMap(encodeUsb).at(-1);
    // What the cases call shift is whether the key is down.
    return [[want_code, want_shift], last && [`key.${usbNames.get(last.usage)}`, last.isDown]];
  },
  "usb-events": ({ items }, { want }) => {
    const events = keysOf(items).flatMap(encodeUsb);
    return [want, events.map(({ usage, isDown }) => [`key.${usbNames.get(usage)}`, isDown])];
  },
  "vnc-events": ({ items }, { want }) => {
    const events = keysOf(items).flatMap(encodeVnc);
    return [want, events.map(({ keysym, isDown }) => [keysym, isDown])];
  },
};

function keysOf(items: readonly BootItem[]): readonly KeyItem[] {
  return items.filter((item): item is KeyItem => item.k !== "wait");
}

/** An item as the cases write it, in lower case: `spec-press(enter)`, `lit-on(a)`, `wait<1s>`. */
function textOf(item: BootItem): string {
  if (item.k === "wait") return `wait<${formatGoDuration(item.nanoseconds)}>`;
  return item.k === "special" ? `spec-${item.action}(${item.key})` : `lit-${item.action}(${item.character})`;
}

/** The items that a case wants, whether they are written one by one or in a row. */
function textsOf(want: unknown): readonly string[] {
  const text = Array.isArray(want) ? want.join(" ") : String(want);
  const item = /(spec|lit)[a-z]*-(press|on|off)\(([\s\S][a-z0-9]*)\)|wait[<(]([^>)]*)[>)]/giu;
  return Array.from(text.matchAll(item), ([, kind = "", action = "", key, length]) =>
    length === undefined ? `${kind.toLowerCase()}-${action.toLowerCase()}(${key})` : `wait<${length}>`,
  );
}

/** The names that golang.org/x/mobile/event/key gives to the usages of USB's keyboard page, as far as boot commands have them. */
const usbNames: ReadonlyMap<number, string> = new Map(
  (
    [
      [0x00, "Unknown"],
      [0x04, ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890"],
      [0x28, "ReturnEnter", "Escape", "DeleteBackspace", "Tab", "Spacebar", "HyphenMinus", "EqualSign"],
      [0x2f, "LeftSquareBracket", "RightSquareBracket", "Backslash"],
      [0x33, "Semicolon", "Apostrophe", "GraveAccent", "Comma", "FullStop", "Slash", "CapsLock"],
      [0x3a, "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"],
      [0x49, "Insert", "Home", "PageUp", "DeleteForward", "End", "PageDown"],
      [0x4f, "RightArrow", "LeftArrow", "DownArrow", "UpArrow"],
      [0xe0, "LeftControl", "LeftShift", "LeftAlt", "LeftGUI", "RightControl", "RightShift", "RightAlt", "RightGUI"],
    ] as const
  ).flatMap(([first, ...names]) => names.map((name, i) => [first + i, `Code${name}`] as const)),
);
