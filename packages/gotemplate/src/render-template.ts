// Runs a parsed template over data.
import { builtIns } from "./built-ins.ts";
import { maxTextLength, show } from "./format-printf.ts";
import type { Template } from "./parse-template.ts";
import type { Body, Command, Node, NumberLiteral, Operand, Pipe, Span } from "./syntax.ts";
import { isStackOverflow, nestsTooDeeply, TemplateError } from "./template-error.ts";
import { checkArguments, type TemplateFunction, type TemplateFunctions } from "./template-function.ts";
import {
  describeType,
  entriesOf,
  entryOf,
  float64,
  isTruthy,
  kindOf,
  listOf,
  noValue,
  numberOf,
  toPlain,
} from "./values.ts";
import { Variables } from "./variables.ts";

/** How a template is rendered. */
export interface RenderOptions {
  /** What a field that the data does not have is: `<no value>` in the output (the default), or an error. */
  readonly missingField?: "print" | "error";
}

const maxDepth = 1000;
const maxSteps = 5_000_000;

/**
 * Renders a template.
 *
 * @param template what {@link parseTemplate} returned; where that has an error, it is thrown
 * @param data plain data: null, booleans, numbers, bigints, strings, arrays, objects, Maps, and functions for `call`
 * @param functions what the template may call, besides the language's own functions
 * @throws TemplateError, with the place in the text. An error thrown by a function is its cause.
 */
export function render(
  template: Template,
  data: unknown,
  functions: TemplateFunctions = {},
  options: RenderOptions = {},
): string {
  if (template.error) throw template.error;
  const out: string[] = [];
  const run = new Run(template, functions, options, out);
  try {
    run.body(template.body, data, new Variables(data), 0);
  } catch (error) {
    throw error instanceof TemplateError ? error : nestsTooDeeply(error);
  }
  return out.join("");
}

type Next = "on" | "break" | "continue";

/** Marks the absence of a value piped in. */
const nothing = Symbol("nothing");

class Run {
  readonly #template: Template;
  readonly #functions: TemplateFunctions;
  readonly #missingIsError: boolean;
  readonly #out: string[];
  #length = 0;
  #steps = 0;

  constructor(template: Template, functions: TemplateFunctions, options: RenderOptions, out: string[]) {
    this.#template = template;
    this.#functions = functions;
    this.#missingIsError = options.missingField === "error";
    this.#out = out;
  }

