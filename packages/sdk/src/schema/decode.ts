import type { Diagnostic, Range } from "@ingot/hcl";
import type { ConfigBody } from "./config-body.ts";
import type { Complaint, Fields, Infer, Schema } from "./schema.ts";

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
}

/** What decoding found. `config` is there only when nothing is wrong and nothing unknown; `draft` holds what could be read. */
export interface Decoded<C> {
  readonly config: C | undefined;
  readonly draft: Partial<C>;
  readonly unknown: readonly string[];
  readonly secrets: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly ranges: ReadonlyMap<string, Range>;
  /** A complaint about a field as a diagnostic at its place. */
  readonly locate: (complaint: Complaint) => Diagnostic;
}

/** Decodes a component's config by its schema. */
export declare function decode<F extends Fields>(
  schema: Schema<F>,
  body: ConfigBody,
  context: DecodeContext,
): Decoded<Infer<Schema<F>>>;
