import { convert, describeConversionError } from "../../packages/hcl/src/value/convert.ts";
import { convertedType } from "../../packages/hcl/src/value/converted-type.ts";
import { typeEquals } from "../../packages/hcl/src/value/type.ts";
import { unify } from "../../packages/hcl/src/value/unify.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { hasRefinement, isWanted, readType, readValue, showType, showValue } from "../neutral.ts";

/** Runs one case of the category cty_convert. */
export function runCtyConvertCase(given: Case): CaseResult {
  switch (given.kind) {
    case "convert":
    case "to":
      return runConvert(given);
    case "unify":
      return runUnify(given);
    case "mismatch": {
      const to = convertedType(readType(given.got), readType(given.want));
      return to ? failed(`no conversion was expected, ${JSON.stringify(showType(to))} came`) : passed;
    }
    default:
      return failed(`a case of unknown kind ${String(given.kind)}`);
  }
}

function runConvert(given: Case): CaseResult {
  const result = convert(readValue(given.value), readType(given.type));
  if (given.error !== "" && given.error !== undefined && given.error !== null) {
    return "error" in result ? passed : failed(`an error was expected, ${showValue(result.value)} came`);
  }
  const want = readValue(given.want);
  if ("error" in result)
    return failed(`${showValue(want)} was expected, the error "${describeConversionError(result)}" came`);
  if (isWanted(result.value, want, hasRefinement(given.value))) return passed;
  return failed(`${showValue(want)} was expected, ${showValue(result.value)} came`);
}

function runUnify(given: Case): CaseResult {
  const types = Array.isArray(given.types) ? given.types.map(readType) : [];
  const got = unify(types);
  const want = given.want === null ? undefined : readType(given.want);
  if (got === undefined || want === undefined ? got === want : typeEquals(got, want)) return passed;
  return failed(`${JSON.stringify(showType(want))} was expected, ${JSON.stringify(showType(got))} came`);
}
