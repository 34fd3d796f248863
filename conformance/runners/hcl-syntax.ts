import { type Diagnostic, hasErrors } from "../../packages/hcl/src/diagnostic.ts";
import type { Expression } from "../../packages/hcl/src/syntax/contract.ts";
import { isIdentifier } from "../../packages/hcl/src/syntax/identifier.ts";
import { parseJsonFile } from "../../packages/hcl/src/syntax/json/parse-json-file.ts";
import { parseJsonTree } from "../../packages/hcl/src/syntax/json/parse-json-tree.ts";
import { parseExpression, parseFile, parseTemplate } from "../../packages/hcl/src/syntax/parse-file.ts";
import { readTypeConstraint } from "../../packages/hcl/src/syntax/read-type-constraint.ts";
import { typeEquals } from "../../packages/hcl/src/value/type.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { readType, showType } from "../neutral.ts";

/** Runs one case of the category hcl_ident. */
export function runHclIdentCase(given: Case): CaseResult {
  const got = isIdentifier(String(given.input));
  return got === given.want ? passed : failed(`${String(given.want)} was expected, ${got} came`);
}

/** Runs one case of the category hcl_parse. */
export function runHclParseCase(given: Case): CaseResult {
  const diagnostics = problemsOf(String(given.syntax), String(given.input));
  if (hasErrors(diagnostics) === Number(given.diags) > 0) return passed;
  const said = diagnostics.map((d) => d.summary).join("; ");
  return failed(`${String(given.diags)} errors were expected, ${diagnostics.length} came (${said})`);
}

function problemsOf(syntax: string, input: string): readonly Diagnostic[] {
  switch (syntax) {
    case "json":
      return parseJsonTree(input, "case.json").diagnostics;
    case "template":
      return parseTemplate(input, "case.hcl").diagnostics;
    case "expression":
      return parseExpression(input, "case.hcl").diagnostics;
    case "traversal": {
      const { value, diagnostics } = parseExpression(input, "case.hcl");
      const steps = value.asTraversal()?.steps;
      // A traversal that stands for itself has indexes in brackets only (`a[0]`, not `a.0`).
      const isPlain = steps?.every((step) => step.k !== "index" || input[step.range.start.byte] === "[");
      if (hasErrors(diagnostics) || isPlain) return diagnostics;
      return [{ severity: "error", summary: "Not a traversal", detail: "" }];
    }
    case "hcl":
      return parseFile(input, "case.hcl").diagnostics;
    default:
      throw new Error(`a case of unknown syntax ${syntax}`);
  }
}

/** Runs one case of the category hcl_fuzz: it passes by coming back. */
export function runHclFuzzCase(given: Case): CaseResult {
  const input = String(given.input);
  const scope = { variables: new Map(), functions: new Map() };
  parseFile(input, "case.hcl").file.body.attributes();
  parseExpression(input, "case.hcl").value.evaluate(scope);
  parseTemplate(input, "case.hcl").value.evaluate(scope);
  for (const attribute of parseJsonFile(input, "case.json").file.body.attributes().value.values()) {
    attribute.expression.evaluate(scope);
  }
  return passed;
}

/** Runs one case of the category hcl_type. */
export function runHclTypeCase(given: Case): CaseResult {
  const expression = typeExpression(String(given.syntax), String(given.input));
  if (!expression) return failed("the input could not be parsed");
  const { value, diagnostics } = readTypeConstraint(expression, { exact: given.constraint !== true });
  const said = diagnostics.map((d) => d.detail).join("; ");
  // The cases are about types alone, in which an optional attribute has no default.
  const hasDefaults = value.defaults !== undefined;
  if (given.error) return hasErrors(diagnostics) || hasDefaults ? passed : failed("an error was expected, none came");
  if (hasErrors(diagnostics)) return failed(`no error was expected, "${said}" came`);
  const want = readType(given.want);
  if (typeEquals(value.type, want)) return passed;
  return failed(`${JSON.stringify(showType(want))} was expected, ${JSON.stringify(showType(value.type))} came`);
}

function typeExpression(syntax: string, input: string): Expression | undefined {
  if (syntax === "hcl") return parseExpression(input, "case.hcl").value;
  return parseJsonFile(input, "case.json").file.body.attributes().value.get("expr")?.expression;
}
