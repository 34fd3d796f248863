/**
 * A template that cannot be rendered: thrown by `render`, and held as data by `parseTemplate`.
 * `offset` points into the template's text, in UTF-16 code units (what `string.slice` counts).
 */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly offset: number;

  constructor(message: string, offset: number, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.offset = offset;
  }
}
