import { type BuilderState, step } from "@ingot/sdk";
import type { Engine } from "../../engine.ts";
import { inspect } from "../../inspect.ts";
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
    const fields = [".Config.Cmd", ".Config.Entrypoint"];
    const [cmd, entrypoint] = await inspect(state.engine, "image", baseImage(state), fields, context.signal);
    return { changes: [...own, ...missingDefaults(own, cmd, entrypoint)] };
  },
});

/** What is to be added to the template's changes, from the base image's CMD and ENTRYPOINT. */
export function missingDefaults(changes: readonly string[], cmd: unknown, entrypoint: unknown): string[] {
  return Object.entries({ CMD: cmd, ENTRYPOINT: entrypoint }).flatMap(([instruction, value]) =>
    changes.some((change) => change.startsWith(instruction)) ? [] : [`${instruction} ${JSON.stringify(orNone(value))}`],
  );
}

/** An empty list would leave the container's own in place; engines read one empty word as none. */
function orNone(words: unknown): unknown {
  return Array.isArray(words) && words.length > 0 ? words : [""];
}
