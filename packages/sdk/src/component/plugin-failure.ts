/**
 * A plugin that is a program cannot be used: it does not start, it answers what nobody can read, or it died. It is nothing that is wrong in
 * Ingot, so it is shown as a mistake at the place where the template names the component.
 */
export class PluginFailure extends Error {
  /** A phrase without a full stop. */
  readonly summary: string;
  /** Sentences that end with what to do. */
  readonly detail: string;
  constructor(summary: string, detail: string, options: ErrorOptions = {}) {
    super(`${summary}. ${detail}`, options);
    this.name = "PluginFailure";
    this.summary = summary;
    this.detail = detail;
  }
}
