import type { Diagnostic, Range } from "@ingot/hcl";
import { errorAt } from "@ingot/hcl";
import { parseGoDuration } from "@ingot/sdk";

/** The duration that a setting names, in milliseconds; 0 where it cannot be read. */
export function readDuration(name: string, text: string, range: Range | undefined, diagnostics: Diagnostic[]): number {
  const parsed = parseGoDuration(text);
  if (parsed !== undefined) return parsed.milliseconds;
  diagnostics.push(
    errorAt(
      range,
      `Failed to parse ${name} duration`,
      `"${text}" is not a duration. Write a number with a unit, such as "500ms", "10s" or "1h15m".`,
    ),
  );
  return 0;
}
