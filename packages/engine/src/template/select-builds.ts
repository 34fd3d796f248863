import type { Diagnostic } from "@ingot/hcl";
import { errorAt, suggestName, warningAt } from "@ingot/hcl";
import { compileGlob } from "@ingot/sdk";
import { withFullStop } from "./full-stop.ts";
import type { Selection } from "./template.ts";

/** Decides by `-only` and `-except` what is built. */
export interface Selector {
  readonly takesBuild: (name: string) => boolean;
  /** A chain of post-processors up to the first that `-except` names: it and everything behind it is left out. */
  readonly cutChain: <T>(chain: readonly T[], label: (item: T) => string) => readonly T[];
}

interface Pattern {
  readonly text: string;
  readonly matches: (name: string) => boolean;
}

/** The selection of an HCL2 template: globs over full build names. */
export function globSelector(selection: Selection): {
  readonly selector: Selector;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const compile =
    (flag: string) =>
    (text: string): Pattern[] => {
      const glob = compileGlob(text);
      if ("match" in glob) return [{ text, matches: glob.match }];
      diagnostics.push(
        errorAt(
          undefined,
          `Invalid pattern in -${flag}`,
          `"${text}": ${withFullStop(glob.error)} Write a build name, with * for any text.`,
        ),
      );
      return [];
    };
  return {
    selector: selectorOf(selection.only.flatMap(compile("only")), selection.except.flatMap(compile("except"))),
    diagnostics,
  };
}

/** The selection of a legacy JSON template: exact builder names. */
export function exactSelector(selection: Selection): Selector {
  const exact = (text: string): Pattern => ({ text, matches: (name) => name === text });
  return selectorOf(selection.only.map(exact), selection.except.map(exact));
}

function selectorOf(only: readonly Pattern[], except: readonly Pattern[]): Selector {
  const isExcepted = (name: string) => except.some((pattern) => pattern.matches(name));
  return {
    takesBuild: (name) => (only.length === 0 || only.some((pattern) => pattern.matches(name))) && !isExcepted(name),
    cutChain: (chain, label) => {
      const cut = chain.findIndex((item) => isExcepted(label(item)));
      return cut < 0 ? chain : chain.slice(0, cut);
    },
  };
}

/** Warns of patterns that match nothing: most often a typing mistake. `others` are names that `-except` may mean beside builds. */
export function unmatchedPatterns(
  selection: Selection,
  names: readonly string[],
  others: readonly string[],
  matches: (pattern: string, name: string) => boolean,
): readonly Diagnostic[] {
  const check = (flag: "only" | "except", candidates: readonly string[]) =>
    selection[flag].flatMap((pattern) => {
      if (candidates.some((name) => matches(pattern, name))) return [];
      const meant = suggestName(pattern, candidates);
      return [
        warningAt(
          undefined,
          `-${flag}=${pattern} matches no build`,
          meant ? `Did you mean "${meant}"?` : `The builds of this template are: ${names.join(", ") || "none"}.`,
          { suggestion: meant },
        ),
      ];
    });
  return [...check("only", names), ...check("except", [...names, ...others])];
}
