type Content = Node | string | undefined | false | readonly (Node | string | undefined | false)[];

/** Attributes by name; `class`, `text` content and listeners go by their own ways. */
export interface Props {
  readonly [name: string]: string | number | boolean | undefined | ((event: never) => void);
}

/** Makes an element. A prop that is a function is a listener, `false` and undefined are left out. Texts stay texts, whatever stands in them. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value as (event: globalThis.Event) => void);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const part of content.flat()) if (part !== undefined && part !== false) made.append(part);
  return made;
}
