import { type Diagnostic, errorAt } from "../../packages/hcl/src/diagnostic.ts";
import type { Fn } from "../../packages/hcl/src/functions/contract.ts";
import type { Block, Body, BodySchema, Content, Expression, Scope } from "../../packages/hcl/src/syntax/contract.ts";
import { readTypeConstraint } from "../../packages/hcl/src/syntax/read-type-constraint.ts";
import { convert } from "../../packages/hcl/src/value/convert.ts";
import { T } from "../../packages/hcl/src/value/type.ts";
import type { Type, Value } from "../../packages/hcl/src/value/types.ts";
import { unify } from "../../packages/hcl/src/value/unify.ts";
import { typeOf, V } from "../../packages/hcl/src/value/value.ts";
import { readFunction, specFunctions } from "./hcl-spec-functions.ts";

// The decoder that the specification suite's cases are written for: a specification is a body itself, whose blocks say what
// to read (attr, block, block_list, ...) and how to put it together (object, array, default, ...).

type Schema = { readonly attributes: BodySchema["attributes"]; readonly blocks: BodySchema["blocks"] };

/** One part of a specification. */
interface Spec {
  readonly schema: Schema;
  readonly decode: (content: Content, context: Context) => Value;
}

interface Context {
  readonly body: Body;
  readonly labels: readonly string[];
  readonly scope: Scope;
  readonly diagnostics: Diagnostic[];
}

/** A whole specification: what to decode, and what the expressions of the body may use. */
interface RootSpec {
  readonly spec: Spec;
  readonly scope: Scope;
}

const none: Schema = { attributes: [], blocks: [] };
const kinds = [
  "object",
  "array",
  "attr",
  "block",
  "block_list",
  "block_tuple",
  "block_set",
  "block_map",
  "block_attrs",
  "literal",
  "default",
  "transform",
];
const argumentNames = [
  "name",
  "type",
  "required",
  "block_type",
  "min_items",
  "max_items",
  "labels",
  "element_type",
  "value",
  "result",
];

/** Reads a specification from the body of its file. */
export function readSpec(body: Body): RootSpec {
  const { blocks, rest } = body.partial({
    attributes: [],
    blocks: [
      { type: "variables", labels: [] },
      { type: "function", labels: ["name"] },
    ],
  }).value;
  const variables = new Map<string, Value>();
  const functions = new Map<string, Fn>();
  for (const block of blocks) {
    if (block.type === "function") functions.set(block.labels[0] ?? "", readFunction(block));
    else for (const [name, { expression }] of block.body.attributes().value) variables.set(name, constant(expression));
  }
  const [spec] = childrenOf(rest);
  if (!spec) throw new Error("a specification without content");
  return { spec, scope: { variables, functions } };
}

/** Decodes a body; what does not fit is reported. */
export function decodeBody({ spec, scope }: RootSpec, body: Body, diagnostics: Diagnostic[]): Value {
  return decodeWith(spec, body, { labels: [], scope, diagnostics });
}

function decodeWith(spec: Spec, body: Body, context: Omit<Context, "body">): Value {
  const { value, diagnostics } = body.content(spec.schema);
  context.diagnostics.push(...diagnostics);
  return spec.decode(value, { ...context, body });
}

/** The specifications in a body, each read by its block's type; a label gives the name that it has in an object. */
function childrenOf(body: Body): readonly (Spec & { readonly key: string })[] {
  // Blocks with and without a name are asked for apart, since a schema says how many labels there are.
  const children: (Spec & { key: string; at: number })[] = [];
  for (const labels of [[], ["key"]]) {
    const { blocks } = body.partial({ attributes: [], blocks: kinds.map((type) => ({ type, labels })) }).value;
    for (const block of blocks) {
      children.push({ ...specOf(block), key: block.labels[0] ?? "", at: block.headerRange.start.byte });
    }
  }
  return children.sort((a, b) => a.at - b.at);
}

function specOf(block: Block): Spec {
  const { attributes } = block.body.partial({ attributes: argumentNames.map((name) => ({ name })), blocks: [] }).value;
  const get = (name: string): Expression | undefined => attributes.get(name)?.expression;
  const children = childrenOf(block.body);
  const key = block.labels[0] ?? "";
  switch (block.type) {
    case "literal":
      return { schema: none, decode: () => constant(get("value")) };
    case "object":
      return {
        schema: join(children),
        decode: (content, context) =>
          V.object(children.map((child) => [child.key, child.decode(content, context)] as const)),
      };
    case "array":
      return {
        schema: join(children),
        decode: (content, context) => V.tuple(children.map((child) => child.decode(content, context))),
      };
    case "default":
      return defaultSpec(children);
    case "transform":
      return transformSpec(children[0], get("result"));
    case "attr":
      return attributeSpec(textOf(get("name")) ?? key, get("type"), isTrue(get("required")));
    default:
      return blockSpec(block.type, textOf(get("block_type")) ?? key, children[0], get);
  }
}

/** Only the first part may demand something; the others are read where all before them gave null. */
function defaultSpec([first, ...others]: readonly Spec[]): Spec {
  const { attributes, blocks } = join(others);
  const lenient = { attributes: attributes.map(({ name }) => ({ name })), blocks };
  return {
    schema: join([{ schema: first?.schema ?? none }, { schema: lenient }]),
    decode: (content, context) => {
      let value: Value = V.null(T.dynamic);
      for (const part of first ? [first, ...others] : others) {
        value = part.decode(content, context);
        if (value.k !== "null") break;
      }
      return value;
    },
  };
}

