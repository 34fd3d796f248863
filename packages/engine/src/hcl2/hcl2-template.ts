import type { Block, Diagnostic, Fn, Scope, Traversal, Value } from "@ingot/hcl";
import { appendAll, errorAt, hasErrors, T, V, withMarks } from "@ingot/hcl";
import { compileGlob, type InterpolationContext } from "@ingot/sdk";
import { globSelector, unmatchedPatterns } from "../template/select-builds.ts";
import { textsOf } from "../template/source-text.ts";
import type { InitialiseOptions, LoadOptions, Selection, Template } from "../template/template.ts";
import type { Assignments } from "./assign-variables.ts";
import { type BuildBlock, readBuilds } from "./build-block.ts";
import { checkRegistryBlocks } from "./check-registry-blocks.ts";
import { checkVariables } from "./check-variables.ts";
import { describeBuilds } from "./describe-builds.ts";
import { describeValues } from "./describe-values.ts";
import { evaluateInOrder, graphVariables } from "./evaluate-graph.ts";
import { findUnused } from "./find-unused.ts";
import { adviceOnNames } from "./fixed-variables.ts";
import { createHcl2Console } from "./hcl2-console.ts";
import { buildNameOf, lowerBuilds, nameOfComponent } from "./lower-builds.ts";
import { readData } from "./read-data.ts";
import { type GraphNode, nodeKey } from "./read-graph.ts";
import type { RequiredPlugin } from "./required-plugin.ts";
import { type GraphOrder, inDependencyOrder, reachable } from "./sort-graph.ts";
import type { Unread } from "./unread.ts";
import { readSources, type Source } from "./use-sources.ts";
import type { Variable } from "./variable.ts";

