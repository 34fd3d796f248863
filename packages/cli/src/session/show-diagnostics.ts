import { hasErrors, inSourceOrder, maskEvent, renderDiagnostics } from "@ingot/engine";
import type { Diagnostic } from "@ingot/sdk";
import type { Host } from "../host.ts";
import { palette } from "../output/colours.ts";

/** Shows the diagnostics of one phase together, in source order. Resolves with whether one of them is an error. */
export async function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: {
    readonly host: Pick<Host, "print" | "events" | "columns">;
    readonly isColoured: boolean;
    readonly mask?: (text: string) => string;
  },
): Promise<boolean> {
  const isError = hasErrors(diagnostics);
  if (diagnostics.length === 0) return isError;
  const { host, mask = (text) => text } = options;
  const sorted = byFile(diagnostics, sources);
  const columns = host.columns();
  // A secret that is cut off at the edge of the screen could not be told from other text, and would be shown.
  const isCut = columns !== undefined && ![...sources.values()].some((text) => mask(text) !== text);
  const text = renderDiagnostics(sorted, sources, isCut ? { screenWidth: columns } : {});
  const masked = mask(text.trimEnd());
  await host.print(isError ? "error" : "say", `${palette(options.isColoured && isError).error(masked)}\n\n`);
  if (host.events.listeners.length === 0) return isError;
  for (const diagnostic of inSourceOrder(sorted))
    await host.events.emit(maskEvent(diagnosticEvent(diagnostic, sources), mask));
  return isError;
}

/** A diagnostic as an event, with the text that a person sees. */
export function diagnosticEvent(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>) {
  return { type: "diagnostic", diagnostic, text: renderDiagnostics([diagnostic], sources).trimEnd() } as const;
}

/** File by file, in the order in which they were read; within a file the renderer sorts. */
function byFile(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const order = new Map([...sources.keys()].map((name, index) => [name, index]));
  const indexOf = ({ subject }: Diagnostic) => (subject && order.get(subject.filename)) ?? order.size;
  return [...diagnostics].sort((a, b) => indexOf(a) - indexOf(b));
}
