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

/** A template that nests deeper than the stack is the template's mistake and not a bug; anything else is thrown again. */
export function nestsTooDeeply(error: unknown): TemplateError {
  if (isStackOverflow(error)) return new TemplateError("The template nests too deeply.", 0, { cause: error });
  throw error;
}

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

/** A piece of a template as a message shows it. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
