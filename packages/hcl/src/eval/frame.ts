import { type Diagnostic, errorAt, mostDiagnostics } from "../diagnostic.ts";
import type { Range } from "../source.ts";
import type { Node } from "../syntax/ast.ts";
import type { Expression, Scope } from "../syntax/contract.ts";
import type { Value } from "../value/types.ts";
import { readingsOf } from "./readings.ts";

/** The two recursive parts of evaluation, handed in because imports do not go round in circles. */
export interface Language {
  readonly evaluate: (node: Node, frame: Frame) => Value;
  readonly expressionOf: (node: Node) => Expression;
}

/** Where an expression is evaluated: the names it may use, the element of the splat around it, and where errors go. */
export class Frame {
  readonly scope: Scope | undefined;
  /** The element that an ItemNode stands for. */
  readonly item: Value | undefined;
  readonly diagnostics: Diagnostic[];
  readonly language: Language;

  constructor(language: Language, scope: Scope | undefined, diagnostics: Diagnostic[] = [], item?: Value) {
    this.language = language;
    this.scope = scope;
    this.diagnostics = diagnostics;
    this.item = item;
  }

  evaluate(node: Node): Value {
    return this.language.evaluate(node, this);
  }

  /** The same place, for an expression whose errors may not count. */
  apart(): Frame {
    return new Frame(this.language, this.scope, [], this.item);
  }

  withItem(item: Value): Frame {
    return new Frame(this.language, this.scope, this.diagnostics, item);
  }

  withScope(scope: Scope): Frame {
    return new Frame(this.language, scope, this.diagnostics, this.item);
  }

  /** Reports an error; `about` are the expressions whose names are shown with their values. */
  report(
    subject: Range,
    summary: string,
    detail: string,
    about: readonly Node[] = [],
    more: Partial<Diagnostic> = {},
  ): void {
    if (this.diagnostics.length >= mostDiagnostics) return;
    const readings = readingsOf(about, this.scope);
    this.diagnostics.push(errorAt(subject, summary, detail, readings.length > 0 ? { readings, ...more } : more));
  }
}
