import { appendAll } from "../append-all.ts";
import { type Range, rangeBetween } from "../source.ts";
import type { Node } from "./ast.ts";
import type { SequenceItem, TemplateItem } from "./template-items.ts";
import type { TokenStream } from "./token-stream.ts";

/** Matches the directives of a template and makes a node of it. */
export function buildTemplate(p: TokenStream, items: readonly TemplateItem[], range: Range): Node {
  const only = items.length === 1 ? items[0] : undefined;
  if (only?.k === "value") return { k: "wrap", inner: only.node, range };
  return { k: "template", parts: new TemplateBuilder(p, items).readAll(), range };
}

const openers = { else: "if", endif: "if", endfor: "for" } as const;

class TemplateBuilder {
  readonly #p: TokenStream;
  readonly #items: readonly TemplateItem[];
  #at = 0;

  constructor(p: TokenStream, items: readonly TemplateItem[]) {
    this.#p = p;
    this.#items = items;
  }

  /** Everything; directives that end nothing are reported and left out. */
  readAll(): readonly Node[] {
    const parts: Node[] = [];
    while (this.#at < this.#items.length) {
      appendAll(parts, this.#readParts());
      const stray = this.#items[this.#at++];
      if (stray && (stray.k === "else" || stray.k === "endif" || stray.k === "endfor")) {
        const opener = openers[stray.k];
        const detail = `There is no open "%{ ${opener} }" that this "${stray.k}" could belong to. Remove it, or add the "%{ ${opener} }" in front.`;
        this.#p.report(stray.range, "Unexpected template directive", detail);
        parts.push({ k: "broken", range: stray.range });
      }
    }
    return parts;
  }

  /** Up to an else, endif or endfor, which is left for the caller. */
  #readParts(): Node[] {
    const parts: Node[] = [];
    for (let item = this.#items[this.#at]; item; item = this.#items[this.#at]) {
      if (item.k === "else" || item.k === "endif" || item.k === "endfor") break;
      this.#at++;
      parts.push(this.#readItem(item));
    }
    return parts;
  }

  #readItem(item: Exclude<TemplateItem, { k: "else" | "endif" | "endfor" }>): Node {
    const broken: Node = { k: "broken", range: item.range };
    switch (item.k) {
      case "text":
        return { k: "string", text: item.text, range: item.range };
      case "value":
        return item.node;
      case "if":
        return this.#p.deeper(() => this.#readIf(item)) ?? broken;
      case "for":
        return this.#p.deeper(() => this.#readFor(item)) ?? broken;
      default:
        return broken;
    }
  }

  #readIf(item: SequenceItem & { k: "value" | "if" }): Node {
    const then = this.#template(item.range);
    let otherwise: Node = { k: "template", parts: [], range: item.range };
    let end = this.#items[this.#at];
    if (end?.k === "else") {
      this.#at++;
      otherwise = this.#template(end.range);
      end = this.#items[this.#at];
    }
    const range = rangeBetween(item.range, end?.range ?? item.range);
    const node: Node = { k: "template-if", condition: item.node, then, otherwise, range };
    return this.#expectEnd(item, end, "endif") ? node : endless(node);
  }

  #readFor(item: SequenceItem & { k: "for" }): Node {
    const value = this.#template(item.range);
    const end = this.#items[this.#at];
    const range = rangeBetween(item.range, end?.range ?? item.range);
    const { keyName, valueName, node: collection } = item;
    const node: Node = {
      k: "template-for",
      items: {
        k: "for",
        keyName,
        valueName,
        collection,
        key: undefined,
        value,
        condition: undefined,
        groups: false,
        range,
      },
      range,
    };
    return this.#expectEnd(item, end, "endfor") ? node : endless(node);
  }

  #template(before: Range): Node {
    const parts = this.#readParts();
    const last = parts.at(-1);
    return { k: "template", parts, range: rangeBetween(parts[0]?.range ?? before, last?.range ?? before) };
  }

  #expectEnd(opener: SequenceItem, end: TemplateItem | undefined, wanted: "endif" | "endfor"): boolean {
    if (end?.k === wanted) {
      this.#at++;
      return true;
    }
    const word = wanted === "endif" ? "if" : "for";
    const found = end ? `found "%{ ${end.k} }" first` : "the template ends before it";
    const detail = `The "${word}" here needs its "%{ ${wanted} }", but ${found}. Add "%{ ${wanted} }" where it should end.`;
    this.#p.report(opener.range, "Unclosed template directive", detail);
    return false;
  }
}

/** A directive without its end: mistakes in it are still found, but nobody can say what it gives. */
function endless(node: Node): Node {
  return { k: "template", parts: [node, { k: "broken", range: node.range }], range: node.range };
}
