// The plan: what a template asks for, whichever dialect it was written in. Two front ends lower to it; nothing behind it asks which one did:
// where behaviour differs (names, weak decoding, what is said aloud), the plan says so as data.

import type { Diagnostic, Range, Result } from "@ingot/hcl";
import type { ConfigBody, Generated, InterpolationContext } from "@ingot/sdk";

/** What `build.*` and `{{ build }}` may read. */
export interface BuildValues {
  /** Every name that may be read: the common ones and those that the builder announces. */
  readonly names: readonly string[];
  /** Their values; undefined until a machine is there. A name without a value then reads as `<unknown>`. */
  readonly values: Generated | undefined;
  /** There may be more names: the builder that would announce them could not be made. */
  readonly isOpen?: boolean;
}

/** A component as the template wrote it. */
export interface PlannedComponent {
  readonly type: string;
  /** The header of its block, or the value of its "type": where to point when something is missing in it. */
  readonly range: Range;
  /** Where its type is named. */
  readonly typeRange: Range;
  /** The name that its type has by now, where the template uses an old one that `ingot fix` replaces. */
  readonly typeAfterFix?: string | undefined;
  /** Its config, evaluated anew at each call: expressions may read `build.*`, or files that did not exist before. */
  readonly body: (build: BuildValues) => Result<ConfigBody>;
  /** What is wrong with its settings whatever they mean: for a component that is not there. Undefined where that cannot be told. */
  readonly checkExpressions?: (build: BuildValues) => readonly Diagnostic[];
  /** What the `{{ }}` functions of its strings read. */
  readonly facts: InterpolationContext;
}

export interface PlannedProvisioner extends PlannedComponent {
  readonly pauseBeforeMs: number;
  /** 0 is none. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly continueOnError: boolean;
}

export interface PlannedPostProcessor extends PlannedComponent {
  /** What stands behind "Running post-processor: ". */
  readonly announcement: string;
  /** As the template set it; undefined leaves it to the post-processor. */
  readonly keepInputArtifact: boolean | undefined;
}

export interface PlannedBuild {
  /** As lines are labelled and `-only` matches: "web.docker.app". */
  readonly name: string;
  /** How long it may take, from its start to the end of its post-processors; 0 is without limit. */
  readonly timeoutMs: number;
  readonly builder: PlannedComponent;
  /** Those that are for this build, in order; only, except and override are already applied. */
  readonly provisioners: readonly PlannedProvisioner[];
  readonly errorCleanupProvisioner: PlannedProvisioner | undefined;
  /** Each chain starts from the builder's artifact. */
  readonly postProcessors: readonly (readonly PlannedPostProcessor[])[];
}

/** The components of a build block whose sources are not there: they are checked, and never run. */
export type UnbuiltComponents = Pick<PlannedBuild, "provisioners" | "errorCleanupProvisioner" | "postProcessors">;

export interface Plan {
  /** Only the selected builds, in template order. */
  readonly builds: readonly PlannedBuild[];
  readonly unbuilt: readonly UnbuiltComponents[];
  /** No mistake was found so far: what is unknown is unknown because it is read only when the build runs. */
  readonly isWhole: boolean;
  /** Every name that `-only` could have matched. */
  readonly buildNames: readonly string[];
  /** Values that must never be shown. */
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** Names of the sensitive variables, for components. */
  readonly sensitiveVariables: readonly string[];
}
