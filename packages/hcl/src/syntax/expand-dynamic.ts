import { appendAll } from "../append-all.ts";
import { type Diagnostic, errorAt, hasErrors, type Result } from "../diagnostic.ts";
import { elementsOf } from "../eval/evaluate-for.ts";
import { convert } from "../value/convert.ts";
import { T, typeName } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf, V, withMarks } from "../value/value.ts";
import { type Binding, bindExpression } from "./bind-expression.ts";
import { checkLabels, unsupportedBlock } from "./check-schema.ts";
import type { Attribute, Block, Body, BodySchema, Content, Scope } from "./contract.ts";

// `dynamic "type" { for_each = ..., content { ... } }`: blocks made from the elements of a collection. They are made when a
// body is asked for its content, since only the schema says which types there are.

const dynamicSchema: BodySchema = {
  attributes: [{ name: "for_each", required: true }, { name: "iterator" }, { name: "labels" }],
  blocks: [{ type: "content", labels: [] }],
};
const noBinding: Binding = { variables: new Map(), isUnknown: false };

/**
 * The body with its dynamic blocks expanded, at any depth.
 * @param scope what `for_each` and `labels` may use; the blocks made by them see their iterators besides their own scope
 */
export function expandDynamic(body: Body, scope: Scope | undefined): Body {
  return new Expansion(scope).expand(body, noBinding, new Set());
}

class Expansion {
  readonly #scope: Scope | undefined;

  constructor(scope: Scope | undefined) {
    this.#scope = scope;
  }

  /** @param taken types whose dynamic blocks an earlier `partial` has given out already */
  expand(body: Body, binding: Binding, taken: ReadonlySet<string>): Body {
    return {
      missingRange: body.missingRange,
      range: body.range,
      isIncomplete: body.isIncomplete,
      content: (schema) => {
        const inner = body.content(withDynamic(schema));
        return this.#expandContent(inner, schema, binding, taken, true);
      },
      partial: (schema) => {
        const inner = body.partial(withDynamic(schema));
        const { value, diagnostics } = this.#expandContent(inner, schema, binding, taken, false);
        // The rest keeps the dynamic blocks, because those of other types are still to be asked for.
        const { rest } = body.partial({
          attributes: schema.attributes.map(({ name }) => ({ name })),
          blocks: schema.blocks,
        }).value;
        const types = new Set([...taken, ...schema.blocks.map((b) => b.type)]);
        return { value: { ...value, rest: this.expand(rest, binding, types) }, diagnostics };
      },
      attributes: () => {
        const { value, diagnostics } = body.attributes();
        return { value: bindAttributes(value, binding), diagnostics };
      },
      variables: () => body.variables().filter((traversal) => !binding.variables.has(traversal.root)),
    };
  }

