// What a legacy JSON template holds (core-json 1), as it is written: nothing in it has been rendered yet.

import type { JsonObject, Range } from "@ingot/hcl";
import type { JsonText } from "./read-json-value.ts";

export interface JsonVariable {
  readonly name: string;
  /** null: the variable has to be given. */
  readonly default: string | null;
  readonly range: Range;
  readonly valueRange: Range;
}

/** A component and the settings that the engine reads; what is left of the object is the component's own. */
export interface JsonComponent {
  readonly type: string;
  readonly name: string;
  /** Where the name stands; the type, where it has none of its own. */
  readonly nameRange: Range;
  readonly config: JsonObject;
  readonly range: Range;
}

export interface JsonSelectable extends JsonComponent {
  readonly only: readonly JsonText[];
  readonly except: readonly JsonText[];
}

export interface JsonProvisioner extends JsonSelectable {
  readonly pauseBeforeMs: number;
  readonly timeoutMs: number;
  /** As written: it may be a `{{ }}` text. */
  readonly maxRetries: string;
  readonly maxRetriesRange: Range;
  readonly override: JsonObject | undefined;
}

export interface JsonPostProcessor extends JsonSelectable {
  readonly keepInputArtifact: boolean | undefined;
}

export interface JsonTemplate {
  /** As written; empty where the template does not ask for a version. */
  readonly minPackerVersion: string;
  readonly description: string;
  readonly variables: ReadonlyMap<string, JsonVariable>;
  readonly sensitiveVariables: readonly string[];
  readonly builders: readonly JsonComponent[];
  readonly provisioners: readonly JsonProvisioner[];
  readonly errorCleanupProvisioner: JsonProvisioner | undefined;
  readonly postProcessors: readonly (readonly JsonPostProcessor[])[];
}
