import type { Fn } from "../functions/contract.ts";
import type { Scope } from "../syntax/contract.ts";
import type { Value } from "../value/types.ts";

/** The value of a name, searched from the inside out. */
export function lookUpVariable(scope: Scope | undefined, name: string): Value | undefined {
  for (let at = scope; at; at = at.parent) {
    const value = at.variables.get(name);
    if (value) return value;
  }
  return undefined;
}

/** The function of a name, searched from the inside out. */
export function lookUpFunction(scope: Scope | undefined, name: string): Fn | undefined {
  for (let at = scope; at; at = at.parent) {
    const fn = at.functions.get(name);
    if (fn) return fn;
  }
  return undefined;
}

/** All names that could have been meant. */
export function namesInScope(scope: Scope | undefined, kind: "variables" | "functions"): readonly string[] {
  const names = new Set<string>();
  for (let at = scope; at; at = at.parent) for (const name of at[kind].keys()) names.add(name);
  return [...names];
}

/** What a scope advises where the variable has no such attribute, but those that are known. */
export function lookUpAdvice(
  scope: Scope | undefined,
  name: string,
  attribute: string,
  known: readonly string[],
): string | undefined {
  for (let at = scope; at; at = at.parent) {
    const advise = at.advice?.get(name);
    if (advise) return advise(attribute, known);
  }
  return undefined;
}
