import type { Ui } from "@ingot/sdk";

/** A voice that keeps what was said: `say: text`, `message: text`, `error: text`. */
export function recordingUi(): { readonly ui: Ui; readonly lines: string[] } {
  const lines: string[] = [];
  const ui: Ui = {
    say: (text) => lines.push(`say: ${text}`),
    message: (text) => lines.push(`message: ${text}`),
    error: (text) => lines.push(`error: ${text}`),
    log: () => undefined,
    output: () => ({ write: () => undefined, end: async () => undefined }),
    progress: () => ({ update: () => undefined, end: () => undefined }),
    emit: () => undefined,
    as: () => ui,
  };
  return { ui, lines };
}
