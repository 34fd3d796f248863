import { errorAt, type Path, T, V, type Value } from "@ingot/hcl";
import type { DecodeContext } from "./decode-context.ts";
import { asSentence } from "./note-use.ts";
import type { Reader } from "./read-value.ts";

/**
 * Renders the `{{ }}` of every string in a value, keys of maps and objects included. What cannot be known yet, and what
 * failed, comes back as an unknown.
 *
 * @param reader knows where the part at a path stands, and takes what failed, at the place of that string
 */
export function interpolateValue(
  value: Value,
  interpolate: DecodeContext["interpolate"],
  reader: Pick<Reader, "rangeOf" | "report" | "sensitive">,
): Value {
  const render = (text: string, path: Path): string | undefined => {
    if (!text.includes("{{")) return text;
    const result = interpolate(text);
    if ("value" in result) return result.value;
    if ("error" in result) {
      const detail = reader.sensitive ? unshown : describe(result, text);
      reader.report(errorAt(reader.rangeOf(path), "Invalid template expression", detail));
    }
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

/** What is said instead of why a text is wrong that has a secret in it. */
export const unshown =
  'What stands between "{{" and "}}" cannot be read. There is a secret in it, so it is not shown here. Use a value without "{{", or hand the secret over in a file.';

function describe(failure: { readonly error: string; readonly offset: number }, text: string): string {
  const start = Math.max(0, Math.min(failure.offset, text.length));
  const near = text.slice(start, start + 24).split("\n", 1)[0] ?? "";
  const place = start > 0 && near !== "" ? ` The trouble begins at ${JSON.stringify(near)}.` : "";
  return `${asSentence(failure.error)}${place} Correct what stands between "{{" and "}}".`;
}
