import type { Value } from "@ingot/hcl";
import { V } from "@ingot/hcl";
import type { TemplateDescription } from "../template/template.ts";
import type { Assignments } from "./assign-variables.ts";
import { type GraphNode, nodeKey } from "./read-graph.ts";
import type { Variable } from "./variable.ts";

/** What of a template has values. */
interface Parts {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly assigned: Pick<Assignments, "values">;
  readonly nodes: ReadonlyMap<string, GraphNode>;
}

type Description = Extract<TemplateDescription, { dialect: "hcl2" }>;

/** The variables and locals by name. A local that failed, or reads what did, is not there, as in Packer. */
export function describeValues(
  { variables, assigned, nodes }: Parts,
  evaluated: ReadonlyMap<string, Value>,
  failed: ReadonlySet<string>,
): Pick<Description, "variables" | "locals"> {
  const byName = (items: readonly Description["locals"][number][]) =>
    [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    variables: byName(
      [...variables.values()].map(({ name, isSensitive, type }) => ({
        name,
        value: assigned.values.get(name)?.value ?? V.unknown(type),
        sensitive: isSensitive,
      })),
    ),
    locals: byName(
      [...nodes.values()].flatMap((node) => {
        const value = evaluated.get(nodeKey(node));
        return node.k === "local" && value && !failed.has(nodeKey(node))
          ? [{ name: node.name, value, sensitive: node.isSensitive }]
          : [];
      }),
    ),
  };
}
