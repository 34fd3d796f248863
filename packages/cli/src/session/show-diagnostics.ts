import { hasErrors, renderDiagnostics } from "@ingot/engine";
import type { Diagnostic } from "@ingot/sdk";
import type { Host } from "../host.ts";
import { palette } from "../output/colours.ts";

/** Shows the diagnostics of one phase together, in source order. Resolves with whether one of them is an error. */
export async function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: {
    readonly host: Pick<Host, "write" | "writeError">;
    readonly isColoured: boolean;
    readonly mask?: (text: string) => string;
  },
): Promise<boolean> {
  const isError = hasErrors(diagnostics);
  if (diagnostics.length === 0) return isError;
  const text = renderDiagnostics(byFile(diagnostics, sources), sources).trimEnd();
  const masked = options.mask?.(text) ?? text;
  if (isError) await options.host.writeError(`${palette(options.isColoured).error(masked)}\n\n`);
  else await options.host.write(`${masked}\n\n`);
  return isError;
}

/** File by file, in the order in which they were read; within a file the renderer sorts. */
function byFile(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const order = new Map([...sources.keys()].map((name, index) => [name, index]));
  const indexOf = ({ subject }: Diagnostic) => (subject && order.get(subject.filename)) ?? order.size;
  return [...diagnostics].sort((a, b) => indexOf(a) - indexOf(b));
}
