import type { KeyAction, KeyItem, SpecialKey } from "./boot-item.ts";

/** The keys of a kind of keyboard, in whatever form that has for them. */
export interface Keyboard<K, E> {
  readonly special: Readonly<Record<SpecialKey, K>>;
  /** The key that types a character, with shift or without. */
  readonly keyOf: (character: string) => K;
  /** What is sent when a key goes down, or up. */
  readonly send: (key: K, isDown: boolean) => readonly E[];
}

/**
 * What is sent for one key. A shifted character has the left shift key around it; held, it leaves shift down, and let go, it takes
 * shift up with it.
 */
export function encodeKey<K, E>({ special, keyOf, send }: Keyboard<K, E>, item: KeyItem): readonly E[] {
  const act = (key: K, action: KeyAction) => [
    ...(action === "off" ? [] : send(key, true)),
    ...(action === "on" ? [] : send(key, false)),
  ];
  if (item.k === "special") return act(special[item.key], item.action);
  const sent = act(keyOf(item.character), item.action);
  if (!isShifted(item.character)) return sent;
  const before = item.action === "off" ? [] : send(special.leftshift, true);
  const after = item.action === "on" ? [] : send(special.leftshift, false);
  return [...before, ...sent, ...after];
}

/** Whether a character is typed with shift, on the keyboard of the United States that all drivers assume. */
function isShifted(character: string): boolean {
  return /^[\p{Lu}~!@#$%^&*()_+{}|:"<>?]$/u.test(character);
}

/**
 * The keys of characters, from rows of keys whose codes count up.
 *
 * @param rows the code of the first key, then the characters of the row without shift and with it
 */
export function charactersOf(rows: readonly (readonly [number, string, string])[]): ReadonlyMap<string, number> {
  const entries = rows.flatMap(([first, plain, shifted]) =>
    [plain, shifted].flatMap((row) => [...row].map((character, i) => [character, first + i] as const)),
  );
  return new Map(entries);
}
