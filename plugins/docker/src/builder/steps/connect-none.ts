import { type Machine, noneCommunicator, type Owned, step } from "@ingot/sdk";
import type { Engine } from "../../engine.ts";
import { generatedFor } from "../generated-data.ts";
import { watchContainer } from "../watch-container.ts";
import type { SourceFacts } from "./pull-image.ts";

interface Needs {
  readonly engine: Engine;
  readonly container: Owned;
  readonly source: SourceFacts;
}

/** Connects to nothing: provisioners that run commands do nothing, those that work on this machine run. */
export const connectNone = step({
  name: "StepConnect",
  run: async ({ engine, container: { id }, source }: Needs, context): Promise<{ machine: Machine }> => {
    const watch = watchContainer(engine, id);
    context.defer(watch.stop);
    return {
      machine: { communicator: noneCommunicator, generated: generatedFor(id, "none", source), gone: watch.gone },
    };
  },
});
