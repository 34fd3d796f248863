import { greatestDepth, mostParts } from "../limits.ts";
import type { Value } from "./types.ts";
import { partsOfValue } from "./value.ts";

/**
 * Says what is wrong with a value that is too large to be worked with, as the end of a sentence that begins with "the value". Values share their
 * parts, so a few lines can make one that takes for ever to go through; going through it ends here at the limit.
 */
export function checkSize(value: Value): string | undefined {
  let left = mostParts;
  const isDeeper = (of: Value, depth: number): boolean => {
    for (const part of partsOfValue(of)) {
      if (--left < 0) return false;
      if (depth === 0 || isDeeper(part, depth - 1)) return true;
    }
    return false;
  };
  if (isDeeper(value, greatestDepth)) return `is nested more than ${greatestDepth} levels deep`;
  return left < 0 ? `has more than ${mostParts} parts` : undefined;
}
