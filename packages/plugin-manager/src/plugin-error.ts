/** A plugin, or a place of plugins, that cannot be used. `summary` is a phrase, `detail` sentences that end with what to do. */
export class PluginError extends Error {
  readonly summary: string;
  readonly detail: string;
  constructor(summary: string, detail: string, cause?: unknown) {
    super(`${summary}: ${detail}`, { cause });
    this.name = "PluginError";
    this.summary = summary;
    this.detail = detail;
  }
}
