import type { JsonFields } from "./json-value.ts";

/** Which list of the template a component stands in. */
export type FixedKind = "builder" | "provisioner" | "post-processor";

/** Reports something that a fixer cannot make sense of. The path leads to it from the component. */
export type Complain = (path: readonly (string | number)[], summary: string, detail: string) => void;

/** What a fixer does with the components of one kind. */
export interface FixRule {
  readonly of: FixedKind;
  /** The types that it is for; one that ends with `*` is a beginning. Without it, all are meant, also those without a type. */
  readonly types?: readonly string[];
  /** Only in templates that have this section, for whatever reason Packer had. */
  readonly onlyWith?: "post-processors";
  /** The options that are no more once the rule has been applied. */
  readonly removes?: readonly string[];
  /** The type that the component has afterwards, where that is another one. */
  readonly newType?: string;
  /** Changes a component in place; says whether there was something to change. */
  readonly apply: (component: JsonFields, complain: Complain) => boolean;
}

/** One step of `fix`: how templates for an older Packer become templates for this one. */
export interface Fixer {
  /** As `packer fix -help` names it. */
  readonly name: string;
  /** One line, for the help. */
  readonly description: string;
  readonly rules: readonly FixRule[];
}

/** Whether a rule is for components of this type. */
export function isFor({ types }: FixRule, type: unknown): boolean {
  if (!types) return true;
  return (
    typeof type === "string" &&
    types.some((wanted) => (wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted))
  );
}
