// What of a template could not be read, for whoever goes on all the same: what seems to be missing may stand there.

import { type Block, type Body, coverageOf, type ParsedFile, type Range, type RefusedItem } from "@ingot/hcl";

/** What can be declared at the root of a template and named elsewhere. */
export type Declared = "variable" | "local" | "data" | "source" | "build";

/** What could not be read of a template. */
export interface Unread {
  /** Everything could be read. */
  readonly isEmpty: boolean;
  /** Whether a declaration of this name may stand in it: the name occurs there, or some name could not be read. */
  readonly mayDeclare: (kind: Declared, name: string) => boolean;
  /** Whether a text occurs in it. */
  readonly mentions: (text: string) => boolean;
  /** Whether a place lies in it: what seems wrong there, beside the syntax, may be right. */
  readonly covers: (range: Range) => boolean;
}

const kinds: ReadonlyMap<string, Declared> = new Map([
  ["variable", "variable"],
  ["variables", "variable"],
  ["local", "local"],
  ["locals", "local"],
  ["data", "data"],
  ["source", "source"],
  ["build", "build"],
]);
const labelCount: Readonly<Record<string, number>> = { variable: 1, local: 1, data: 2, source: 2 };

/** Whether the arguments of such a block are what it declares. */
export function isListOfNames(type: string): boolean {
  return type === "locals" || type === "variables";
}

/** A block that begins with its type and has no labels that could be read behind it: what it declares may have any name. */
function kindWithoutName(text: string): Declared | undefined {
  const [, type = "", rest = ""] = /^\s*([\w-]+)(.*)/.exec(text) ?? [];
  const count = labelCount[type] ?? 0;
  const labels = /^(?:\s*(?:"[^"]+"|(?<=\s)[\p{L}_][\w-]*))*/u.exec(rest)?.[0].match(/"[^"]+"|[\p{L}_][\w-]*/gu) ?? [];
  return labels.length < count ? kinds.get(type) : undefined;
}

/** Of more characters than this any name may be a part; each name is looked for in all of them. */
const mostSearched = 1_000_000;

/** So many bytes of each are looked at then, which is enough for the type of a block and its labels. */
const longestHeader = 200;

/**
 * Gathers what could not be read.
 * @param files the parsed files; undefined stands for one that could not even be opened
 * @param refused items at the root that do not fit there
 * @param blocks blocks whose names cannot be used, or whose arguments are names
 * @param misspelt types of blocks that items at the root were probably meant to be
 */
export function findUnread(
  files: readonly (ParsedFile | undefined)[],
  refused: readonly RefusedItem[],
  blocks: readonly Block[],
  misspelt: readonly string[],
): Unread {
  const read = files.flatMap((file) => file ?? []);
  const isAnyMissing = read.length < files.length || read.some((file) => file.isCutOff);
  const ranges = read.flatMap((file) => file.unread);
  const bytesOf = new Map(read.map(({ body, text }) => [body.range.filename, Buffer.from(text)]));
  const isTooMuch = ranges.reduce((sum, { start, end }) => sum + end.byte - start.byte, 0) > mostSearched;
  const texts = [...ranges, ...refused.map(({ range }) => range)].map(({ filename, start, end }) =>
    String(
      bytesOf
        .get(filename)
        ?.subarray(start.byte, isTooMuch ? Math.min(end.byte, start.byte + longestHeader) : end.byte) ?? "",
    ),
  );
  const startsWithoutName = coverageOf(ranges.filter((_, at) => !/^\s*[\p{L}_]/u.test(texts[at] ?? "")));
  const isNameless = ({ type, range }: Block) => !isListOfNames(type) || startsWithoutName(range);
  const unnamed = new Set([
    ...texts.flatMap((text) => kindWithoutName(text) ?? []),
    ...refused
      .filter(({ type, labels }) => labels.length < (labelCount[type] ?? 0))
      .flatMap(({ type }) => kinds.get(type) ?? []),
    ...blocks.filter(isNameless).flatMap(({ type }) => kinds.get(type) ?? []),
    ...(misspelt.includes("build") ? (["build"] as const) : []),
  ]);
  const mentions = (text: string) => isAnyMissing || isTooMuch || texts.some((part) => part.includes(text));
  return {
    isEmpty: !isAnyMissing && texts.length === 0 && unnamed.size === 0,
    mayDeclare: (kind, name) => unnamed.has(kind) || mentions(name),
    mentions,
    covers: coverageOf(ranges),
  };
}

/**
 * Names that are read and declared nowhere, as far as they may be declared in what could not be read.
 * @param declared whether a name is declared: ["var", "region"], ["data", "http", "page"]
 */
export function namesInDoubt(
  bodies: readonly Body[],
  unread: Unread,
  declared: (path: readonly string[]) => boolean,
): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  if (unread.isEmpty) return [];
  for (const { root, steps } of bodies.flatMap((body) => body.variables())) {
    const kind = root === "var" ? "variable" : root === "local" || root === "data" ? root : undefined;
    if (!kind) continue;
    const names = steps.slice(0, kind === "data" ? 2 : 1).map((step) => {
      if (step.k === "attribute") return step.name;
      return step.k === "index" && step.key.k === "string" ? step.key.value : undefined;
    });
    const path = [root, ...names.flatMap((name) => name ?? [])];
    if (path.length < (kind === "data" ? 3 : 2) || found.has(path.join(".")) || declared(path)) continue;
    if (unread.mayDeclare(kind, path.at(-1) ?? "")) found.set(path.join("."), path);
  }
  return [...found.values()];
}
