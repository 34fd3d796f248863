import type { Block, Content, Diagnostic, Expression, Range, Result, Scope } from "@ingot/hcl";
import { appendAll, convert, errorAt, expandDynamic, isKnown, isNull, T } from "@ingot/hcl";
import { readDuration } from "./read-duration.ts";
import type { Unread } from "./unread.ts";
import { type Source, type UsedSource, useSources } from "./use-sources.ts";

/** A provisioner or post-processor block. */
export interface ComponentBlock {
  readonly type: string;
  readonly block: Block;
}

export interface BuildBlock {
  readonly name: string;
  readonly description: string;
  /** How long each of its builds may take; 0 is without limit. */
  readonly timeoutMs: number;
  readonly sources: readonly UsedSource[];
  /** Every source that the build names, as `type.name`, those that are not there included. */
  readonly sourceNames: readonly string[];
  /** Every source that the build names is known and there. */
  readonly isWhole: boolean;
  /** Nothing in the block is wrong but that it names sources which are not there. */
  readonly isReadable: boolean;
  readonly provisioners: readonly ComponentBlock[];
  readonly errorCleanup: ComponentBlock | undefined;
  readonly postProcessors: readonly (readonly ComponentBlock[])[];
  /** hcp_packer_registry blocks, which belong to the root of a template. */
  readonly registries: readonly Block[];
  readonly range: Range;
  /** Expressions that decide what the build is, before any component is looked at. */
  readonly head: readonly Expression[];
}

const buildSchema = {
  attributes: [{ name: "name" }, { name: "description" }, { name: "sources" }, { name: "timeout" }],
  blocks: [
    { type: "from", labels: ["type"] },
    { type: "source", labels: ["reference"] },
    { type: "provisioner", labels: ["type"] },
    { type: "error-cleanup-provisioner", labels: ["type"] },
    { type: "post-processor", labels: ["type"] },
    { type: "post-processors", labels: [] },
    { type: "hcp_packer_registry", labels: [] },
  ],
} as const;

/**
 * Reads the `build {}` blocks over the evaluated variables, locals and data.
 * @param unread what could not be read of the template: sources may be declared there
 */
export function readBuilds(
  blocks: readonly Block[],
  sources: ReadonlyMap<string, Source>,
  scope: Scope,
  unread: Unread,
): { readonly builds: readonly BuildBlock[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const builds = blocks
    .filter((block) => block.type === "build")
    .map((block) => readBuild(block, sources, scope, unread, diagnostics));
  return { builds, diagnostics };
}

function readBuild(
  block: Block,
  sources: ReadonlyMap<string, Source>,
  scope: Scope,
  unread: Unread,
  found: Diagnostic[],
): BuildBlock {
  const diagnostics: Diagnostic[] = [];
  const content = expandDynamic(block.body, scope).content(buildSchema);
  appendAll(diagnostics, content.diagnostics);
  const { attributes, blocks } = content.value;
  const text = (name: string) => evaluatedString(attributes.get(name)?.expression, name, scope, diagnostics);
  const named = blocks.filter((nested) => nested.type === "source");
  const known = { sources, unread };
  const { references, used, isWhole } = useSources(
    attributes.get("sources")?.expression,
    named,
    known,
    scope,
    diagnostics,
  );
  const isHidden = block.body.isIncomplete || isMeantAsSource(content);
  if (!attributes.has("sources") && named.length === 0 && !isHidden) {
    diagnostics.push(
      errorAt(
        block.headerRange,
        "missing source reference",
        'A build needs at least one source. Write sources = ["source.TYPE.NAME"] into it, or a source block.',
      ),
    );
  }
  const cleanups = blocks.filter((nested) => nested.type === "error-cleanup-provisioner");
  for (const second of cleanups.slice(1)) {
    diagnostics.push(
      errorAt(
        second.headerRange,
        "Only one error-cleanup-provisioner is allowed",
        "Join what both do in one of the two, and remove the other.",
      ),
    );
  }
  const [cleanup] = cleanups;
  const name = text("name");
  const description = text("description");
  const timeout = attributes.get("timeout")?.expression;
  const timeoutMs = readTimeout(text("timeout"), timeout, diagnostics);
  const postProcessors = blocks.flatMap((nested) => readChain(nested, scope, diagnostics) ?? []);
  appendAll(found, diagnostics);
  return {
    name,
    description,
    timeoutMs,
    sources: used,
    sourceNames: references,
    isWhole: isWhole && !isHidden,
    provisioners: blocks.filter((nested) => nested.type === "provisioner").map(component),
    errorCleanup: cleanup && component(cleanup),
    postProcessors,
    registries: blocks.filter((nested) => nested.type === "hcp_packer_registry"),
    isReadable: !diagnostics.some(({ severity, summary }) => severity === "error" && !isAboutMissingSource(summary)),
    range: block.headerRange,
    head: [...attributes.values()].map((attribute) => attribute.expression),
  };
}

function readTimeout(text: string, expression: Expression | undefined, diagnostics: Diagnostic[]): number {
  if (text === "") return 0;
  const timeoutMs = readDuration("timeout", text, expression?.range, diagnostics);
  if (timeoutMs >= 0) return timeoutMs;
  diagnostics.push(
    errorAt(
      expression?.range,
      "Invalid build timeout",
      `A build cannot take ${text}. Write how long it may take, such as "2h", or leave the timeout out.`,
    ),
  );
  return 0;
}

function isAboutMissingSource(summary: string): boolean {
  return summary.startsWith("Unknown source ") || summary === "missing source reference";
}

/** Whether something that does not fit was meant to name sources. */
function isMeantAsSource({ value, diagnostics }: Result<Content>): boolean {
  const names: readonly (string | undefined)[] = ["source", "sources"];
  return (
    value.refused.some(({ type }) => names.includes(type)) || diagnostics.some((d) => names.includes(d.suggestion))
  );
}

function component(block: Block): ComponentBlock {
  return { type: block.labels[0] ?? "", block };
}

function readChain(block: Block, scope: Scope, diagnostics: Diagnostic[]): readonly ComponentBlock[][] | undefined {
  if (block.type === "post-processor") return [[component(block)]];
  if (block.type !== "post-processors") return undefined;
  const content = expandDynamic(block.body, scope).content({
    attributes: [],
    blocks: [{ type: "post-processor", labels: ["type"] }],
  });
  appendAll(diagnostics, content.diagnostics);
  return [content.value.blocks.map(component)];
}

function evaluatedString(
  expression: Expression | undefined,
  name: string,
  scope: Scope,
  diagnostics: Diagnostic[],
): string {
  if (!expression) return "";
  const result = expression.evaluate(scope);
  appendAll(diagnostics, result.diagnostics);
  if (result.diagnostics.length > 0 || isNull(result.value) || !isKnown(result.value)) return "";
  const converted = convert(result.value, T.string);
  if ("value" in converted && converted.value.k === "string") return converted.value.value;
  diagnostics.push(
    errorAt(expression.range, `Invalid build ${name}`, `The ${name} of a build must be a string. Put it in quotes.`),
  );
  return "";
}
