import { buildPlaceholder, isBuildPlaceholder } from "../interpolate/build-placeholder.ts";
import type { InterpolationContext } from "../interpolate/context.ts";
import { checkInterpolation, interpolate } from "../interpolate/interpolate.ts";
import type { Generated } from "../machine/machine.ts";
import type { DecodeContext } from "../schema/decode-context.ts";

/** What `{{ build }}` and `{{ .Name }}` may read. */
export interface ReadableBuild {
  /** Every name that may be read. */
  readonly names: readonly string[];
  /** Their values; undefined until a machine is there. */
  readonly values: Generated | undefined;
  /** There may be more names. */
  readonly isOpen?: boolean;
}

/** What decoding a component needs: the `{{ }}` functions of its dialect over what is known of the build. */
export function decodeContextOf(
  component: DecodeContext["component"],
  facts: InterpolationContext,
  build: ReadableBuild,
): DecodeContext {
  const data = Object.fromEntries(build.names.map((name) => [name, build.values?.[name] ?? buildPlaceholder(name)]));
  const context = { ...facts, data, hasOpenData: build.isOpen };
  return {
    component,
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
