import { appendAll } from "../append-all.ts";
import { type Diagnostic, errorAt, hasErrors, type Result } from "../diagnostic.ts";
import { didYouMean, suggestName } from "../suggest-name.ts";
import { convert, describeConversionError } from "../value/convert.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import type { Expression, TypeConstraint, TypeDefaults } from "./contract.ts";

// Type expressions (`list(object({ name = string }))`), read without evaluating anything but the defaults of optional
// attributes. JSON templates write them in strings, which their expressions see through.

const simple: Readonly<Record<string, Type>> = { string: T.string, number: T.number, bool: T.bool, any: T.dynamic };
const examples: Readonly<Record<string, string>> = {
  list: "list(string)",
  set: "set(string)",
  map: "map(string)",
  tuple: "tuple([string, number])",
  object: "object({ name = string })",
};
const keywords = [...Object.keys(simple), ...Object.keys(examples)];

interface Reading {
  readonly type: Type;
  readonly defaults: TypeDefaults | undefined;
}

const broken: Reading = { type: T.dynamic, defaults: undefined };
const noValues: ReadonlyMap<string, Value> = new Map();
const noChildren: ReadonlyMap<string, TypeDefaults> = new Map();

/**
 * Reads an expression as a type.
 * @param options `exact`: a type without `any` and `optional`, as functions that must know the whole type want it
 * @returns after errors the dynamic type, in the places where something was wrong
 */
export function readTypeConstraint(
  expression: Expression,
  options: { readonly exact?: boolean } = {},
): Result<TypeConstraint> {
  const diagnostics: Diagnostic[] = [];
  const reader = new TypeReader(diagnostics, options.exact ?? false);
  const { type, defaults } = reader.read(expression);
  return { value: { type, defaults }, diagnostics };
}

class TypeReader {
  readonly #diagnostics: Diagnostic[];
  readonly #isExact: boolean;

  constructor(diagnostics: Diagnostic[], isExact: boolean) {
    this.#diagnostics = diagnostics;
    this.#isExact = isExact;
  }

  read(expression: Expression): Reading {
    const traversal = expression.asTraversal();
    if (traversal && traversal.steps.length === 0) return this.#readKeyword(traversal.root, expression);
    const call = expression.asCall();
    if (call) return this.#readConstructor(call, expression);
    const detail =
      "Expected a type such as string, number, bool, any or list(string). Types are written without quotes and operators.";
    return this.#fail(expression, detail);
  }

