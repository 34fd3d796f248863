// The public face of @ingot/hcl; nothing else of the package is imported from outside.

export { appendAll } from "./append-all.ts";
export type { Diagnostic, Result } from "./diagnostic.ts";
export { errorAt, hasErrors, inSourceOrder, warningAt } from "./diagnostic.ts";
export type { DiagnosticTextOptions } from "./diagnostic-text.ts";
export { renderDiagnostics } from "./diagnostic-text.ts";
export { displayWidth, widthOfCharacters } from "./display-width.ts";
export type { TextEdit } from "./edit/apply-edits.ts";
export { applyEdits } from "./edit/apply-edits.ts";
export { appendBlock, removeAttribute, removeBlock, renameBlock, setAttribute } from "./edit/edit-body.ts";
export { itemsAt } from "./edit/items-at.ts";
export type { TemplatePart } from "./edit/quote-hcl.ts";
export { quoteParts, quoteText } from "./edit/quote-hcl.ts";
export type { SyntaxTree } from "./edit/syntax-tree.ts";
export { parseSyntax } from "./edit/syntax-tree.ts";
export { toSource } from "./edit/to-source.ts";
export type { SyntaxItem } from "./edit/walk-syntax.ts";
export { walkSyntax } from "./edit/walk-syntax.ts";
export { EvaluationError } from "./eval/evaluation-error.ts";
export { describeTraversal } from "./eval/readings.ts";
export type { FormattedFile } from "./format/format-file.ts";
export { formatFile } from "./format/format-file.ts";
export { formatText } from "./format/format-text.ts";
export type { CallResult } from "./functions/call-function.ts";
export { callFunction } from "./functions/call-function.ts";
export type { Fn, LazyArgument, Parameter } from "./functions/contract.ts";
export { FunctionError } from "./functions/contract.ts";
export type { FunctionEnvironment } from "./functions/environment.ts";
export { toLower, toUpper } from "./functions/map-case.ts";
export type { SecretStoreFunction } from "./functions/secrets/look-up-secret.ts";
export { lookUpSecret } from "./functions/secrets/look-up-secret.ts";
export { standardFunctions, variableDefaultFunctions } from "./functions/standard-functions.ts";
export { graphemesOf } from "./graphemes.ts";
export { collectInput, readInput, readInputText } from "./read-input.ts";
export type { Position, Range } from "./source.ts";
export { coverageOf, rangeBetween, startOfText } from "./source.ts";
export { didYouMean, suggestName } from "./suggest-name.ts";
export type {
  AttributeItem as SyntaxAttribute,
  BlockItem as SyntaxBlock,
  BodyItems as SyntaxBody,
  Node as SyntaxNode,
} from "./syntax/ast.ts";
export type {
  Attribute,
  Block,
  Body,
  BodySchema,
  Content,
  Expression,
  ParsedFile,
  ParseFile,
  RefusedItem,
  Scope,
  Traversal,
  TraversalStep,
  TypeConstraint,
  TypeDefaults,
} from "./syntax/contract.ts";
export { expandDynamic } from "./syntax/expand-dynamic.ts";
export { isIdentifier } from "./syntax/identifier.ts";
export type { JsonArray, JsonNode, JsonObject, JsonProperty, JsonScalar, JsonString } from "./syntax/json/json-node.ts";
export { parseJsonFile } from "./syntax/json/parse-json-file.ts";
export { parseJsonTree } from "./syntax/json/parse-json-tree.ts";
export { mergeBodies } from "./syntax/merge-bodies.ts";
export { parseExpression, parseFile, parseTemplate } from "./syntax/parse-file.ts";
export { readTypeConstraint } from "./syntax/read-type-constraint.ts";
export type { Token as SyntaxToken } from "./syntax/tokens.ts";
export { formatGoLayout, formatRfc3339 } from "./time/format-go-layout.ts";
export { formatStrftime } from "./time/format-strftime.ts";
export { applyDefaults } from "./value/apply-defaults.ts";
export { checkSize } from "./value/check-size.ts";
export { compareUtf8 } from "./value/compare-utf8.ts";
export { formatConsole } from "./value/console-text.ts";
export type { Conversion, ConversionError } from "./value/convert.ts";
export { convert, describeConversionError } from "./value/convert.ts";
export { equals, sameValue } from "./value/equality.ts";
export { fromJson, fromPlainJson, impliedTypeOfJson, JsonError, quoteJson, toJson, toPlainJson } from "./value/json.ts";
export type { BigFloat } from "./value/number.ts";
export * as numbers from "./value/number.ts";
export type { Plain } from "./value/plain.ts";
export { fromJs, toJs } from "./value/plain.ts";
export { quoteGo } from "./value/quote-go.ts";
export { hasDynamic, T, typeEquals, typeName, typeText, withoutOptional } from "./value/type.ts";
export { typeFromJson, typeToJson } from "./value/type-json.ts";
export type { Mark, Path, PathStep, Type, Value } from "./value/types.ts";
export { unify } from "./value/unify.ts";
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
export { wrapWords } from "./wrap-words.ts";
