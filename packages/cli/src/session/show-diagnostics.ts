import { hasErrors, inSourceOrder, renderDiagnostics } from "@ingot/engine";
import type { Diagnostic } from "@ingot/sdk";
import { palette } from "../output/colours.ts";
import { writeOut } from "../output/write-out.ts";

/** Shows the diagnostics of one phase together, in source order. Resolves with whether one of them is an error. */
export async function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: { readonly isColoured: boolean; readonly mask?: (text: string) => string },
): Promise<boolean> {
  const isError = hasErrors(diagnostics);
  if (diagnostics.length === 0) return isError;
  const text = renderDiagnostics(inSourceOrder(diagnostics), sources).trimEnd();
  const masked = options.mask?.(text) ?? text;
  await writeOut(`${isError ? palette(options.isColoured).error(masked) : masked}\n\n`);
  return isError;
}
