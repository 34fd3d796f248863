import type { InterpolationContext } from "../interpolate/context.ts";
import type { CheckContext } from "./check.ts";
import type { RunContext } from "./context.ts";

/**
 * What a component holds from one time it is prepared to the next, and while it runs: a process, say. One component of one build has one
 * holding: it is prepared when the template is checked and again, with the machine's values, right before it runs.
 */
export interface Holding {
  /**
   * What is held under this name; the first call makes it. `end` is called once, when the build is over, or the command where no build
   * ran, whatever came of it.
   */
  readonly keep: <T>(name: string, make: () => T, end: (kept: T) => Promise<void>) => T;
}

/** What a component is prepared with. Most need only where their checks may look. */
export interface PrepareContext extends CheckContext {
  /** The dialect, the names of the build, the template's path and variables. */
  readonly facts: InterpolationContext;
  readonly flags: RunContext["flags"];
  /** Names of the template's sensitive variables. */
  readonly sensitiveVariables: readonly string[];
  /** Every name that `build.*` and `{{ build }}` may read. */
  readonly buildNames: readonly string[];
  readonly holding: Holding;
}
