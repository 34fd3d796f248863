/** A late-rendered field's text could not be rendered. */
export class TemplateError extends Error {
  /** The field whose text it is. */
  readonly field: string;

  constructor(field: string, reason: string, cause?: unknown) {
    super(`The template in "${field}" could not be rendered: ${reason}`, { cause });
    this.name = "TemplateError";
    this.field = field;
  }
}