  #fail(expression: Expression, detail: string, suggestion?: string): Reading {
    this.#diagnostics.push(errorAt(expression.range, "Invalid type specification", detail, { suggestion }));
    return broken;
  }

  #readKeyword(name: string, expression: Expression): Reading {
    const type = simple[name];
    if (type && name !== "any") return { type, defaults: undefined };
    if (type && !this.#isExact) return { type, defaults: undefined };
    if (type)
      return this.#fail(
        expression,
        'The type "any" cannot be used where a single type must be named. Write the type itself.',
      );
    const example = examples[name];
    if (example)
      return this.#fail(expression, `The type "${name}" needs to know what is in it. Write for instance "${example}".`);
    if (name === "optional")
      return this.#fail(
        expression,
        'The word "optional" needs a type, as in "optional(string)", and stands only at the attributes of an object type.',
      );
    const suggestion = suggestName(name, keywords);
    return this.#fail(
      expression,
      `There is no type "${name}".${didYouMean(suggestion) || ` Use one of ${keywords.join(", ")}.`}`,
      suggestion,
    );
  }

  #readConstructor(call: NonNullable<ReturnType<Expression["asCall"]>>, expression: Expression): Reading {
    const { name, args } = call;
    const [argument] = args;
    if (name in simple)
      return this.#fail(expression, `The type "${name}" takes no arguments. Write it without parentheses.`);
    if (name === "optional")
      return this.#fail(
        expression,
        'The word "optional" stands only at the attributes of an object type. Remove it here.',
      );
    const example = examples[name];
    if (!example) {
      const suggestion = suggestName(name, keywords);
      return this.#fail(
        expression,
        `There is no type "${name}".${didYouMean(suggestion) || ` Use one of ${keywords.join(", ")}.`}`,
        suggestion,
      );
    }
    if (!argument || args.length > 1)
      return this.#fail(
        expression,
        `The type "${name}" takes one argument, which says what is in it. Write for instance "${example}".`,
      );
    if (name === "tuple") return this.#readTuple(argument);
    if (name === "object") return this.#readObject(argument);
    const element = this.read(argument);
    const type = name === "list" ? T.list(element.type) : name === "set" ? T.set(element.type) : T.map(element.type);
    return { type, defaults: defaultsOf(noValues, element.defaults ? [["", element.defaults]] : []) };
  }

  #readTuple(argument: Expression): Reading {
    const items = argument.asList();
    if (!items)
      return this.#fail(
        argument,
        'A tuple type lists the types of its elements in brackets. Write for instance "tuple([string, number])".',
      );
    const readings = items.map((item) => this.read(item));
    const children = readings.flatMap((r, i): [string, TypeDefaults][] =>
      r.defaults ? [[String(i), r.defaults]] : [],
    );
    return { type: T.tuple(readings.map((r) => r.type)), defaults: defaultsOf(noValues, children) };
  }

  #readObject(argument: Expression): Reading {
    const pairs = argument.asPairs();
    if (!pairs)
      return this.#fail(
        argument,
        'An object type names its attributes and their types in braces. Write for instance "object({ name = string })".',
      );
    const attributes = new Map<string, Type>();
    const optional = new Set<string>();
    const values = new Map<string, Value>();
    const children: [string, TypeDefaults][] = [];
    for (const { key, value } of pairs) {
      const name = this.#readName(key);
      if (name === undefined) continue;
      const attribute = this.#readAttribute(value);
      attributes.set(name, attribute.type);
      if (attribute.isOptional) optional.add(name);
      if (attribute.standIn) values.set(name, attribute.standIn);
      if (attribute.defaults) children.push([name, attribute.defaults]);
    }
    return { type: T.object(attributes, optional), defaults: defaultsOf(values, children) };
  }

  #readName(key: Expression): string | undefined {
    const traversal = key.asTraversal();
    if (traversal && traversal.steps.length === 0) return traversal.root;
    this.#fail(key, "The names of attributes in an object type are written without quotes. Write a plain name.");
    return undefined;
  }

  #readAttribute(expression: Expression): Reading & { readonly isOptional: boolean; readonly standIn?: Value } {
    const call = expression.asCall();
    if (call?.name !== "optional") return { ...this.read(expression), isOptional: false };
    const [type, standIn] = call.args;
    if (this.#isExact)
      return {
        ...this.#fail(
          expression,
          'The word "optional" cannot be used where a single type must be named. Write the type itself.',
        ),
        isOptional: false,
      };
    if (!type || call.args.length > 2) {
      const detail =
        'The word "optional" takes a type and, if wanted, a default value. Write for instance "optional(number, 10)".';
      return { ...this.#fail(expression, detail), isOptional: true };
    }
    const reading = this.read(type);
    if (!standIn) return { ...reading, isOptional: true };
    const value = this.#readDefault(standIn, reading.type);
    return { ...reading, isOptional: true, ...(value ? { standIn: value } : {}) };
  }

  #readDefault(expression: Expression, type: Type): Value | undefined {
    const { value, diagnostics } = expression.evaluate(undefined);
    appendAll(this.#diagnostics, diagnostics);
    if (hasErrors(diagnostics)) return undefined;
    const converted = convert(value, type);
    if ("value" in converted) return converted.value;
    const detail = `This default does not fit the type of its attribute: ${describeConversionError(converted)}. Change the one or the other.`;
    this.#diagnostics.push(errorAt(expression.range, "Invalid default value for optional attribute", detail));
    return undefined;
  }
}

function defaultsOf(
  values: ReadonlyMap<string, Value>,
  children: readonly [string, TypeDefaults][],
): TypeDefaults | undefined {
  if (values.size === 0 && children.length === 0) return undefined;
  return { values, children: children.length > 0 ? new Map(children) : noChildren };
}