  #expandContent(
    inner: Result<Content>,
    schema: BodySchema,
    binding: Binding,
    taken: ReadonlySet<string>,
    isFinal: boolean,
  ): Result<Content> {
    const diagnostics = [...inner.diagnostics];
    const blocks: Block[] = [];
    for (const block of inner.value.blocks) {
      const [type] = block.labels;
      if (block.type !== "dynamic" || type === undefined) {
        blocks.push({ ...block, body: this.expand(block.body, binding, new Set()) });
      } else if (!taken.has(type)) {
        const known = schema.blocks.find((b) => b.type === type);
        if (known) appendAll(blocks, this.#expandBlock(block, type, known.labels, binding, diagnostics));
        else if (isFinal) diagnostics.push(unsupportedBlock(type, block.labelRanges[0] ?? block.headerRange, schema));
      }
    }
    const { refused } = inner.value;
    return { value: { attributes: bindAttributes(inner.value.attributes, binding), blocks, refused }, diagnostics };
  }

  #expandBlock(
    block: Block,
    type: string,
    labelNames: readonly string[],
    outer: Binding,
    diagnostics: Diagnostic[],
  ): readonly Block[] {
    const spec = block.body.content(dynamicSchema);
    appendAll(diagnostics, spec.diagnostics);
    const { attributes, blocks } = spec.value;
    const [content, second] = blocks;
    if (second) {
      diagnostics.push(
        errorAt(
          second.headerRange,
          "Extraneous dynamic content block",
          "A dynamic block has one content block. Remove this one, or move what is in it to the first.",
        ),
      );
    }
    if (!content) {
      diagnostics.push(
        errorAt(
          block.headerRange,
          "Missing dynamic content block",
          'A dynamic block needs a block "content", which says what is in the blocks that it makes. Add it.',
        ),
      );
    }
    const iterator = readIterator(attributes.get("iterator"), type, diagnostics);
    const forEach = attributes.get("for_each");
    if (!content || second || !forEach || iterator === undefined) return [];
    const bound = bindExpression(forEach.expression, outer);
    const collection = bound.evaluate(this.#scope);
    appendAll(diagnostics, collection.diagnostics);
    if (hasErrors(collection.diagnostics)) return [];
    const bindings = this.#bindElements(collection.value, forEach, iterator, outer, diagnostics);
    const made: Block[] = [];
    for (const binding of bindings) {
      const labels = this.#readLabels(attributes.get("labels"), block, type, labelNames, binding, diagnostics);
      if (!labels) break;
      const ranges = labels.map(() => attributes.get("labels")?.expression.range ?? block.headerRange);
      const body = this.expand(content.body, binding, new Set());
      made.push({ ...block, type, labels, labelRanges: ranges, body: { ...body, missingRange: content.headerRange } });
    }
    return made;
  }

  #bindElements(
    value: Value,
    forEach: Attribute,
    iterator: string,
    outer: Binding,
    diagnostics: Diagnostic[],
  ): readonly Binding[] {
    const bind = (key: Value, element: Value, isUnknown: boolean): Binding => {
      const item = V.object({ key: withMarks(key, value.marks), value: withMarks(element, value.marks) });
      return { variables: new Map([...outer.variables, [iterator, item]]), isUnknown: outer.isUnknown || isUnknown };
    };
    const elements = elementsOf(value);
    if (elements) return elements.map(([key, element]) => bind(key, element, false));
    const type = typeOf(value);
    if (value.k === "unknown" && !["string", "number", "bool"].includes(type.k)) {
      return [bind(V.unknown(T.dynamic), V.unknown(T.dynamic), true)];
    }
    const found = value.k === "null" ? "is null" : `is a ${typeName(type)}`;
    const detail = `The value ${found}, but one block is made for each element of a list, set, tuple, map or object. Use one of those, for instance "[]" for no block.`;
    diagnostics.push(errorAt(forEach.expression.range, "Invalid dynamic for_each value", detail));
    return [];
  }

  #readLabels(
    attribute: Attribute | undefined,
    block: Block,
    type: string,
    names: readonly string[],
    binding: Binding,
    diagnostics: Diagnostic[],
  ): readonly string[] | undefined {
    if (!attribute) {
      if (names.length === 0) return [];
      const detail = `Blocks of type "${type}" have labels (${names.join(", ")}). Add "labels = [...]" to the dynamic block.`;
      diagnostics.push(errorAt(block.headerRange, "Missing required argument", detail));
      return undefined;
    }
    const { range } = attribute.expression;
    const result = bindExpression(attribute.expression, { ...binding, isUnknown: false }).evaluate(this.#scope);
    appendAll(diagnostics, result.diagnostics);
    if (hasErrors(result.diagnostics)) return undefined;
    const { value } = result;
    const items = value.k === "list" || value.k === "set" || value.k === "tuple" ? value.items : undefined;
    if (!items) {
      diagnostics.push(
        errorAt(
          range,
          "Invalid dynamic block labels",
          "The labels must be a known list of strings. Write them in brackets.",
        ),
      );
      return undefined;
    }
    const texts: string[] = [];
    for (const item of items) {
      const converted = convert(item, T.string);
      if ("value" in converted && converted.value.k === "string") texts.push(converted.value.value);
      else {
        diagnostics.push(
          errorAt(
            range,
            "Invalid dynamic block label",
            "Each label must be a string that is known and not null. Check the values in the list.",
          ),
        );
        return undefined;
      }
    }
    const problem = checkLabels(
      type,
      names,
      texts.map(() => range),
      range,
    );
    if (problem) diagnostics.push(problem);
    return problem ? undefined : texts;
  }
}

function withDynamic(schema: BodySchema): BodySchema {
  return { ...schema, blocks: [...schema.blocks, { type: "dynamic", labels: ["type"] }] };
}

function bindAttributes(attributes: ReadonlyMap<string, Attribute>, binding: Binding): ReadonlyMap<string, Attribute> {
  if (binding === noBinding) return attributes;
  const bind = (attribute: Attribute): Attribute => ({
    ...attribute,
    expression: bindExpression(attribute.expression, binding),
  });
  return new Map(Array.from(attributes, ([name, attribute]) => [name, bind(attribute)]));
}

function readIterator(attribute: Attribute | undefined, type: string, diagnostics: Diagnostic[]): string | undefined {
  if (!attribute) return type;
  const traversal = attribute.expression.asTraversal();
  if (traversal && traversal.steps.length === 0) return traversal.root;
  const detail = "The iterator is the name of a variable. Write a single name without quotes.";
  diagnostics.push(errorAt(attribute.expression.range, "Invalid dynamic iterator name", detail));
  return undefined;
}
