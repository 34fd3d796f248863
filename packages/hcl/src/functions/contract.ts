import type { Type, Value } from "../value/types.ts";

/** One parameter of a function. An argument is converted to `type` before the call. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly allowNull?: boolean;
  readonly allowUnknown?: boolean;
  readonly allowMarked?: boolean;
  readonly description?: string;
}

/** A function of the language. `returns` and `call` throw a FunctionError for what the caller did wrong. */
export interface Fn {
  readonly params: readonly Parameter[];
  readonly variadic?: Parameter;
  readonly description: string;
  /** The type of the result for these (perhaps unknown) arguments. */
  readonly returns: (args: readonly Value[]) => Type;
  readonly call: (args: readonly Value[], returns: Type) => Value;
  /**
   * Functions that take expressions instead of values (`try`, `can`, `convert`) get their arguments unevaluated;
   * `call` and `returns` are then not used.
   */
  readonly lazy?: (args: readonly LazyArgument[]) => Value;
  /** Is told each text that a call has made of something marked: what must not be seen is not only what was marked. */
  readonly noteMarked?: (text: string) => void;
}

/** An argument that the function evaluates itself. `value` throws an EvaluationError carrying the diagnostics. */
export interface LazyArgument {
  readonly value: () => Value;
  /** The argument read as a type expression (`list(string)`); throws a FunctionError where it is none. */
  readonly asType: () => Type;
}

/** What a function reports when its arguments are wrong; `argument` counts from 0. */
export class FunctionError extends Error {
  readonly argument: number | undefined;
  constructor(message: string, argument?: number) {
    super(message);
    this.name = "FunctionError";
    this.argument = argument;
  }
}
