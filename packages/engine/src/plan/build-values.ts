import { commonBuildNames, type Generated } from "@ingot/sdk";
import type { BuildValues } from "./plan.ts";

/**
 * The values while no machine is there: names only.
 * @param announced the names of the builder; undefined where the builder could not be made
 */
export function unknownBuildValues(announced: readonly string[] | undefined): BuildValues {
  return { names: [...new Set([...commonBuildNames, ...(announced ?? [])])], values: undefined, isOpen: !announced };
}

/** The values once a machine or an artifact is there. */
export function knownBuildValues(announced: readonly string[], values: Generated): BuildValues {
  return { names: [...new Set([...commonBuildNames, ...announced, ...Object.keys(values)])], values };
}
