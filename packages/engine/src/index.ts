// The public face of @ingot/engine: template to plan to run.
export { openRun } from "./journal/open-run.ts";
export type {
  BuildLedger,
  Leftover,
  ResourceEvent,
  Run,
  RunEnd,
  RunOptions,
  StepScope,
  Thing,
} from "./journal/run.ts";
export { findStateDir, StateError } from "./journal/state-folder.ts";
export type { FoundRun, Recovered, RecoverOptions, Standing } from "./recovery/report.ts";
export type { StepRunOptions } from "./runner/run-steps.ts";
export { runSteps } from "./runner/run-steps.ts";
