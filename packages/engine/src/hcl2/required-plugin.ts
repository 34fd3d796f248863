import type { Range } from "@ingot/hcl";

/** A plugin that a template asks for. */
export interface RequiredPlugin {
  /** What its components' names begin with in this template. */
  readonly name: string;
  /** "github.com/hashicorp/docker", "npm/ingot-plugin-tfvars", "./plugins/tfvars": see `sourceKind`. */
  readonly source: string;
  /** A constraint: ">= 1.0.0, < 2.0.0". ">= 0" for a local plugin where the template does not say. */
  readonly version: string;
  readonly range: Range;
}
