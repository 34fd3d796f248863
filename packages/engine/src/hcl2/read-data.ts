import type { Diagnostic, Scope, Value } from "@ingot/hcl";
import { errorAt, expandDynamic, hasErrors, V, warningAt } from "@ingot/hcl";
import {
  bodyFromHcl,
  type CheckContext,
  type DataSourceComponent,
  type Holding,
  type InterpolationContext,
  type OutputType,
} from "@ingot/sdk";
import { decodeContext } from "../plan/decode-context.ts";
import type { PlannedComponent } from "../plan/plan.ts";
import { unknownComponent } from "../registry/unknown-component.ts";
import { createHoldings, type Holdings } from "../run/holdings.ts";
import { unusable } from "../run/prepare-plan.ts";
import type { InitialiseOptions } from "../template/template.ts";
import type { DataBlock } from "./read-graph.ts";

/** Checks the arguments of a data source and reads it, or says what type of thing it would give. */
export async function readData(
  node: DataBlock,
  scope: Scope,
  facts: InterpolationContext,
  env: CheckContext["env"],
  options: InitialiseOptions,
): Promise<DataRead> {
  const holdings = createHoldings();
  try {
    return await readWith(holdings, node, scope, facts, env, options);
  } finally {
    await holdings.end();
  }
}

interface DataRead {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function readWith(
  holdings: Holdings,
  node: DataBlock,
  scope: Scope,
  facts: InterpolationContext,
  env: CheckContext["env"],
  options: InitialiseOptions,
): Promise<DataRead> {
  const noted = () =>
    options.registry.notes("data source", node.type).map((note) => ({ ...note, subject: node.typeRange }));
  const component = await options.registry
    .component("data source", node.type)
    .catch((error: unknown) => unusable(error, node.typeRange));
  if (component && "severity" in component) return { value: undefined, diagnostics: [...noted(), component] };
  if (!component)
    return {
      value: undefined,
      diagnostics: [unknownComponent(options.registry, "data source", node.type, node.typeRange, { dialect: "hcl2" })],
    };
  const planned: PlannedComponent = {
    type: node.type,
    range: node.range,
    typeRange: node.typeRange,
    body: () => ({ value: bodyFromHcl(expandDynamic(node.body, scope), scope, node.range), diagnostics: [] }),
    facts,
  };
  const build = { names: [], values: undefined };
  const holding = holdings.of(planned);
  const prepared = await component.prepare(planned.body(build).value, decodeContext("data source", planned, build), {
    signal: options.signal,
    cwd: facts.cwd,
    env,
    force: false,
    facts,
    flags: { debug: false, force: false, onError: "cleanup" },
    sensitiveVariables: [],
    buildNames: [],
    holding,
  });
  const diagnostics = [...noted(), ...prepared.diagnostics];
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  if (options.dataSources === "unknown" || !prepared.value) {
    const outputs = await outputsOf(component, holding).catch((error: unknown) => unusable(error, node.typeRange));
    if ("severity" in outputs) return { value: undefined, diagnostics: [...diagnostics, outputs] };
    return { value: V.unknown(outputs), diagnostics };
  }
  try {
    const value = await prepared.value.read({
      signal: options.signal,
      warn: (summary, detail) => diagnostics.push(warningAt(node.range, summary, detail)),
    });
    return { value, diagnostics };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      diagnostics: [
        ...diagnostics,
        errorAt(node.range, message, `The data source "${node.type}" "${node.name}" could not be read.`),
      ],
    };
  }
}

/** The type of what it would give; a plugin that is a program is asked only now. */
async function outputsOf({ outputs }: DataSourceComponent, holding: Holding): Promise<OutputType> {
  return typeof outputs === "function" ? outputs(holding) : outputs;
}