function transformSpec(inner: Spec | undefined, result: Expression | undefined): Spec {
  if (!inner || !result) throw new Error("a transform without content or result");
  return {
    schema: inner.schema,
    decode: (content, context) => {
      const value = inner.decode(content, context);
      return result.evaluate({ variables: new Map([["nested", value]]), functions: specFunctions }).value;
    },
  };
}

function attributeSpec(name: string, typeExpression: Expression | undefined, required: boolean): Spec {
  const type = typeExpression ? readTypeConstraint(typeExpression).value.type : T.dynamic;
  return {
    schema: { attributes: [{ name, required }], blocks: [] },
    decode: (content, context) => {
      const expression = content.attributes.get(name)?.expression;
      return expression ? evaluateAs(expression, type, context) : V.null(type);
    },
  };
}

function evaluateAs(expression: Expression, type: Type, context: Context): Value {
  const { value, diagnostics } = expression.evaluate(context.scope);
  context.diagnostics.push(...diagnostics);
  const converted = convert(value, type);
  if ("value" in converted) return converted.value;
  context.diagnostics.push(
    errorAt(expression.range, "Incorrect attribute value type", `The value does not fit: ${converted.error}.`),
  );
  return V.unknown(type);
}

function blockSpec(
  kind: string,
  type: string,
  inner: Spec | undefined,
  get: (name: string) => Expression | undefined,
): Spec {
  const labelNames =
    get("labels")
      ?.asList()
      ?.map((label) => textOf(label) ?? "") ?? [];
  const schema: Schema = { attributes: [], blocks: [{ type, labels: kind === "block_map" ? labelNames : [] }] };
  const least = numberOf(get("min_items")) ?? (isTrue(get("required")) ? 1 : 0);
  const most =
    numberOf(get("max_items")) || (kind === "block" || kind === "block_attrs" ? 1 : Number.POSITIVE_INFINITY);
  return {
    schema,
    decode: (content, context) => {
      const blocks = content.blocks.filter((block) => block.type === type);
      const problem =
        blocks.length < least ? `Too few ${type} blocks` : blocks.length > most ? `Too many ${type} blocks` : undefined;
      if (problem !== undefined) {
        const subject = blocks[most]?.headerRange ?? context.body.missingRange;
        context.diagnostics.push(errorAt(subject, problem, "The specification asks for another number of them."));
      }
      if (kind === "block_attrs") return decodeAttributes(blocks[0], get("element_type"), context);
      if (!inner) throw new Error(`a ${kind} without content`);
      const values = blocks.map((block) => decodeWith(inner, block.body, { ...context, labels: block.labels }));
      return combine(kind, blocks, values, labelNames.length);
    },
  };
}

function decodeAttributes(block: Block | undefined, typeExpression: Expression | undefined, context: Context): Value {
  const type = typeExpression ? readTypeConstraint(typeExpression).value.type : T.dynamic;
  if (!block) return V.null(T.map(type));
  const { value, diagnostics } = block.body.attributes();
  context.diagnostics.push(...diagnostics);
  return V.map(
    type,
    Array.from(value, ([name, { expression }]) => [name, evaluateAs(expression, type, context)] as const),
  );
}

function combine(kind: string, blocks: readonly Block[], values: readonly Value[], depth: number): Value {
  if (kind === "block") return values[0] ?? V.null(T.dynamic);
  if (kind === "block_tuple") return V.tuple(values);
  if (kind === "block_map")
    return nest(
      blocks.map((block, i) => ({ labels: block.labels, value: values[i] ?? V.null(T.dynamic) })),
      depth,
    );
  const of = unify(values.map(typeOf)) ?? T.dynamic;
  const items = values.map((value) => convertOr(value, of));
  return kind === "block_set" ? V.set(of, items) : V.list(of, items);
}

function nest(entries: readonly { readonly labels: readonly string[]; readonly value: Value }[], depth: number): Value {
  const groups = new Map<string, { labels: readonly string[]; value: Value }[]>();
  for (const { labels, value } of entries) {
    const [first = "", ...rest] = labels;
    groups.set(first, [...(groups.get(first) ?? []), { labels: rest, value }]);
  }
  const values = Array.from(
    groups,
    ([key, group]) => [key, depth > 1 ? nest(group, depth - 1) : (group[0]?.value ?? V.null(T.dynamic))] as const,
  );
  const of = unify(values.map(([, value]) => typeOf(value))) ?? T.dynamic;
  return V.map(
    of,
    values.map(([key, value]) => [key, convertOr(value, of)] as const),
  );
}

function convertOr(value: Value, type: Type): Value {
  const converted = convert(value, type);
  return "value" in converted ? converted.value : value;
}

function join(specs: readonly Pick<Spec, "schema">[]): Schema {
  return { attributes: specs.flatMap((s) => s.schema.attributes), blocks: specs.flatMap((s) => s.schema.blocks) };
}

/** The value of an argument of the specification; null where it is not given. */
function constant(expression: Expression | undefined): Value {
  return expression?.evaluate({ variables: new Map(), functions: specFunctions }).value ?? V.null(T.dynamic);
}

function textOf(expression: Expression | undefined): string | undefined {
  const value = constant(expression);
  return value.k === "string" ? value.value : undefined;
}

function isTrue(expression: Expression | undefined): boolean {
  const value = constant(expression);
  return value.k === "bool" && value.value;
}

function numberOf(expression: Expression | undefined): number | undefined {
  const value = constant(expression);
  return value.k === "number" && value.value.k === "integer" ? Number(value.value.n) : undefined;
}
