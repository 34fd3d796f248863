import { type BuilderState, connect, type Owned } from "@ingot/sdk";
import type { Engine } from "../../engine.ts";
import type { DockerConfig } from "../config.ts";
import { containerAddress } from "../container-address.ts";
import { watchContainer } from "../watch-container.ts";
import type { SourceFacts } from "./pull-image.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly container: Owned;
  readonly source: SourceFacts;
}

/** Connects to a server in the container, at the container's address. */
export const connectToAddress = connect<Needs>({
  host: ({ engine, container }, { signal }) => containerAddress(engine, container.id, signal),
  generated: ({ container, source }) => ({ ID: container.id, ...source }),
  watch: ({ engine, container }, context) => {
    const watch = watchContainer(engine, container.id);
    context.defer(watch.stop);
    return watch.gone;
  },
});
