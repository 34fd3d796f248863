import type { InterpolationContext } from "./context.ts";
import { checkInterpolation, interpolate } from "./interpolate.ts";

/** A string of a tree that cannot be rendered. */
export interface TreeFailure {
  /** Names and positions from the root; a key's own text ends the path of a bad key. */
  readonly path: readonly (string | number)[];
  readonly error: string;
  readonly offset: number;
  /** The text is not a template at all, or it failed when it was rendered. */
  readonly when: "check" | "render";
}

/** The outcome of {@link interpolateTree}. */
export type InterpolatedTree =
  | { readonly value: unknown; readonly awaits: readonly string[]; readonly missingVariables: readonly string[] }
  | { readonly failures: readonly TreeFailure[] };

/** Which fields are rendered. All are checked. */
export interface TreeOptions {
  /** Fields (keys of the root) that the component renders itself, later. */
  readonly exclude?: Iterable<string>;
  /** Only these fields are rendered. */
  readonly only?: Iterable<string>;
}

/**
 * Renders every string of a config, in values and in the keys of nested maps; the keys of the root are field names and
 * stay. First all strings are checked, so that a late field's mistake is found early too.
 *
 * @param value plain data, as of JSON
 */
export function interpolateTree(
  value: unknown,
  context: InterpolationContext,
  options: TreeOptions = {},
): InterpolatedTree {
  const excluded = new Set(options.exclude);
  const only = options.only && new Set(options.only);
  const failures: TreeFailure[] = [];
  const awaits = new Set<string>();
  const missingVariables = new Set<string>();
  const ownFunctions = Object.keys(context.functions ?? {});

  mapStrings(value, [], (text, path) => {
    const failure = checkInterpolation(text, ownFunctions);
    if (failure) failures.push({ path, ...failure, when: "check" });
    return text;
  });
  if (failures.length > 0) return { failures };

  const rendered = mapStrings(value, [], (text, path) => {
    const field = path[0];
    if (typeof field === "string" && (excluded.has(field) || (only && !only.has(field)))) return text;
    const result = interpolate(text, context);
    if ("error" in result) {
      failures.push({ path, ...result, when: "render" });
      return text;
    }
    for (const name of result.awaits) awaits.add(name);
    for (const name of result.missingVariables) missingVariables.add(name);
    return result.value;
  });
  if (failures.length > 0) return { failures };
  return { value: rendered, awaits: [...awaits], missingVariables: [...missingVariables] };
}

type Path = readonly (string | number)[];

function mapStrings(value: unknown, path: Path, change: (text: string, path: Path) => string): unknown {
  if (typeof value === "string") return change(value, path);
  if (Array.isArray(value)) return value.map((item, i) => mapStrings(item, [...path, i], change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const inner = [...path, key];
      return [path.length === 0 ? key : change(key, inner), mapStrings(item, inner, change)];
    }),
  );
}
