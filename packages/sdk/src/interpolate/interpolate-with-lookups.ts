import type { Interpolated, InterpolationContext, LookupName } from "./context.ts";
import { interpolate } from "./interpolate.ts";

/** Secret stores, by the function that asks them. They may reject; the message reaches the user. */
export type Lookups = Readonly<
  Partial<Record<LookupName, (args: readonly string[], signal: AbortSignal) => Promise<string>>>
>;

/**
 * Renders a text whose `consul_key`, `vault` and `aws_secretsmanager` calls take time: it is rendered up to the first
 * value that is not there yet, the value is fetched, and it is rendered again.
 *
 * @param cache what was fetched before; give the same one for all variables of a template, so that each is asked once
 */
export async function interpolateWithLookups(
  text: string,
  context: InterpolationContext,
  lookups: Lookups,
  cache: Map<string, string>,
  signal: AbortSignal,
): Promise<Interpolated> {
  const { inVariables } = context;
  if (!inVariables) return interpolate(text, context);
  const failures = new Map<string, string>();
  while (true) {
    let wanted: { readonly key: string; readonly name: LookupName; readonly args: readonly string[] } | undefined;
    const lookUp = (name: LookupName, args: readonly string[]): string => {
      const key = JSON.stringify([name, ...args]);
      const value = cache.get(key);
      if (value !== undefined) return value;
      const failure = failures.get(key);
      if (failure === undefined) wanted = { key, name, args };
      throw new Error(failure ?? "not fetched yet");
    };
    const result = interpolate(text, { ...context, inVariables: { ...inVariables, lookUp } });
    if (!wanted) return result;
    const { key, name, args } = wanted;
    const ask = lookups[name];
    try {
      if (!ask) throw new Error("there is no store to ask");
      cache.set(key, await ask(args, signal));
    } catch (error) {
      signal.throwIfAborted();
      failures.set(key, error instanceof Error ? error.message : String(error));
    }
  }
}
