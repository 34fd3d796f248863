import type { Block, Body, Diagnostic, Expression, Range, Scope } from "@ingot/hcl";
import {
  appendAll,
  convert,
  errorAt,
  isIdentifier,
  isKnown,
  isNull,
  isWhollyKnown,
  mergeBodies,
  partsOfValue,
  suggestName,
  T,
} from "@ingot/hcl";
import { literalString } from "./literals.ts";
import type { Unread } from "./unread.ts";

/** A top-level source; its body is opaque until a build uses it. */
export interface Source {
  readonly type: string;
  readonly name: string;
  readonly body: Body;
  readonly range: Range;
  readonly typeRange: Range;
}

/** A source as one build uses it. */
export interface UsedSource {
  readonly type: string;
  /** The top-level source's own name. */
  readonly sourceName: string;
  /** The name in this build: the alias where there is one. */
  readonly localName: string;
  readonly body: Body;
  /** The header of the top-level source: where to point when something is missing in it. */
  readonly range: Range;
  readonly typeRange: Range;
}

/** Reads `source "type" "name" {}` blocks, by `type.name`. */
export function readSources(blocks: readonly Block[]): {
  readonly sources: ReadonlyMap<string, Source>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const sources = new Map<string, Source>();
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    if (block.type !== "source") continue;
    const [type = "", name = ""] = block.labels;
    const first = sources.get(`${type}.${name}`);
    if (first) {
      diagnostics.push(
        errorAt(
          block.headerRange,
          "Duplicate source block",
          `The source "${type}.${name}" is defined already, in ${first.range.filename} line ${first.range.start.line}. Rename one of the two.`,
        ),
      );
    } else
      sources.set(`${type}.${name}`, {
        type,
        name,
        body: block.body,
        range: block.headerRange,
        typeRange: block.labelRanges[0] ?? block.headerRange,
      });
  }
  return { sources, diagnostics };
}

/**
 * The sources of a build: first those of its list, then those of nested `source` blocks.
 * @returns `references` has every name, also of sources that are not there; `isWhole` says that all could be had
 */
export function useSources(
  list: Expression | undefined,
  named: readonly Block[],
  known: Known,
  scope: Scope,
  diagnostics: Diagnostic[],
): { readonly references: readonly string[]; readonly used: readonly UsedSource[]; readonly isWhole: boolean } {
  const inList = referencesInList(list, scope, diagnostics);
  const written = [...inList.references, ...named.map((block) => referenceOfBlock(block, diagnostics))];
  const references = written.flatMap((reference) => nameOf(reference, diagnostics) ?? []);
  const used = references.flatMap((reference) => useOf(reference, known, diagnostics) ?? []);
  return {
    references: references.map(({ type, alias, name }) => `${type}.${alias ?? name}`),
    used,
    isWhole: inList.isWhole && used.length === written.length,
  };
}

/** The sources that there are, and what could not be read: more may be declared there. */
interface Known {
  readonly sources: ReadonlyMap<string, Source>;
  readonly unread: Unread;
}

/** How a build names a source. */
interface Reference {
  readonly text: string;
  readonly range: Range;
  /** It stands in the list `sources`. */
  readonly isListed: boolean;
  /** The name that the source has in this build, and what is added to it, where a nested block says so. */
  readonly alias?: string | undefined;
  readonly added?: Body;
}

interface NamedReference extends Reference {
  readonly type: string;
  readonly name: string;
}

/** The references of the list, as far as it is right and known. */
function referencesInList(
  expression: Expression | undefined,
  scope: Scope,
  diagnostics: Diagnostic[],
): { readonly references: readonly Reference[]; readonly isWhole: boolean } {
  const nothing = { references: [], isWhole: false };
  if (!expression) return { ...nothing, isWhole: true };
  const result = expression.evaluate(scope);
  appendAll(diagnostics, result.diagnostics);
  if (result.diagnostics.length > 0 || !isKnown(result.value)) return nothing;
  const converted = convert(result.value, T.list(T.string));
  if (!("value" in converted) || isNull(converted.value)) {
    diagnostics.push(
      errorAt(
        expression.range,
        "Invalid sources",
        'The sources of a build must be a list of references. Write for example sources = ["source.docker.web"].',
      ),
    );
    return nothing;
  }
  const references = [...partsOfValue(converted.value)].flatMap((value, index) =>
    value.k === "string" ? [{ text: value.value, range: expression.rangeOf([index]), isListed: true }] : [],
  );
  return { references, isWhole: isWhollyKnown(converted.value) };
}

function referenceOfBlock(block: Block, diagnostics: Diagnostic[]): Reference {
  const content = block.body.partial({ attributes: [{ name: "name" }], blocks: [] });
  appendAll(diagnostics, content.diagnostics);
  return {
    text: block.labels[0] ?? "",
    range: block.labelRanges[0] ?? block.headerRange,
    isListed: false,
    alias: literalString(content.value.attributes.get("name"), diagnostics),
    added: content.value.rest,
  };
}

/** A reference is `type.name`, or `anything.type.name`; parts behind that do not count. In a list each part must be an identifier. */
function nameOf(reference: Reference, diagnostics: Diagnostic[]): NamedReference | undefined {
  const { text, range } = reference;
  const parts = text.split(".");
  const [type, name] = parts.length > 2 ? parts.slice(1, 3) : parts;
  const isRight = reference.isListed ? parts.every(isIdentifier) : true;
  if (type && name && isRight) return { ...reference, type, name };
  diagnostics.push(
    errorAt(range, "Invalid source reference", `"${text}" does not name a source. Write "source.TYPE.NAME".`),
  );
  return undefined;
}

/** More names than these do not help to find the one that was meant. */
const mostListed = 50;

function useOf(
  { type, name, range, alias, added }: NamedReference,
  { sources, unread }: Known,
  diagnostics: Diagnostic[],
): UsedSource | undefined {
  const source = sources.get(`${type}.${name}`);
  if (source) {
    const body = added ? mergeBodies([source.body, added]) : source.body;
    return { type, sourceName: name, localName: alias ?? name, body, range: source.range, typeRange: source.typeRange };
  }
  if (unread.mayDeclare("source", name)) return undefined;
  const meant = suggestName(`${type}.${name}`, sources.keys());
  const known =
    sources.size > mostListed
      ? ""
      : sources.size === 0
        ? " The template has no source block."
        : ` Known are: ${[...sources.keys()].sort().join(", ")}.`;
  diagnostics.push(
    errorAt(
      range,
      `Unknown source ${type}.${name}`,
      meant
        ? `There is no source "${type}.${name}". Did you mean "${meant}"?`
        : `There is no source "${type}.${name}".${known} Add the source, or correct the reference.`,
      { suggestion: meant },
    ),
  );
  return undefined;
}
