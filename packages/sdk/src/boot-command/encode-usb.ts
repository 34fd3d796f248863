// Keys by their usage on the keyboard page of USB's HID Usage Tables (page 0x07), which hypervisors take that play a USB keyboard.

import type { KeyItem, SpecialKey } from "./boot-item.ts";
import { charactersOf, encodeKey } from "./encode-key.ts";

export interface UsbKeyEvent {
  /** The usage on page 0x07; 0 for a character that the keyboard does not have. */
  readonly usage: number;
  readonly isDown: boolean;
}

const special: Readonly<Record<SpecialKey, number>> = {
  enter: 0x28,
  return: 0x28,
  esc: 0x29,
  bs: 0x2a,
  tab: 0x2b,
  spacebar: 0x2c,
  f1: 0x3a,
  f2: 0x3b,
  f3: 0x3c,
  f4: 0x3d,
  f5: 0x3e,
  f6: 0x3f,
  f7: 0x40,
  f8: 0x41,
  f9: 0x42,
  f10: 0x43,
  f11: 0x44,
  f12: 0x45,
  insert: 0x49,
  home: 0x4a,
  pageup: 0x4b,
  del: 0x4c,
  end: 0x4d,
  pagedown: 0x4e,
  right: 0x4f,
  left: 0x50,
  down: 0x51,
  up: 0x52,
  menu: 0x65,
  leftctrl: 0xe0,
  leftshift: 0xe1,
  leftalt: 0xe2,
  leftoption: 0xe2,
  leftsuper: 0xe3,
  leftcommand: 0xe3,
  rightctrl: 0xe4,
  rightshift: 0xe5,
  rightalt: 0xe6,
  rightoption: 0xe6,
  rightsuper: 0xe7,
  rightcommand: 0xe7,
};

const characters = charactersOf([
  [0x04, "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0x1e, "1234567890", "!@#$%^&*()"],
  [0x2c, " -=[]\\", " _+{}|"],
  [0x33, ";'`,./", ':"~<>?'],
]);

/** The key events of one key. */
export function encodeUsb(item: KeyItem): readonly UsbKeyEvent[] {
  const keyOf = (character: string) => characters.get(character) ?? 0;
  return encodeKey({ special, keyOf, send: (usage, isDown) => [{ usage, isDown }] }, item);
}
