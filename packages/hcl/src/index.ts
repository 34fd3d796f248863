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
export { equals, sameValue } from "./value/equality.ts";
export type { BigFloat } from "./value/number.ts";
export * as numbers from "./value/number.ts";
export { hasDynamic, T, typeEquals, typeName, typeText, withoutOptional } from "./value/type.ts";
export type { Entries } from "./value/value.ts";
export {
  isKnown,
  isNull,
  isWhollyKnown,
  marksDeep,
  partsOfValue,
  typeOf,
  unmark,
  unmarkDeep,
  V,
  withMarks,
} from "./value/value.ts";
