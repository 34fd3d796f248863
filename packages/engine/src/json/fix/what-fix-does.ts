import { type FixedKind, isFor } from "./fixer.ts";
import { fixers } from "./fixers.ts";

// What `ingot fix` would do to a component, for messages about templates that have not been through it.

/** Whether `ingot fix` removes or renames this option of a component: then it was right once. */
export function isHandledByFix(kind: FixedKind, type: string, option: string): boolean {
  return fixers.some(({ rules }) =>
    rules.some((rule) => rule.of === kind && isFor(rule, type) && rule.removes?.includes(option)),
  );
}

/** The type that `ingot fix` gives to components of this one; undefined where it leaves the type alone. */
export function typeAfterFix(kind: FixedKind, type: string): string | undefined {
  const rules = fixers.flatMap((fixer) => fixer.rules);
  return rules.find((rule) => rule.newType !== undefined && rule.of === kind && isFor(rule, type))?.newType;
}
