// The syntax tree of a template. Every part knows where it stands: `offset` is its first UTF-16 code unit, `end` the
// first one behind it.

/** Where a part stands in the text. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

/** What an action's arguments are made of. */
export type Operand = Span &
  (
    | { readonly k: "dot" }
    | { readonly k: "nil" }
    | { readonly k: "bool"; readonly value: boolean }
    | { readonly k: "number"; readonly value: NumberLiteral }
    | { readonly k: "string"; readonly value: string }
    | { readonly k: "field"; readonly names: readonly string[] }
    | { readonly k: "variable"; readonly name: string; readonly names: readonly string[] }
    | { readonly k: "function"; readonly name: string }
    | { readonly k: "pipe"; readonly pipe: Pipe }
    | { readonly k: "chain"; readonly of: Operand; readonly names: readonly string[] }
  );

/** A number as written: Go decides by its form whether it is an int or a float64. */
export type NumberLiteral =
  | { readonly k: "int"; readonly value: number | bigint }
  | { readonly k: "float64"; readonly value: number };

/** One stage of a pipeline: a function with arguments, or a single value. */
export interface Command extends Span {
  readonly operands: readonly Operand[];
}

/** `$a, $b := command | command`. */
export interface Pipe extends Span {
  /** Variables with their dollar sign. */
  readonly variables: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A part of a template's body. */
export type Node = Span &
  (
    | { readonly k: "text"; readonly text: string }
    | { readonly k: "action"; readonly pipe: Pipe }
    | { readonly k: "if" | "with" | "range"; readonly pipe: Pipe; readonly body: Body; readonly otherwise: Body }
    | { readonly k: "template"; readonly template: string; readonly pipe: Pipe | undefined }
    | { readonly k: "break" | "continue" }
  );

/** A stretch of a template. */
export type Body = readonly Node[];
