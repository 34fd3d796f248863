/** The keys that have names, in the order in which these are tried: `f1` would hide `f10`, and `left` hides nothing, being last. */
export const specialKeys = [
  ...["bs", "del", "enter", "esc", "f10", "f11", "f12", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "return"],
  ...["tab", "up", "down", "spacebar", "insert", "home", "end", "pageup", "pagedown", "menu", "leftalt", "rightalt"],
  ...["leftctrl", "rightctrl", "leftshift", "rightshift", "leftsuper", "rightsuper", "leftcommand", "rightcommand"],
  ...["leftoption", "rightoption", "left", "right"],
] as const;

/** The name of a key, in lower case. */
export type SpecialKey = (typeof specialKeys)[number];

/** What happens to a key: it is pressed and let go again, held from now on, or let go. */
export type KeyAction = "press" | "on" | "off";

/** A key with a name, or the one that types a character (one Unicode code point). */
export type KeyItem =
  | { readonly k: "special"; readonly key: SpecialKey; readonly action: KeyAction }
  | { readonly k: "literal"; readonly character: string; readonly action: KeyAction };

/** A pause. */
export interface WaitItem {
  readonly k: "wait";
  readonly nanoseconds: bigint;
}

/** One part of a boot command. */
export type BootItem = WaitItem | KeyItem;
