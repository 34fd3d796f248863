import type { FixRule } from "./fixer.ts";

interface Rename {
  readonly from: string;
  readonly to: string;
  /** A value of another type stays where it is. */
  readonly takes?: "string" | "boolean";
  /**
   * Where both names are set: the old value wins (`replace`, the default), the new one stays (`keep`), or the new one
   * stays and the old one goes even where its type is wrong (`drop`).
   */
  readonly whenBoth?: "replace" | "keep" | "drop";
}

/** A rule that gives options new names. */
export function renameOptions(where: Pick<FixRule, "of" | "types">, ...renames: readonly Rename[]): FixRule {
  return {
    ...where,
    removes: renames.map(({ from }) => from),
    apply: (component) => renames.map((rename) => renameOption(component, rename)).includes(true),
  };
}

function renameOption(component: Parameters<FixRule["apply"]>[0], rename: Rename): boolean {
  const { from, to, takes, whenBoth = "replace" } = rename;
  const value = component[from];
  if (value === undefined) return false;
  const hasBoth = to in component;
  const isWrong = takes !== undefined && typeof value !== takes;
  if (isWrong && !(hasBoth && whenBoth === "drop")) return false;
  delete component[from];
  if (!hasBoth || whenBoth === "replace") component[to] = value;
  return true;
}

/** A rule that removes options. */
export function dropOptions(where: Pick<FixRule, "of" | "types" | "onlyWith">, ...names: readonly string[]): FixRule {
  return {
    ...where,
    removes: names,
    apply: (component) => {
      const found = names.filter((name) => name in component);
      for (const name of found) delete component[name];
      return found.length > 0;
    },
  };
}

/** A rule that gives the builders of one type another. */
export function renameType(from: string, to: string): FixRule {
  return {
    of: "builder",
    types: [from],
    newType: to,
    apply: (component) => {
      component.type = to;
      return true;
    },
  };
}
