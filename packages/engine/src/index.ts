// The public face of @ingot/engine: template to plan to run.

export type { Diagnostic, Range } from "@ingot/hcl";
export { formatConsole, hasErrors, inSourceOrder, quoteGo, renderDiagnostics, toPlainJson } from "@ingot/hcl";
export type { Bus, Masker, Renderer } from "./events/bus.ts";
export { createBus } from "./events/bus.ts";
export { maskEvent } from "./events/mask-event.ts";
export { createStamp, type Stamp } from "./events/stamp.ts";
export { npmPackageOf, sourceKind } from "./hcl2/plugin-source.ts";
export type { RequiredPlugin } from "./hcl2/required-plugin.ts";
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
export { untilAborted } from "./journal/until-aborted.ts";
export type { FixedFile } from "./json/fix/fix-file.ts";
export { fixFile } from "./json/fix/fix-file.ts";
export { fixers } from "./json/fix/fixers.ts";
export type { Plan, PlannedBuild } from "./plan/plan.ts";
export { listDeadRuns } from "./recovery/find-runs.ts";
export { forgetRun } from "./recovery/forget-run.ts";
export { recoverRuns } from "./recovery/recover-runs.ts";
export type { FoundRun, Recovered, RecoverOptions, Standing } from "./recovery/report.ts";
export { isSatisfiedBy, placeRequired } from "./registry/place-required.ts";
export type {
  ComponentByKind,
  ComponentKind,
  LoadablePlugin,
  PluginEntry,
  PluginFinder,
  PluginNote,
  Registry,
} from "./registry/registry.ts";
export { createRegistry, entryOf } from "./registry/registry.ts";
export type { PreparedPlan } from "./run/prepare-plan.ts";
export { preparePlan } from "./run/prepare-plan.ts";
export { runBuilds } from "./run/run-builds.ts";
export type { BuildResult, RunBuildsOptions } from "./run/run-options.ts";
export type { StepRunOptions } from "./runner/run-steps.ts";
export { runSteps } from "./runner/run-steps.ts";
export { componentSchema, schemaDialect } from "./schema/component-schema.ts";
export { templateSchema } from "./schema/template-schema.ts";
export type { LoadedRequirements } from "./template/load-requirements.ts";
export { loadRequirements } from "./template/load-requirements.ts";
export { loadNoTemplate, loadTemplate } from "./template/load-template.ts";
export type {
  LoadedTemplate,
  LoadOptions,
  Selection,
  Template,
  TemplateConsole,
  TemplateDescription,
} from "./template/template.ts";
export { consoleInput, packerLevel } from "./template/template.ts";
export type { Upgraded, UpgradeOptions } from "./upgrade/upgrade-template.ts";
export { upgradeTemplate } from "./upgrade/upgrade-template.ts";
