import type { Diagnostic } from "@ingot/hcl";

/** A diagnostic on one line: the wire has no places, so the name of the setting stands in front. */
export function textOfDiagnostic({ subject, summary, detail }: Diagnostic): string {
  const where = subject?.filename ? `${subject.filename}: ` : "";
  const what = detail ? `${summary}. ${detail}` : summary;
  return (where + what).replaceAll(/\s*\n\s*/g, " ").trim();
}

/** Errors as Packer writes several of them; undefined where there are none. */
export function errorsAsText(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(textOfDiagnostic);
  if (errors.length === 0) return undefined;
  return `${errors.length} error(s) occurred:\n\n${errors.map((text) => `* ${text}`).join("\n")}`;
}

/** Warnings, a line each. */
export function warningsAsTexts(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === "warning").map(textOfDiagnostic);
}
