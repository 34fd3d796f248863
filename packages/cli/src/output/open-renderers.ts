// Who listens to a run: one renderer for standard output, and one for each record of it that was asked for.

import { type Diagnostic, type Renderer, renderDiagnostics } from "@ingot/engine";
import type { Host } from "../host.ts";
import { diagnosticEvent } from "../session/show-diagnostics.ts";
import { holdWhileAsking } from "./hold-lines.ts";
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

/** The renderers of a run: one for standard output, and all that listen to the invocation. */
export function openRenderers(options: RendererOptions): readonly Renderer[] {
  const { host, sources } = options;
  const listeners = host.events.listeners.map((listener) => withDiagnosticTexts(listener, sources));
  if (host.form === "json") return listeners;
  const form = { ...options, renderDiagnostic: (diagnostic: Diagnostic) => renderDiagnostics([diagnostic], sources) };
  const write = (text: string) => host.print("say", text);
  const shown = host.isForPeople
    ? holdWhileAsking(createTextRenderer({ ...form, write, columns: host.columns }))
    : createMachineRenderer(form);
  return [shown, ...listeners];
}

/** The same listener, given the text of each diagnostic. */
function withDiagnosticTexts(listener: Renderer, sources: ReadonlyMap<string, string>): Renderer {
  return {
    ...listener,
    render: (event) =>
      listener.render(
        event.type === "diagnostic" && event.text === undefined
          ? { ...event, text: diagnosticEvent(event.diagnostic, sources).text }
          : event,
      ),
  };
}
