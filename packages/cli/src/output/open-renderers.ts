// Who listens to a run: one renderer for standard output, and one for each record of it that was asked for.

import { type Diagnostic, type Renderer, renderDiagnostics } from "@ingot/engine";
import type { Host } from "../host.ts";
import { diagnosticEvent } from "../session/show-diagnostics.ts";
import { holdWhileAsking } from "./hold-lines.ts";
import { type progressModes, usesLiveView } from "./live/choose-view.ts";
import { createMachineRenderer } from "./machine-renderer.ts";
import { createTextRenderer } from "./text-renderer.ts";

export interface RendererOptions {
  readonly host: Host;
  readonly isColoured: boolean;
  /** -timestamp-ui */
  readonly hasTimestamps: boolean;
  /** -progress */
  readonly progress: (typeof progressModes)[number];
  /** The template's files, for the source lines of diagnostics. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The renderers of a run: one for standard output, and all that listen to the invocation; a diagnostic where there cannot be the one that is demanded. */
export async function openRenderers(options: RendererOptions): Promise<readonly Renderer[] | Diagnostic> {
  const { host, sources } = options;
  const isLive = usesLiveView(options.progress, host);
  if (typeof isLive === "object") return isLive;
  const listeners = host.events.listeners.map((listener) => withDiagnosticTexts(listener, sources));
  if (host.form === "json") return listeners;
  const form = { ...options, renderDiagnostic: (diagnostic: Diagnostic) => renderDiagnostics([diagnostic], sources) };
  if (!host.isForPeople) return [createMachineRenderer(form), ...listeners];
  const textForm = { ...form, write: (text: string) => host.print("say", text) };
  if (!isLive || !host.terminal) {
    const isAloneOnTerminal = host.terminal !== undefined;
    const text = createTextRenderer({ ...textForm, isAloneOnTerminal, hasHeartbeats: true });
    return [holdWhileAsking(text), ...listeners];
  }
  const { createLiveRenderer } = await import("./live/live-renderer.ts");
  const text = createTextRenderer({ ...textForm, isAloneOnTerminal: false, hasHeartbeats: false });
  return [createLiveRenderer({ text, terminal: host.terminal, isColoured: options.isColoured }), ...listeners];
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
