import type { Diagnostic } from "../diagnostic.ts";

/** Thrown to a lazy function by an argument that cannot be evaluated; the function may go on to its next argument. */
export class EvaluationError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.summary}: ${d.detail}`).join("; "));
    this.name = "EvaluationError";
    this.diagnostics = diagnostics;
  }
}
