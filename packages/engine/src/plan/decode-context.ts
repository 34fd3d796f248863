import { buildPlaceholder, checkInterpolation, type DecodeContext, interpolate, isBuildPlaceholder } from "@ingot/sdk";
import type { ComponentKind } from "../registry/registry.ts";
import type { BuildValues, PlannedComponent } from "./plan.ts";

/** What decoding a planned component needs: the `{{ }}` functions of its dialect over what is known of the build. */
export function decodeContext(kind: ComponentKind, planned: PlannedComponent, build: BuildValues): DecodeContext {
  const data = Object.fromEntries(build.names.map((name) => [name, build.values?.[name] ?? buildPlaceholder(name)]));
  const context = { ...planned.facts, data, hasOpenData: build.isOpen };
  return {
    component: { kind, type: planned.type },
    interpolate: (text) => {
      const result = interpolate(text, context);
      if ("error" in result) return result;
      // Before the run such a text can only be guessed; the component is configured again when its values are there.
      const isEarly = build.values === undefined && (result.awaits.length > 0 || isBuildPlaceholder(result.value));
      return isEarly ? { unknown: true } : { value: result.value };
    },
    render: (text, vars) => {
      const result = interpolate(text, { ...context, data: { ...data, ...vars } });
      if ("error" in result) throw new Error(result.error);
      return result.value;
    },
    checkTemplate: (text) => checkInterpolation(text),
  };
}
