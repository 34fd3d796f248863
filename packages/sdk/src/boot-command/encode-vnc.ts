// Key events of the RFB protocol (RFC 6143, section 7.5.4): the keysym of the X Window System that a key has, and whether it goes down.

import type { KeyItem, SpecialKey } from "./boot-item.ts";
import { encodeKey } from "./encode-key.ts";

export interface VncKeyEvent {
  readonly keysym: number;
  readonly isDown: boolean;
}

/** The command key is the alt key here, and the option key is meta: that is how Packer types them. */
const special: Readonly<Record<SpecialKey, number>> = {
  bs: 0xff08,
  tab: 0xff09,
  enter: 0xff0d,
  return: 0xff0d,
  esc: 0xff1b,
  del: 0xffff,
  home: 0xff50,
  left: 0xff51,
  up: 0xff52,
  right: 0xff53,
  down: 0xff54,
  pageup: 0xff55,
  pagedown: 0xff56,
  end: 0xff57,
  insert: 0xff63,
  menu: 0xff67,
  f1: 0xffbe,
  f2: 0xffbf,
  f3: 0xffc0,
  f4: 0xffc1,
  f5: 0xffc2,
  f6: 0xffc3,
  f7: 0xffc4,
  f8: 0xffc5,
  f9: 0xffc6,
  f10: 0xffc7,
  f11: 0xffc8,
  f12: 0xffc9,
  leftshift: 0xffe1,
  rightshift: 0xffe2,
  leftctrl: 0xffe3,
  rightctrl: 0xffe4,
  leftoption: 0xffe7,
  rightoption: 0xffe8,
  leftalt: 0xffe9,
  leftcommand: 0xffe9,
  rightalt: 0xffea,
  rightcommand: 0xffea,
  leftsuper: 0xffeb,
  rightsuper: 0xffec,
  spacebar: 0x0020,
};

/** The key events of one key. A character is sent by its code point, which for those of Latin-1 is its keysym. */
export function encodeVnc(item: KeyItem): readonly VncKeyEvent[] {
  const keyOf = (character: string) => character.codePointAt(0) ?? 0;
  return encodeKey({ special, keyOf, send: (keysym, isDown) => [{ keysym, isDown }] }, item);
}
