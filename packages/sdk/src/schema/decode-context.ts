/** What decoding needs to know beside the body. */
export interface DecodeContext {
  /** What kind of component it is and its type, for messages: "builder", "docker". */
  readonly component: { readonly kind: string; readonly type: string };
  /** Renders the `{{ }}` of every string that is not rendered late. An unknown is a text that cannot be known yet (`{{ build "ID" }}` before the run). */
  readonly interpolate: (
    text: string,
  ) => { readonly value: string } | { readonly unknown: true } | { readonly error: string; readonly offset: number };
  /** Renders a late field's template with the component's variables beside the common functions; throws on error. */
  readonly render: (text: string, vars: object) => string;
  /** Whether there is a secret in a text, so that no message may show a part of it. */
  readonly holdsSecret?: (text: string) => boolean;
  /** Looks whether a late field's template can be read at all, so that `validate` finds a missing brace. */
  readonly checkTemplate?: (text: string) => { readonly error: string; readonly offset: number } | undefined;
  /**
   * Decodes as HashiCorp's own decoder does, for a config that goes to a Go plugin: nulls inside of lists and maps are let through, and empty
   * texts where something is required.
   */
  readonly asHcldec?: boolean;
}
