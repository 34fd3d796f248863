import type { Range } from "./source.ts";

/**
 * Something a person did wrong, or should know. The only form in which mistakes in input travel:
 * they are collected, never thrown. A bug of ours is an exception instead.
 */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** A phrase without a full stop. */
  readonly summary: string;
  /** Sentences: what was expected, what was found, and last what to do. May be empty. */
  readonly detail: string;
  /** What the caret points at. */
  readonly subject?: Range | undefined;
  /** The larger construct that the subject stands in (a block, a call). */
  readonly context?: Range | undefined;
  /** The name that was probably meant. The detail already says so; this is for tools and for suppressing follow-up errors. */
  readonly suggestion?: string | undefined;
  /** The values that the failing expression read, for the "with x as y" lines: reference text to a short rendering. */
  readonly readings?: readonly { readonly reference: string; readonly rendering: string }[] | undefined;
}

/** A result that is usable even when there are errors: the value then is a placeholder. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}

/** An error diagnostic. */
export function errorAt(
  subject: Range | undefined,
  summary: string,
  detail: string,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return { severity: "error", summary, detail, subject, ...more };
}

/** A warning diagnostic. */
export function warningAt(
  subject: Range | undefined,
  summary: string,
  detail: string,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return { severity: "warning", summary, detail, subject, ...more };
}

/** So many mistakes of one text are described; nobody reads more, and each takes some hundred times the place of what it is about. */
export const mostDiagnostics = 1000;

/** The diagnostics of a text, with a word about those that were left out where {@link mostDiagnostics} were reached. */
export function withRestMentioned(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length < mostDiagnostics) return diagnostics;
  const subject = diagnostics.findLast((d) => d.subject)?.subject;
  const detail = `${mostDiagnostics} mistakes have been described; there may be more, also in front of this place. Correct these first, then look again.`;
  return [...diagnostics, errorAt(subject, "Too many mistakes", detail)];
}

/** Sorts by file (in the order of first mention), then by place; those without a place come last, in their order. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = new Map<string, number>();
  for (const d of diagnostics)
    if (d.subject && !files.has(d.subject.filename)) files.set(d.subject.filename, files.size);
  const fileOf = (d: Diagnostic) => (d.subject ? (files.get(d.subject.filename) ?? 0) : files.size);
  return diagnostics
    .map((d, i) => ({ d, i }))
    .sort(
      (a, b) =>
        fileOf(a.d) - fileOf(b.d) || (a.d.subject?.start.byte ?? 0) - (b.d.subject?.start.byte ?? 0) || a.i - b.i,
    )
    .map(({ d }) => d);
}
