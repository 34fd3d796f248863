import type { ArtifactFacts, Ask, VersionFacts } from "@ingot/sdk";
import type { Bus } from "../events/bus.ts";
import type { Run } from "../journal/run.ts";
import type { Registry } from "../registry/registry.ts";
import type { PlanSurroundings } from "./prepare-plan.ts";

/** What builds are run with. */
export interface RunBuildsOptions {
  readonly run: Run;
  readonly runUuid: string;
  readonly versions: VersionFacts;
  readonly registry: Registry;
  readonly bus: Bus;
  /** Asks in the name of a build. */
  readonly askFor: (build: string) => Ask;
  readonly around: PlanSurroundings;
  /** How long each build may take, whatever the template says; 0 is without limit, undefined leaves it to the template. */
  readonly timeoutMs: number | undefined;
  /** As many builds at once; below 1 is no limit. */
  readonly parallelBuilds: number;
  /** Registers a value that must never be shown. */
  readonly secret: (value: string) => void;
  readonly signal: AbortSignal;
}

/** What came of one build. */
export interface BuildResult {
  readonly name: string;
  /** Why it failed; undefined after a success. */
  readonly error: Error | undefined;
  readonly wasCancelled: boolean;
  readonly artifacts: readonly ArtifactFacts[];
}
