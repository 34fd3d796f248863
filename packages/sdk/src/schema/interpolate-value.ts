import { type Diagnostic, errorAt, type Path, type Range, T, V, type Value } from "@ingot/hcl";
import type { DecodeContext } from "./decode-context.ts";
import { asSentence } from "./note-use.ts";

/**
 * Renders the `{{ }}` of every string in a value, keys of maps and objects included. What cannot be known yet, and what
 * failed, comes back as an unknown.
 *
 * @param rangeOf where the part at a path stands
 * @param report takes what failed, at the place of that string
 */
export function interpolateValue(
  value: Value,
  interpolate: DecodeContext["interpolate"],
  rangeOf: (path: Path) => Range,
  report: (diagnostic: Diagnostic) => void,
): Value {
  const render = (text: string, path: Path): string | undefined => {
    if (!text.includes("{{")) return text;
    const result = interpolate(text);
    if ("value" in result) return result.value;
    if ("error" in result) report(errorAt(rangeOf(path), "Invalid template expression", describe(result, text)));
    return undefined;
  };
  const visit = (part: Value, path: Path): Value => {
    switch (part.k) {
      case "string": {
        const rendered = render(part.value, path);
        if (rendered === part.value) return part;
        return rendered === undefined ? V.unknown(T.string) : { ...V.string(rendered), marks: part.marks };
      }
      case "list":
      case "set":
      case "tuple":
        return { ...part, items: part.items.map((item, i) => visit(item, [...path, i])) };
      case "map":
      case "object": {
        const entries = new Map<string, Value>();
        for (const [key, item] of part.entries) {
          const name = render(key, [...path, key]);
          if (name === undefined) return V.unknown(T.dynamic);
          entries.set(name, visit(item, [...path, key]));
        }
        return { ...part, entries };
      }
      default:
        return part;
    }
  };
  return visit(value, []);
}

function describe(failure: { readonly error: string; readonly offset: number }, text: string): string {
  const start = Math.max(0, Math.min(failure.offset, text.length));
  const near = text.slice(start, start + 24).split("\n", 1)[0] ?? "";
  const place = start > 0 && near !== "" ? ` The trouble begins at ${JSON.stringify(near)}.` : "";
  return `${asSentence(failure.error)}${place} Correct what stands between "{{" and "}}".`;
}