/** What was read of the files of a template. */
export interface Parts {
  readonly blocks: readonly Block[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly assigned: Pick<Assignments, "values" | "failed" | "unread">;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly functions: ReadonlyMap<string, Fn>;
  readonly fixed: ReadonlyMap<string, Value>;
  readonly plugins: readonly RequiredPlugin[];
  /** The folder of the files, absolute. */
  readonly directory: string;
  readonly context: InterpolationContext;
  readonly env: LoadOptions["env"];
  /** What could not be read, where one goes on after errors. */
  readonly unread: Unread;
  /** Variables that may be declared in what could not be read. */
  readonly variablesInDoubt: readonly string[];
  /** The texts of template files in the same folder that are no part of the template. */
  readonly readSiblings: () => Promise<readonly string[]>;
  /** Whether reading found errors; nothing is read from outside then. */
  readonly isWrong: boolean;
}

/** A template over what was read of its files. */
export function createTemplate(parts: Parts): Template {
  const { blocks, variables, assigned, nodes, functions, unread } = parts;
  const sources = readSources(blocks);
  // A variable without a value, or with a wrong one, is reported once; what reads it is checked as far as can be.
  const inputs = V.object([
    ...[...variables.values()].map(
      (variable) => [variable.name, marked(inputOf(variable, assigned), variable)] as const,
    ),
    ...parts.variablesInDoubt.map((name) => [name, V.unknown(T.dynamic)] as const),
  ]);
  const base: Scope = { variables: new Map([...parts.fixed, ["var", inputs]]), functions, advice: adviceOnNames };
  let evaluated: ReadonlyMap<string, Value> = new Map();
  let failed: ReadonlySet<string> = new Set();
  const scopeOver = (graph: ReadonlyMap<string, Value>): Scope => ({
    variables: graphVariables(graph),
    functions,
    parent: base,
  });
  const builds = () => readBuilds(blocks, sources.sources, scopeOver(evaluated), unread);
  let isWrong = parts.isWrong;

  /** Evaluates the graph; of the data sources only those that are `needed`, where that is given. */
  const evaluate = (
    graph: Pick<GraphOrder, "order" | "broken">,
    options: InitialiseOptions,
    needed: ReadonlySet<string> | undefined,
  ) =>
    evaluateInOrder(graph, base, async (node, scope, isRight) => {
      if (node.k === "local") {
        const { value, diagnostics } = node.expression.evaluate(scope);
        return { value: marked(value, node), diagnostics };
      }
      if (node.k === "unread") return { value: V.unknown(T.dynamic), diagnostics: [] };
      if (needed && !needed.has(nodeKey(node))) return { value: V.unknown(T.dynamic), diagnostics: [] };
      return readData(
        node,
        scope,
        parts.context,
        parts.env,
        isRight ? options : { ...options, dataSources: "unknown" },
      );
    });

  return {
    requiredPlugins: parts.plugins,
    directory: parts.directory,
    initialise: async (selection, options) => {
      const ordered = inDependencyOrder(nodes);
      const diagnostics = [...checkVariables(variables, assigned, functions), ...ordered.diagnostics];
      const graph = { order: options.sequential ? dataFirst(ordered.order) : ordered.order, broken: ordered.broken };
      // What the selected builds need is known from a first pass in which no data source is looked at.
      let needed: ReadonlySet<string> | undefined;
      if (isSelective(selection) && graph.order.some((node) => node.k === "data")) {
        evaluated = (await evaluate(graph, options, new Set())).values;
        needed = neededBy(builds().builds, selection, nodes);
      }
      // With a mistake in variables nothing is read from outside, unless somebody only wants to look.
      const isRight = options.readsInSpiteOfErrors || !(isWrong || hasErrors(diagnostics));
      const dataSources = isRight ? options.dataSources : "unknown";
      const result = await evaluate(graph, { ...options, dataSources }, needed);
      evaluated = result.values;
      failed = result.failed;
      appendAll(diagnostics, result.diagnostics);
      appendAll(diagnostics, sources.diagnostics);
      isWrong ||= hasErrors(diagnostics);
      return { diagnostics };
    },

    plan: (selection) => {
      const { selector, diagnostics: patterns } = globSelector(selection);
      const read = builds();
      const scope = scopeOver(evaluated);
      const lowered = lowerBuilds(read.builds, selector, scope, parts.context);
      const names = read.builds.flatMap((block) => block.sources.map((source) => buildNameOf(block, source)));
      const postProcessors = read.builds.flatMap((block) =>
        block.postProcessors.flat().map((component) => nameOfComponent(component, scope) || component.type),
      );
      const diagnostics = [...patterns, ...read.diagnostics, ...lowered.diagnostics];
      // A pattern that matches nothing may have been meant for a build that could not be read.
      if (!isWrong && !hasErrors([...patterns, ...read.diagnostics]))
        appendAll(diagnostics, unmatchedPatterns(selection, names, postProcessors, globMatches));
      if (!blocks.some((block) => block.type === "build") && !unread.mayDeclare("build", "build"))
        diagnostics.push(noBuild(sources.sources));
      const registries = blocks.filter((block) => block.type === "hcp_packer_registry");
      const inBuilds = read.builds.flatMap((block) => block.registries);
      appendAll(diagnostics, checkRegistryBlocks(registries, inBuilds, scope));
      return {
        plan: {
          builds: lowered.builds,
          unbuilt: lowered.unbuilt,
          isWhole: !isWrong && !hasErrors(read.diagnostics),
          buildNames: names,
          secrets: secretsOf(parts, evaluated),
          sensitiveVariables: [...variables.values()]
            .filter((variable) => variable.isSensitive)
            .map(({ name }) => name),
        },
        diagnostics,
      };
    },

    findUnused: async (meant) => {
      const declared = { blocks, variables, nodes, sources: sources.sources, builds: builds().builds };
      const unused = findUnused(declared).filter(
        ({ text }) => !meant.has(text) && !meant.has(text.split(".").at(-1) ?? ""),
      );
      if (unused.length === 0) return [];
      const siblings = await parts.readSiblings();
      // Each name is looked for in each text; where that would take minutes, none of them is said to be unused.
      const size = siblings.reduce((sum, other) => sum + other.length, 0);
      if (unused.length * size > mostSearched) return [];
      return unused.flatMap(({ text, warning }) => (siblings.some((other) => other.includes(text)) ? [] : [warning]));
    },

    describe: () => ({
      dialect: "hcl2",
      ...describeValues(parts, evaluated, failed),
      builds: describeBuilds(builds().builds, scopeOver(evaluated)),
    }),

    console: () => createHcl2Console(parts.fixed, functions, describeValues(parts, evaluated, failed)),
  };
}

function inputOf(
  { name, type, isInDoubt }: Variable,
  { values, failed, unread }: Pick<Assignments, "values" | "failed" | "unread">,
): Value {
  if (isInDoubt) return V.unknown(T.dynamic);
  const assignment = failed.has(name) || unread.mentions(name) ? undefined : values.get(name);
  return assignment?.value ?? V.unknown(type);
}

function isSelective(selection: Selection): boolean {
  return selection.only.length > 0 || selection.except.length > 0;
}

function dataFirst(order: readonly GraphNode[]): readonly GraphNode[] {
  return [...order.filter((node) => node.k === "data"), ...order.filter((node) => node.k !== "data")];
}

const mostSearched = 2_000_000_000;

/** The data sources and locals that the builds of a selection read, directly or through others. */
function neededBy(
  builds: readonly BuildBlock[],
  selection: Selection,
  nodes: ReadonlyMap<string, GraphNode>,
): ReadonlySet<string> {
  const { selector } = globSelector(selection);
  const names: Traversal[] = [];
  for (const block of builds) {
    for (const expression of block.head) appendAll(names, expression.variables());
    const used = block.sources.filter((source) => selector.takesBuild(buildNameOf(block, source)));
    if (used.length === 0) continue;
    const components = [
      ...block.provisioners,
      ...(block.errorCleanup ? [block.errorCleanup] : []),
      ...block.postProcessors.flat(),
    ];
    for (const body of [...used.map((source) => source.body), ...components.map((component) => component.block.body)])
      appendAll(names, body.variables());
  }
  return reachable(nodes, names);
}

function globMatches(pattern: string, name: string): boolean {
  const glob = compileGlob(pattern);
  return "match" in glob && glob.match(name);
}

/** What is made of a sensitive value must not be shown, either. */
function marked(value: Value, { isSensitive }: { readonly isSensitive: boolean }): Value {
  return isSensitive ? withMarks(value, ["sensitive"]) : value;
}

/** Every known text inside the values of sensitive variables and locals, and an empty one where that is all. */
function secretsOf(parts: Parts, evaluated: ReadonlyMap<string, Value>): { name: string; value: string }[] {
  const secrets: { name: string; value: string }[] = [];
  const collect = (name: string, value: Value) =>
    appendAll(
      secrets,
      (value.k === "string" ? [value.value] : textsOf(value)).map((text) => ({ name, value: text })),
    );
  for (const variable of parts.variables.values()) {
    const assignment = variable.isSensitive && parts.assigned.values.get(variable.name);
    if (assignment) collect(`var.${variable.name}`, assignment.value);
  }
  for (const [key, node] of parts.nodes) {
    const value = node.k === "local" && node.isSensitive && evaluated.get(key);
    if (value) collect(key, value);
  }
  return secrets;
}

function noBuild(sources: ReadonlyMap<string, Source>): Diagnostic {
  const [first] = sources.keys();
  return errorAt(
    undefined,
    "Missing build block",
    `A template needs a build block that says which sources are built. Add build { sources = ["source.${first ?? "TYPE.NAME"}"] }.`,
  );
}
