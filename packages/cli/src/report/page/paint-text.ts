// A line of a log as elements: the colours that a program gave it, and what a search found in it. What else terminals understand is left out.

import { element } from "./element.ts";

interface Piece {
  readonly text: string;
  readonly style: string;
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const sequence = /\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** A line's text as the person who searches sees it. */
export function plainText(text: string): string {
  return text.includes("\u001b") ? text.replaceAll(sequence, "") : text;
}

/** Makes the elements of a line. */
export function paintText(text: string, searched: string): readonly Node[] {
  return piecesOf(text).flatMap(({ text: part, style }) => {
    const nodes = mark(part, searched);
    return style === "" ? nodes : [element("span", { class: style }, nodes)];
  });
}

function piecesOf(text: string): readonly Piece[] {
  if (!text.includes("\u001b")) return [{ text, style: "" }];
  const pieces: Piece[] = [];
  const style = { bold: false, dim: false, underline: false, colour: "" };
  let from = 0;
  const add = (part: string) => {
    if (part === "") return;
    const classes = [style.bold && "b", style.dim && "d", style.underline && "u", style.colour];
    pieces.push({ text: part, style: classes.filter(Boolean).join(" ") });
  };
  for (const found of text.matchAll(sequence)) {
    add(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] === "m") applyCodes((found[1] ?? "").split(/[;:]/).map(Number), style);
  }
  add(text.slice(from));
  return pieces;
}

function applyCodes(
  codes: readonly number[],
  style: { bold: boolean; dim: boolean; underline: boolean; colour: string },
): void {
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) Object.assign(style, { bold: false, dim: false, underline: false, colour: "" });
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) Object.assign(style, { bold: false, dim: false });
    else if (code === 24) style.underline = false;
    else if (code === 39) style.colour = "";
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.colour = `c-${names[code % 10]}`;
    // Colours by number or by their parts would fit neither the light nor the dark page.
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 0;
  }
}

function mark(text: string, searched: string): Node[] {
  if (searched === "") return [document.createTextNode(text)];
  const nodes: Node[] = [];
  const pattern = new RegExp(searched.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) nodes.push(document.createTextNode(text.slice(from, found.index)));
    nodes.push(element("mark", {}, found[0]));
    from = found.index + found[0].length;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}
