import { type FixedKind, isFor } from "./fixer.ts";
import { fixers } from "./fixers.ts";

/** Whether `ingot fix` removes or renames this option of a component: then it was right once. */
export function isHandledByFix(kind: FixedKind, type: string, option: string): boolean {
  return fixers.some(({ rules }) =>
    rules.some((rule) => rule.of === kind && isFor(rule, type) && rule.removes?.includes(option)),
  );
}
