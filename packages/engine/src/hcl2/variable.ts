import type { Block, Body, Diagnostic, Expression, Range, Scope, Type, TypeDefaults, Value } from "@ingot/hcl";
import {
  appendAll,
  applyDefaults,
  convert,
  errorAt,
  hasErrors,
  isIdentifier,
  readTypeConstraint,
  T,
  typeOf,
} from "@ingot/hcl";
import { literalBool, literalString } from "./literals.ts";
import { readBlock } from "./root-blocks.ts";

export interface Validation {
  readonly condition: Expression;
  readonly errorMessage: string;
  readonly range: Range;
}

/** An input variable as it is declared. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly defaults: TypeDefaults | undefined;
  readonly default: { readonly value: Value; readonly range: Range } | undefined;
  /** The default as it is written, before it is brought to the type; without a value where it cannot be evaluated. */
  readonly writtenDefault: { readonly value: Value | undefined; readonly range: Range } | undefined;
  readonly isSensitive: boolean;
  /** A mistake in the declaration hides which type it has, or whether it has a default. */
  readonly isInDoubt: boolean;
  readonly validations: readonly Validation[];
  /** The block's header, or the attribute in a `variables` block. */
  readonly range: Range;
}

/** Reads `variable "name" {}` and `variables {}` blocks. `scope` has the one function that defaults may call, `env`. */
export function readVariables(
  blocks: readonly Block[],
  scope: Scope,
): {
  readonly variables: ReadonlyMap<string, Variable>;
  /** Declarations whose names cannot be used. */
  readonly nameless: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const nameless: Block[] = [];
  const variables = new Map<string, Variable>();
  const diagnostics: Diagnostic[] = [];
  const add = (variable: Variable) => {
    const first = variables.get(variable.name);
    if (first) diagnostics.push(duplicate(variable, first));
    else variables.set(variable.name, variable);
  };
  for (const block of blocks) {
    if (block.type === "variable") {
      const variable = readVariable(block, scope, diagnostics);
      if (variable) add(variable);
      else nameless.push(block);
    }
    if (block.type === "variables") for (const variable of readShortForm(block.body, scope, diagnostics)) add(variable);
  }
  return { variables, nameless, diagnostics };
}

function readVariable(block: Block, scope: Scope, diagnostics: Diagnostic[]): Variable | undefined {
  const name = block.labels[0] ?? "";
  if (!isIdentifier(name)) {
    diagnostics.push(
      errorAt(
        block.labelRanges[0],
        "Invalid variable name",
        `"${name}" cannot be used in an expression. A name begins with a letter and goes on with letters, digits, "_" and "-".`,
      ),
    );
    return undefined;
  }
  const content = readBlock(block.body, ["type", "default", "description", "sensitive"], ["validation"]);
  appendAll(diagnostics, content.diagnostics);
  literalString(content.attributes.get("description"), diagnostics);
  const typeAttribute = content.attributes.get("type");
  const constraint = typeAttribute && readTypeConstraint(typeAttribute.expression);
  if (constraint) appendAll(diagnostics, constraint.diagnostics);
  const written = content.attributes.get("default");
  const value = written && evaluateDefault(written.expression, scope, diagnostics);
  const type = constraint?.value.type ?? (value ? inferredType(value) : T.dynamic);
  const defaults = constraint?.value.defaults;
  return {
    name,
    type,
    defaults,
    default: written && value && conformed(name, value, type, defaults, written.expression.range, diagnostics),
    writtenDefault: written && { value, range: written.expression.range },
    isSensitive: literalBool(content.attributes.get("sensitive"), diagnostics) ?? false,
    isInDoubt:
      block.body.isIncomplete || (constraint ? hasErrors(constraint.diagnostics) : written !== undefined && !value),
    validations: content.blocks.flatMap((validation) => readValidation(name, validation, diagnostics) ?? []),
    range: block.headerRange,
  };
}

function readShortForm(body: Body, scope: Scope, diagnostics: Diagnostic[]): Variable[] {
  const attributes = body.attributes();
  appendAll(diagnostics, attributes.diagnostics);
  return [...attributes.value.values()].map((attribute) => {
    const value = evaluateDefault(attribute.expression, scope, diagnostics);
    return {
      name: attribute.name,
      type: value ? inferredType(value) : T.dynamic,
      defaults: undefined,
      default: value && { value, range: attribute.expression.range },
      writtenDefault: { value, range: attribute.expression.range },
      isSensitive: false,
      isInDoubt: !value,
      validations: [],
      range: attribute.nameRange,
    };
  });
}

