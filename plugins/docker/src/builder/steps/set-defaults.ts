import { type BuilderState, step } from "@ingot/sdk";
import type { Engine } from "../../engine.ts";
import { baseImage } from "../base-image.ts";
import type { DockerConfig } from "../config.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly builtImage?: string;
}

/**
 * Gives the new image the base image's CMD and ENTRYPOINT, unless the template's changes set them. A container is started with a shell as
 * its entry point, and a commit would take that over.
 */
export const setDefaults = step({
  name: "StepSetDefaults",
  run: async (state: Needs, context): Promise<{ changes: readonly string[] }> => {
    const own = state.config.changes ?? [];
    const format = "{{ json .Config.Cmd }}\n{{ json .Config.Entrypoint }}";
    const args = ["inspect", "--type", "image", "--format", format, baseImage(state)];
    const [cmd, entrypoint] = (await state.engine.ask(args, { signal: context.signal })).split("\n");
    return { changes: [...own, ...missingDefaults(own, cmd ?? "null", entrypoint ?? "null")] };
  },
});

/**
 * @param cmd the base image's CMD as JSON, "null" or "[]" where it has none
 * @param entrypoint its ENTRYPOINT, likewise
 */
export function missingDefaults(changes: readonly string[], cmd: string, entrypoint: string): string[] {
  const defaults = [
    ["CMD", cmd],
    ["ENTRYPOINT", entrypoint],
  ] as const;
  return defaults.flatMap(([instruction, value]) =>
    changes.some((change) => change.startsWith(instruction))
      ? []
      : // An empty list would leave the container's own in place; engines read one empty word as none.
        [`${instruction} ${value === "null" || value === "[]" ? '[""]' : value}`],
  );
}
