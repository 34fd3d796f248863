import { type Diagnostic, hasErrors } from "../../packages/hcl/src/diagnostic.ts";
import type { Block, Body, Scope } from "../../packages/hcl/src/syntax/contract.ts";
import { parseJsonFile } from "../../packages/hcl/src/syntax/json/parse-json-file.ts";
import { parseFile } from "../../packages/hcl/src/syntax/parse-file.ts";
import { readTypeConstraint } from "../../packages/hcl/src/syntax/read-type-constraint.ts";
import { convert } from "../../packages/hcl/src/value/convert.ts";
import { equals } from "../../packages/hcl/src/value/equality.ts";
import type { Value } from "../../packages/hcl/src/value/types.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { showValue } from "../neutral.ts";
import { decodeBody, readSpec } from "./hcl-spec-decoder.ts";

/** Runs one case of the category hcl_spec: a body, the specification to decode it by, and what is expected of that. */
export function runHclSpecCase(given: Case): CaseResult {
  const files = given.files as Readonly<Record<string, string>>;
  const diagnostics: Diagnostic[] = [];
  const input =
    files.hcl === undefined
      ? parseJsonFile(files["hcl.json"] ?? files.json ?? "", "case.hcl.json")
      : parseFile(files.hcl, "case.hcl");
  diagnostics.push(...input.diagnostics);
  const specFile = parseFile(files.hcldec ?? "", "case.hcldec");
  if (hasErrors(specFile.diagnostics)) return failed("the specification could not be parsed");
  const spec = readSpec(specFile.file.body);
  const got = decodeBody(spec, input.file.body, diagnostics);
  return compare(files.t ?? "", got, diagnostics);
}

function compare(text: string, got: Value, diagnostics: readonly Diagnostic[]): CaseResult {
  const expectation = parseFile(text, "case.t").file.body.partial({
    attributes: [{ name: "result" }, { name: "result_type" }],
    blocks: [{ type: "diagnostics", labels: [] }],
  }).value;
  const [expected] = expectation.blocks;
  const said = diagnostics.map((d) => `${d.subject?.start.line}: ${d.summary}: ${d.detail}`).join("; ");
  if (expected) return compareDiagnostics(expected.body, diagnostics, said);
  if (hasErrors(diagnostics)) return failed(`no error was expected, "${said}" came`);
  const none: Scope = { variables: new Map(), functions: new Map() };
  const result = expectation.attributes.get("result")?.expression.evaluate(none).value;
  if (!result) return passed;
  const type = expectation.attributes.get("result_type");
  const wanted = type ? convert(result, readTypeConstraint(type.expression).value.type) : { value: result };
  if (!("value" in wanted)) return failed(`the expectation is not of its own type: ${wanted.error}`);
  const verdict = equals(got, wanted.value);
  if (verdict.k === "bool" && verdict.value) return passed;
  return failed(`${showValue(wanted.value)} was expected, ${showValue(got)} came`);
}

/** Every stated diagnostic must have one of ours on its line, and there must be no others of ours on other lines. */
function compareDiagnostics(expected: Body, diagnostics: readonly Diagnostic[], said: string): CaseResult {
  const { blocks } = expected.content({
    attributes: [],
    blocks: ["error", "warning"].map((type) => ({ type, labels: [] })),
  }).value;
  const wanted = new Set(blocks.map((block) => `${block.type} on line ${lineOf(block)}`));
  const came = new Set(diagnostics.map((d) => `${d.severity} on line ${d.subject?.start.line}`));
  const [missing] = [...wanted].filter((w) => !came.has(w));
  const [extra] = [...came].filter((c) => !wanted.has(c));
  if (missing === undefined && extra === undefined) return passed;
  return failed(`${[...wanted].join(", ")} expected, "${said}" came`);
}

function lineOf(block: Block): number {
  const place = { attributes: ["line", "column", "byte"].map((name) => ({ name })), blocks: [] };
  const { blocks } = block.body.content({
    attributes: [],
    blocks: ["from", "to"].map((type) => ({ type, labels: [] })),
  }).value;
  const [from] = blocks;
  const line = from?.body.content(place).value.attributes.get("line")?.expression.evaluate(undefined).value;
  return line?.k === "number" && line.value.k === "integer" ? Number(line.value.n) : 0;
}
