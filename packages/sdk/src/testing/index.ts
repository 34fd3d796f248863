// The public face of @ingot/sdk/testing: what a component needs to run by itself in a test, without Ingot, an engine or a machine.

export type { Bench, BenchOptions } from "./bench.ts";
export { openBench } from "./bench.ts";
export type { StepFailure } from "./fail-at-each-step.ts";
export { failAtEachStep } from "./fail-at-each-step.ts";
export type { OwnedThing, TestLedger } from "./ledger.ts";
export type { PrepareOptions, TestConfig } from "./prepare-for-test.ts";
export { checkConfig, prepareForTest } from "./prepare-for-test.ts";
export type { BuilderRunOptions, PostProcessorRunOptions, ProvisionerRunOptions } from "./run-component.ts";
export { readData, runBuilder, runPostProcessor, runProvisioner } from "./run-component.ts";
export { testArtifact } from "./test-artifact.ts";
export type { Answer, ExecAnswers, TestFile, TestMachine, TestMachineOptions } from "./test-machine.ts";
export { testMachine } from "./test-machine.ts";
