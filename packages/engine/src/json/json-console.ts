import { errorAt } from "@ingot/hcl";
import { type InterpolationContext, interpolate } from "@ingot/sdk";
import { withFullStop } from "../template/full-stop.ts";
import type { TemplateConsole } from "../template/template.ts";

/**
 * The console of a legacy JSON template: each line is a text whose `{{ }}` are rendered.
 * @param variables the values of user variables, by name
 */
export function createJsonConsole(
  variables: ReadonlyMap<string, string>,
  context: InterpolationContext,
): Extract<TemplateConsole, { dialect: "json" }> {
  return {
    dialect: "json",
    variables: new Map([...variables].sort(([a], [b]) => (a < b ? -1 : 1))),
    names: [],
    evaluate: (line) => {
      const result = interpolate(line, context);
      if ("value" in result) return { text: result.value, diagnostics: [] };
      const near = line.slice(Math.min(result.offset, line.length)).slice(0, 24);
      const place = near === "" ? "" : ` The trouble begins at ${JSON.stringify(near)}.`;
      const detail = `${withFullStop(result.error)}${place} Correct what stands between "{{" and "}}".`;
      return { text: "", diagnostics: [errorAt(undefined, "Interpolation error", detail)] };
    },
  };
}
