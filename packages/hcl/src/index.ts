// The public face of @ingot/hcl; nothing else of the package is imported from outside.
export type { Diagnostic, Result } from "./diagnostic.ts";
export { errorAt, hasErrors, inSourceOrder, warningAt } from "./diagnostic.ts";
export type { Position, Range } from "./source.ts";
export { rangeBetween, startOfText } from "./source.ts";
export type { Fn, LazyArgument, Parameter } from "./functions/contract.ts";
export { FunctionError } from "./functions/contract.ts";
export type {
  Attribute,
  Block,
  Body,
  BodySchema,
  Content,
  Expression,
  ParsedFile,
  ParseFile,
  Scope,
  Traversal,
  TraversalStep,
  TypeConstraint,
  TypeDefaults,
} from "./syntax/contract.ts";
export type { Mark, Path, PathStep, Type, Value } from "./value/types.ts";
