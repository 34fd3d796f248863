// Who listens to a run: one renderer for standard output, and one for each record of it that was asked for.

import { type Diagnostic, type Renderer, renderDiagnostics } from "@ingot/engine";
import type { Host } from "../host.ts";
import { createLogRenderer } from "./log-renderer.ts";
import { createMachineRenderer } from "./machine-renderer.ts";
import { createTextRenderer } from "./text-renderer.ts";

export interface RendererOptions {
  readonly host: Host;
  readonly isColoured: boolean;
  /** -timestamp-ui */
  readonly hasTimestamps: boolean;
  /** The template's files, for the source lines of diagnostics. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Opens the renderers of a run; a diagnostic where one of them cannot write. */
export async function openRenderers(options: RendererOptions): Promise<readonly Renderer[] | Diagnostic> {
  const { host, sources } = options;
  const log = await createLogRenderer(host);
  if (log && "severity" in log) return log;
  const form = { ...options, renderDiagnostic: (diagnostic: Diagnostic) => renderDiagnostics([diagnostic], sources) };
  const shown = host.isMachineReadable
    ? createMachineRenderer(form)
    : createTextRenderer({ ...form, write: host.write, columns: host.columns });
  return log ? [shown, log] : [shown];
}
