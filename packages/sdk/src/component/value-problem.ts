/** How deep a value is looked into; what lies deeper is refused. */
const deepest = 1000;

/**
 * What is wrong with something that should be a value, as a phrase with its place: code in JavaScript may give anything. undefined where it
 * is one.
 */
export function valueProblem(found: unknown, place = "it", depth = 0): string | undefined {
  if (depth > deepest) return `${place} is too deep`;
  if (!isObject(found) || typeof found.k !== "string" || !(found.marks instanceof Set)) return `${place} is no value`;
  switch (found.k) {
    case "string":
      return typeof found.value === "string" ? undefined : `${place} has no text`;
    case "bool":
      return typeof found.value === "boolean" ? undefined : `${place} has no bool`;
    case "number":
      return isObject(found.value) ? undefined : `${place} has no number`;
    case "null":
    case "unknown":
      return isType(found.type) ? undefined : `${place} has no type`;
    case "list":
    case "set":
    case "tuple":
      if (!Array.isArray(found.items) || (found.k !== "tuple" && !isType(found.of)))
        return `${place} is no ${found.k}: its type and its items are not where they should be`;
      return firstOf(found.items.entries(), place, depth);
    case "map":
    case "object":
      if (!(found.entries instanceof Map) || (found.k === "map" && !isType(found.of)))
        return `${place} is no ${found.k}: its type and its entries are not where they should be`;
      return firstOf(found.entries.entries(), place, depth);
    default:
      return `${place} is no value`;
  }
}

function firstOf(parts: Iterable<readonly [unknown, unknown]>, place: string, depth: number): string | undefined {
  for (const [key, part] of parts) {
    const problem = valueProblem(part, place === "it" ? String(key) : `${place}.${key}`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isType(found: unknown): boolean {
  return isObject(found) && typeof found.k === "string";
}

function isObject(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === "object" && found !== null;
}
