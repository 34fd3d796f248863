import { type DecodeContext, decodeContextOf } from "@ingot/sdk";
import type { ComponentKind } from "../registry/registry.ts";
import type { BuildValues, PlannedComponent } from "./plan.ts";

/** What decoding a planned component needs: the `{{ }}` functions of its dialect over what is known of the build. */
export function decodeContext(kind: ComponentKind, planned: PlannedComponent, build: BuildValues): DecodeContext {
  return decodeContextOf({ kind, type: planned.type }, planned.facts, build);
}
