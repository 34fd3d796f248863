import type { Diagnostic } from "@ingot/hcl";

/**
 * Those diagnostics that have not been shown: a component is checked when its build is prepared and again right before it runs, and what
 * was said the first time need not be said again.
 */
export function newDiagnostics(found: readonly Diagnostic[], shown: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(shown.map(keyOf));
  return found.filter((diagnostic) => diagnostic.severity === "error" || !known.has(keyOf(diagnostic)));
}

function keyOf({ severity, summary, detail, subject }: Diagnostic): string {
  return JSON.stringify([severity, summary, detail, subject?.filename, subject?.start.byte, subject?.end.byte]);
}
