import type { BuildContext } from "../step/step.ts";
import type { Artifact } from "./artifact.ts";

/** What a builder has decided from its config, before it runs. */
export interface PreparedBuilder {
  /** Names beyond the common ones that `build.*` may read. */
  readonly generatedNames: readonly string[];
  /** undefined is a success without artifact; post-processors are then skipped. */
  readonly run: (context: BuildContext) => Promise<Artifact | undefined>;
}