  /** A template that loops for ever, or nearly so, is stopped. A step is a part that runs, or a stretch of text that it handles. */
  #spend(steps: number, at: Span): void {
    this.#steps += steps;
    if (this.#steps > maxSteps) {
      throw new TemplateError(
        `The template does not end: it has taken more than ${maxSteps} steps. Look for a {{range}} over a large number, or for templates that call each other.`,
        at.offset,
      );
    }
  }

  #write(text: string, at: Span): void {
    this.#length += text.length;
    if (this.#length > maxTextLength)
      throw new TemplateError(`The result is longer than ${maxTextLength} characters.`, at.offset);
    this.#spend(stepsFor(text), at);
    this.#out.push(text);
  }

  body(body: Body, dot: unknown, variables: Variables, depth: number): Next {
    for (const node of body) {
      const next = this.#node(node, dot, variables, depth);
      if (next !== "on") return next;
    }
    return "on";
  }

  #node(node: Node, dot: unknown, variables: Variables, depth: number): Next {
    this.#spend(1, node);
    switch (node.k) {
      case "text":
        this.#write(node.text, node);
        return "on";
      case "action": {
        const value = this.#pipe(node.pipe, dot, variables);
        if (node.pipe.variables.length === 0) this.#write(this.#print(value, node.pipe), node);
        return "on";
      }
      case "if":
      case "with": {
        const count = variables.count;
        const value = this.#pipe(node.pipe, dot, variables);
        const truth = isTruthy(value);
        const next = this.body(
          truth ? node.body : node.otherwise,
          truth && node.k === "with" ? value : dot,
          variables,
          depth,
        );
        variables.restore(count);
        return next;
      }
      case "range": {
        const count = variables.count;
        const next = this.#range(node, dot, variables, depth);
        variables.restore(count);
        return next;
      }
      case "template": {
        const body = this.#template.definitions.get(node.template);
        if (!body) throw new TemplateError(`There is no template ${JSON.stringify(node.template)}.`, node.offset);
        if (depth >= maxDepth)
          throw new TemplateError(`Templates call each other more than ${maxDepth} deep.`, node.offset);
        const inner = node.pipe ? this.#pipe(node.pipe, dot, variables) : null;
        this.body(body, inner, new Variables(inner), depth + 1);
        return "on";
      }
      default:
        return node.k;
    }
  }

  #range(
    node: Node & { readonly k: "if" | "with" | "range" },
    dot: unknown,
    variables: Variables,
    depth: number,
  ): Next {
    const { pipe } = node;
    // The pipeline's own variables hold the whole until there is an element, and in {{else}}.
    const value = this.#pipe(pipe, dot, variables);
    const count = variables.count;
    let empty = true;
    for (const [key, item] of this.#elements(value, pipe)) {
      empty = false;
      this.#spend(1, pipe);
      const [first, second] = pipe.variables;
      if (first !== undefined && second !== undefined) {
        this.#bind(pipe, first, key, variables);
        this.#bind(pipe, second, item, variables);
      } else if (first !== undefined) this.#bind(pipe, first, item, variables);
      const next = this.body(node.body, item, variables, depth);
      variables.restore(count);
      if (next === "break") break;
    }
    return empty ? this.body(node.otherwise, dot, variables, depth) : "on";
  }

  #elements(value: unknown, pipe: Pipe): Iterable<readonly [unknown, unknown]> {
    switch (kindOf(value)) {
      case "list":
        return listOf(value).entries();
      case "map":
        return entriesOf(value);
      case "nil":
        return [];
      case "int":
        if (pipe.variables.length < 2) return countTo(numberOf(value));
        throw new TemplateError("A number has no second range variable.", pipe.offset);
      default:
        throw new TemplateError(
          `${show(value)} is ${describeType(value)}, which {{range}} cannot go through.`,
          pipe.offset,
        );
    }
  }

  #bind(pipe: Pipe, name: string, value: unknown, variables: Variables): void {
    if (!pipe.assigns) variables.declare(name, value);
    else if (variables.has(name)) variables.set(name, value);
    else throw new TemplateError(`The variable ${name} is not defined here.`, pipe.offset);
  }

  #pipe(pipe: Pipe, dot: unknown, variables: Variables): unknown {
    const value = this.#commands(pipe, dot, variables);
    for (const name of pipe.variables) this.#bind(pipe, name, value, variables);
    return value;
  }

  #commands(pipe: Pipe, dot: unknown, variables: Variables): unknown {
    let value: unknown = nothing;
    for (const command of pipe.commands) value = this.#command(command, dot, variables, value);
    return value;
  }

  #command(command: Command, dot: unknown, variables: Variables, piped: unknown): unknown {
    const [first, ...rest] = command.operands;
    if (!first) throw new Error("a command has no operands");
    if (first.k === "function") return this.#call(first, rest, dot, variables, piped);
    if (rest.length > 0 || piped !== nothing) {
      throw new TemplateError(`${this.#source(first)} is not a function, so it takes no arguments.`, first.offset);
    }
    if (first.k === "nil") throw new TemplateError("nil alone is not a value.", first.offset);
    return this.#operand(first, dot, variables);
  }

  #operand(operand: Operand, dot: unknown, variables: Variables): unknown {
    switch (operand.k) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "bool":
      case "string":
        return operand.value;
      case "number":
        return this.#number(operand.value, operand);
      case "field":
        return this.#fields(dot, operand.names, operand);
      case "variable":
        return this.#fields(variables.get(operand.name), operand.names, operand);
      case "function":
        return this.#call(operand, [], dot, variables, nothing);
      case "pipe":
        return this.#pipe(operand.pipe, dot, variables);
      case "chain":
        return this.#fields(this.#operand(operand.of, dot, variables), operand.names, operand);
    }
  }

  #number(literal: NumberLiteral, at: Span): unknown {
    if (literal.k === "float64") return float64(literal.value);
    if (BigInt.asIntN(64, BigInt(literal.value)) !== BigInt(literal.value)) {
      throw new TemplateError("This number is too large for an int.", at.offset);
    }
    return literal.value;
  }

  #fields(start: unknown, names: readonly string[], at: Span): unknown {
    let value = start;
    for (const [i, name] of names.entries()) {
      const kind = kindOf(value);
      if (kind === "nil") {
        if (this.#missingIsError) throw new TemplateError(`There is no data in which .${name} could be.`, at.offset);
        // A field of the data itself, or of what is not there, is not there either; nil is there, and has no fields.
        if (value === noValue || i === 0) value = noValue;
        else throw new TemplateError(`The value before .${name} is nil.`, at.offset);
        continue;
      }
      if (kind !== "map")
        throw new TemplateError(`This is ${describeType(value)}, which has no field .${name}.`, at.offset);
      value = entryOf(value, name);
      if (value === noValue && this.#missingIsError)
        throw new TemplateError(`There is no field .${name} here.`, at.offset);
    }
    return value;
  }

  #call(
    callee: Operand & { readonly k: "function" },
    operands: readonly Operand[],
    dot: unknown,
    variables: Variables,
    piped: unknown,
  ): unknown {
    const own = Object.hasOwn(this.#functions, callee.name) ? this.#functions[callee.name] : undefined;
    if (!own && (callee.name === "and" || callee.name === "or")) {
      return this.#shortCircuit(callee, operands, dot, variables, piped);
    }
    const builtIn = builtIns.get(callee.name);
    const args = operands.map((operand, i) =>
      isFloatLiteral(own, operand, i) ? numberOf(operand.value.value) : this.#operand(operand, dot, variables),
    );
    if (piped !== nothing) args.push(piped);
    if (own && typeof own !== "function") checkArguments(callee, own, operands, args);
    for (const arg of args) this.#spend(stepsFor(arg), callee);
    try {
      if (typeof own === "function") return this.#made(own(...args.map(toPlain)));
      if (own) return this.#made(own.run(...args.map(toPlain)));
      if (builtIn) return this.#made(builtIn(args));
    } catch (error) {
      if (error instanceof TemplateError || isStackOverflow(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new TemplateError(`${callee.name}: ${message}`, callee.offset, { cause: error });
    }
    throw new TemplateError(`There is no function ${JSON.stringify(callee.name)}.`, callee.offset);
  }

  /** The result of a function; a text doubled in a loop must not grow for ever. */
  #made(value: unknown): unknown {
    if (typeof value === "string" && value.length > maxTextLength)
      throw new Error(`the text is longer than ${maxTextLength} characters`);
    return value ?? null;
  }

  #shortCircuit(
    callee: Operand & { readonly k: "function" },
    operands: readonly Operand[],
    dot: unknown,
    variables: Variables,
    piped: unknown,
  ): unknown {
    const stopsAt = callee.name === "or";
    let value: unknown = nothing;
    for (const operand of operands) {
      value = this.#operand(operand, dot, variables);
      if (isTruthy(value) === stopsAt) return value;
    }
    if (piped !== nothing) value = piped;
    if (value === nothing) throw new TemplateError(`${callee.name} takes at least 1 argument, 0 given.`, callee.offset);
    return value;
  }

  #print(value: unknown, at: Span): string {
    const kind = kindOf(value);
    if (kind === "nil") return "<no value>";
    if (kind === "function") throw new TemplateError("A function cannot be printed.", at.offset);
    return show(value);
  }

  #source(at: Span): string {
    return this.#template.text.slice(at.offset, at.end);
  }
}

function stepsFor(value: unknown): number {
  return typeof value === "string" ? value.length / 16 : 1;
}

/** Where a float is wanted, an integer literal of any size is one. */
function isFloatLiteral(
  own: TemplateFunction | undefined,
  operand: Operand,
  index: number,
): operand is Operand & { readonly k: "number" } {
  if (operand.k !== "number" || own === undefined || typeof own === "function") return false;
  return (own.parameters[index] ?? own.variadic) === "float";
}

function* countTo(end: number): Iterable<readonly [unknown, unknown]> {
  for (let i = 0; i < end; i++) yield [i, i];
}
