import type { Run, RunOptions } from "./run.ts";

/** Opens a run. Nothing is written before the first resource is owned. Throws a StateError when the state folder cannot be used. */
export declare function openRun(options: RunOptions): Promise<Run>;
