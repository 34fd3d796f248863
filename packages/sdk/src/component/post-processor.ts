import type { Artifact } from "./artifact.ts";
import type { RunContext } from "./context.ts";

/** The same artifact object back means: the artifact is unchanged. Without an artifact the chain ends, in silence. */
export interface PostProcessed {
  readonly artifact: Artifact | undefined;
  /** Whether the input artifact is kept unless the template says otherwise ... */
  readonly keep: boolean;
  /** ... and whether it is kept even then. */
  readonly keepIsForced: boolean;
}

export interface PostProcessContext extends RunContext {
  readonly generated: Readonly<Record<string, unknown>>;
}

export interface PreparedPostProcessor {
  readonly postProcess: (artifact: Artifact, context: PostProcessContext) => Promise<PostProcessed>;
}