function evaluateDefault(expression: Expression, scope: Scope, diagnostics: Diagnostic[]): Value | undefined {
  const result = expression.evaluate(scope);
  appendAll(diagnostics, result.diagnostics);
  return hasErrors(result.diagnostics) ? undefined : result.value;
}

/** A default without a type gives the type; the empty `{}` and `[]` say nothing about their elements and stay open. */
function inferredType(value: Value): Type {
  const type = typeOf(value);
  const isEmpty =
    (type.k === "tuple" && type.items.length === 0) || (type.k === "object" && type.attributes.size === 0);
  return isEmpty ? T.dynamic : type;
}

function conformed(
  name: string,
  value: Value,
  type: Type,
  defaults: TypeDefaults | undefined,
  range: Range,
  diagnostics: Diagnostic[],
): Variable["default"] {
  const converted = convert(defaults ? applyDefaults(value, defaults) : value, type);
  if ("value" in converted) return { value: converted.value, range };
  diagnostics.push(
    errorAt(
      range,
      "Invalid default value for variable",
      `The default of "${name}" does not fit its type: ${converted.error}. Change the default or the type.`,
    ),
  );
  return undefined;
}

function readValidation(name: string, block: Block, diagnostics: Diagnostic[]): Validation | undefined {
  const content = readBlock(block.body, ["condition", "error_message"]);
  appendAll(diagnostics, content.diagnostics);
  const condition = content.attributes.get("condition");
  const message = content.attributes.get("error_message");
  for (const [attribute, missing] of [
    [condition, "condition"],
    [message, "error_message"],
  ] as const) {
    if (!attribute && !block.body.isIncomplete && !content.diagnostics.some(({ suggestion }) => suggestion === missing))
      diagnostics.push(
        errorAt(block.headerRange, "Missing required argument", `A validation block needs "${missing}". Add it.`),
      );
  }
  if (!condition || !message) return undefined;
  const isUsable = checkReferences(name, condition.expression, diagnostics);
  const errorMessage = literalString(message, diagnostics);
  if (errorMessage === undefined) return undefined;
  if (!looksLikeSentences(errorMessage)) {
    diagnostics.push(
      errorAt(
        message.expression.range,
        "Invalid validation error message",
        'The message is shown to people: write at least one full sentence that begins with an upper-case letter and ends with ".", "?" or "!".',
      ),
    );
  }
  return isUsable ? { condition: condition.expression, errorMessage, range: block.headerRange } : undefined;
}

/** False where the condition reads what it must not, and cannot be evaluated. */
function checkReferences(name: string, condition: Expression, diagnostics: Diagnostic[]): boolean {
  const before = diagnostics.length;
  let readsItself = false;
  for (const traversal of condition.variables()) {
    const first = traversal.steps[0];
    if (traversal.root === "var" && first?.k === "attribute" && first.name === name) readsItself = true;
    else {
      diagnostics.push(
        errorAt(
          traversal.range,
          "Invalid reference in variable validation",
          `The condition of variable "${name}" can read only var.${name} itself. Move a check that reads more to where the value is used.`,
        ),
      );
    }
  }
  // What reads another variable was told already which one it may read.
  if (!readsItself && diagnostics.length === before) {
    diagnostics.push(
      errorAt(
        condition.range,
        "Invalid variable validation condition",
        `The condition must read var.${name}, the value that it is to check.`,
      ),
    );
  }
  return diagnostics.length === before;
}

/** The first character, if it is a letter, is upper case; the last one ends a sentence. */
function looksLikeSentences(text: string): boolean {
  const first = [...text][0] ?? "";
  return text !== "" && (!/\p{L}/u.test(first) || first === first.toUpperCase()) && /[.?!]$/.test(text);
}

function duplicate(second: Variable, first: Variable): Diagnostic {
  return errorAt(
    second.range,
    "Duplicate variable",
    `The variable "${second.name}" is declared already, in ${first.range.filename} line ${first.range.start.line}. Remove one of the two.`,
  );
}
