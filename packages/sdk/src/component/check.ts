import type { Diagnostic, Range } from "@ingot/hcl";
import type { Complaint } from "../schema/schema.ts";

/** Where checks may look: the file system, the network. */
export interface CheckContext {
  readonly signal: AbortSignal;
  /** The folder that relative paths of the template stand in: the process's own. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The template was run with -force. */
  readonly force: boolean;
  /** Whether there is a secret in a text, so that no message may show a part of it. */
  readonly holdsSecret?: (text: string) => boolean;
}

/**
 * A check that looks outside the config: does the script exist, is the key readable. It gets what is known so far
 * and runs on `validate` and again just before the component does.
 */
export type Check<C> = (draft: Partial<C>, context: CheckContext) => Promise<readonly Complaint[]>;

/** What came of a component's config. `value` is there only when nothing is wrong and nothing unknown. */
export interface Prepared<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Fields whose value is not known yet. */
  readonly unknown: readonly string[];
  /** Values of sensitive fields, for the secret filter. */
  readonly secrets: readonly string[];
  /** Where each field stands in the template. */
  readonly ranges: ReadonlyMap<string, Range>;
}
