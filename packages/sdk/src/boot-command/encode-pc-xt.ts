// PC/XT scan codes (set 1), as VBoxManage's keyboardputscancode takes them: the make code of a key that goes down, and with 0x80 added
// its break code, each two hexadecimal digits. A key added with the AT keyboard has e0 before both.

import type { BootItem, KeyItem, SpecialKey } from "./boot-item.ts";
import { charactersOf, encodeKey } from "./encode-key.ts";

/** What to do next: send codes in one call, or pause. */
export type PcXtStep =
  | { readonly k: "send"; readonly codes: readonly string[] }
  | { readonly k: "wait"; readonly nanoseconds: bigint };

/** As many codes as one call takes. */
const batchSize = 25;

const special: Readonly<Record<SpecialKey, readonly number[]>> = {
  bs: [0x0e],
  del: [0xe0, 0x53],
  enter: [0x1c],
  return: [0x1c],
  esc: [0x01],
  tab: [0x0f],
  spacebar: [0x39],
  up: [0xe0, 0x48],
  down: [0xe0, 0x50],
  left: [0xe0, 0x4b],
  right: [0xe0, 0x4d],
  insert: [0xe0, 0x52],
  home: [0xe0, 0x47],
  end: [0xe0, 0x4f],
  pageup: [0xe0, 0x49],
  pagedown: [0xe0, 0x51],
  menu: [0xe0, 0x5d],
  f1: [0x3b],
  f2: [0x3c],
  f3: [0x3d],
  f4: [0x3e],
  f5: [0x3f],
  f6: [0x40],
  f7: [0x41],
  f8: [0x42],
  f9: [0x43],
  f10: [0x44],
  f11: [0x57],
  f12: [0x58],
  leftalt: [0x38],
  leftoption: [0x38],
  rightalt: [0xe0, 0x38],
  rightoption: [0xe0, 0x38],
  leftctrl: [0x1d],
  rightctrl: [0xe0, 0x1d],
  leftshift: [0x2a],
  rightshift: [0x36],
  leftsuper: [0xe0, 0x5b],
  leftcommand: [0xe0, 0x5b],
  rightsuper: [0xe0, 0x5c],
  rightcommand: [0xe0, 0x5c],
};

const characters = charactersOf([
  [0x02, "1234567890-=", "!@#$%^&*()_+"],
  [0x10, "qwertyuiop[]", "QWERTYUIOP{}"],
  [0x1e, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [0x2b, "\\zxcvbnm,./", "|ZXCVBNM<>?"],
  [0x39, " ", ""],
]);

/** The scan codes of one key. A character that the keyboard does not have is sent as the code 00, which no key has. */
export function encodePcXt(item: KeyItem): readonly string[] {
  const keyOf = (character: string) => [characters.get(character) ?? 0];
  return encodeKey({ special, keyOf, send: codesOf }, item);
}

function codesOf(make: readonly number[], isDown: boolean): readonly string[] {
  const codes = isDown ? make : make.map((code) => (code === 0xe0 ? code : code + 0x80));
  return codes.map((code) => code.toString(16).padStart(2, "0"));
}

/**
 * What is to be done for a whole boot command: its codes in calls of at most 25, none of which ends within a key, and its
 * pauses, before which everything typed so far is sent.
 */
export function pcXtSteps(items: readonly BootItem[]): readonly PcXtStep[] {
  const steps: PcXtStep[] = [];
  let batch: string[] = [];
  const flush = () => {
    if (batch.length > 0) steps.push({ k: "send", codes: batch });
    batch = [];
  };
  for (const item of items) {
    if (item.k === "wait") {
      flush();
      steps.push(item);
      continue;
    }
    const codes = encodePcXt(item);
    if (batch.length + codes.length > batchSize) flush();
    batch.push(...codes);
  }
  flush();
  return steps;
}
