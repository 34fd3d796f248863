import { hasErrors, inSourceOrder } from "@ingot/hcl";
import type { ConfigBody } from "../schema/config-body.ts";
import { type DecodeContext, decode } from "../schema/decode.ts";
import type { Fields, Infer, Schema } from "../schema/schema.ts";
import type { Check, CheckContext, Prepared } from "./check.ts";

/** Decodes a component's config, runs its outside checks, and makes the component when nothing is wrong and nothing unknown. */
export async function prepareConfig<F extends Fields, T>(
  schema: Schema<F>,
  check: Check<Infer<Schema<F>>> | undefined,
  body: ConfigBody,
  context: DecodeContext,
  around: CheckContext,
  make: (config: Infer<Schema<F>>) => T,
): Promise<Prepared<T>> {
  const decoded = decode(schema, body, context);
  const complaints = check ? await check(decoded.draft, around) : [];
  const diagnostics = [...decoded.diagnostics, ...complaints.map((c) => decoded.locate(c))];
  const usable = decoded.config !== undefined && !hasErrors(diagnostics);
  return {
    value: usable && decoded.config !== undefined ? make(decoded.config) : undefined,
    diagnostics: inSourceOrder(diagnostics),
    unknown: decoded.unknown,
    secrets: decoded.secrets,
    ranges: decoded.ranges,
  };
}
