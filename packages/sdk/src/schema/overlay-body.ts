import type { Path, Range, Value } from "@ingot/hcl";
import { bodyFromValue } from "./body-from-value.ts";
import type { ConfigBody } from "./config-body.ts";

/**
 * A body with some of its settings replaced: a provisioner's `override`. Attributes and blocks of the overlay win; the
 * overlay is decoded weakly in every dialect, as Packer does it.
 *
 * @param overrides an object value; null for none
 * @param rangeOf where the part of the overlay at a path stands
 * @param nameRangeOf where the name of that part stands; without it, the place of the part
 */
export function overlayBody(
  body: ConfigBody,
  overrides: Value,
  rangeOf: (path: Path) => Range,
  nameRangeOf: (path: Path) => Range = rangeOf,
): ConfigBody {
  const overlay = bodyFromValue(overrides, true, { range: body.range, rangeOf, nameRangeOf });
  return {
    weak: body.weak,
    range: body.range,
    isOutdated: body.isOutdated,
    isIncomplete: body.isIncomplete,
    overlaid: { below: body, override: overrides },
    content: (want) => {
      const below = body.content(want);
      const above = overlay.content(want);
      const attributes = new Map(below.attributes);
      for (const [name, attribute] of above.attributes)
        if (attribute.value.k !== "null") attributes.set(name, { ...attribute, weak: true });
      const replaced = new Set(above.blocks.map((block) => block.type));
      return {
        attributes,
        blocks: [...below.blocks.filter((block) => !replaced.has(block.type)), ...above.blocks],
        extra: [...below.extra, ...above.extra],
        diagnostics: [...below.diagnostics, ...above.diagnostics],
      };
    },
  };
}
