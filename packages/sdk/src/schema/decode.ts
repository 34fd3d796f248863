// From a component's body to its config: names, types, templates, defaults, rules. Everything that is wrong comes back as a
// diagnostic at its place; the config only when nothing is wrong and nothing unknown. One body is decode-body.ts, one value read-value.ts.

import { type Diagnostic, hasErrors, inSourceOrder, type Range } from "@ingot/hcl";
import type { ConfigBody } from "./config-body.ts";
import { decodeBody } from "./decode-body.ts";
import type { DecodeContext } from "./decode-context.ts";
import { locateComplaint } from "./locate-complaint.ts";
import type { Complaint, Fields, Infer, Schema } from "./schema.ts";

export type { DecodeContext } from "./decode-context.ts";

/** What decoding found. `config` is there only when nothing is wrong and nothing unknown; `draft` holds what could be read. */
export interface Decoded<C> {
  readonly config: C | undefined;
  /** Fields that are known: a key whose value is undefined was not set, a key that is missing is unknown or wrong. */
  readonly draft: Partial<C>;
  readonly unknown: readonly string[];
  readonly secrets: readonly string[];
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value of each field stands; fields of blocks as `volume.size`, of repeated blocks as `volume[0].size`. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** A complaint about a field as a diagnostic at its place. */
  readonly locate: (complaint: Complaint) => Diagnostic;
}

/**
 * Decodes a component's config by its schema.
 *
 * @param schema what the component declares
 * @param body the config as the template has it
 * @param context the names and the rendering around it
 */
export function decode<F extends Fields>(
  schema: Schema<F>,
  body: ConfigBody,
  context: DecodeContext,
): Decoded<Infer<Schema<F>>> {
  const found = decodeBody(schema, body, context);
  const values = Object.fromEntries(found.values) as Partial<Infer<Schema<F>>>;
  const isComplete = found.unknown.length === 0 && !hasErrors(found.diagnostics);
  return {
    config: isComplete ? (values as Infer<Schema<F>>) : undefined,
    draft: values,
    unknown: found.unknown,
    secrets: [...new Set(found.secrets)],
    diagnostics: inSourceOrder(found.diagnostics),
    ranges: new Map([...found.places].map(([name, rangeOf]) => [name, rangeOf([])])),
    locate: (complaint) => locateComplaint(complaint, found.places, body.range),
  };
}
