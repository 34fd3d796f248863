// The public face of @ingot/engine: template to plan to run.
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
export type { FoundRun, Recovered, RecoverOptions, Standing } from "./recovery/report.ts";
export type { StepRunOptions } from "./runner/run-steps.ts";
