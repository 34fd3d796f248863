import { sameValue } from "../../packages/hcl/src/value/equality.ts";
import {
  fromJson,
  fromPlainJson,
  impliedTypeOfJson,
  JsonError,
  toJson,
  toPlainJson,
} from "../../packages/hcl/src/value/json.ts";
import { typeEquals } from "../../packages/hcl/src/value/type.ts";
import { typeFromJson, typeToJson } from "../../packages/hcl/src/value/type-json.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { readType, readValue, showType, showValue } from "../neutral.ts";

/** Runs one case of the category cty_json. */
export function runCtyJsonCase(given: Case): CaseResult {
  try {
    switch (given.kind) {
      case "value": {
        const type = readType(given.type);
        return compare(given, toJson(readValue(given.value), type), fromJson(String(given.json), type));
      }
      case "simple":
        return compare(given, toPlainJson(readValue(given.value)), fromPlainJson(String(given.json)));
      case "implied":
        return runImplied(given);
      case "type":
        return runType(given);
      default:
        return failed(`a case of unknown kind ${String(given.kind)}`);
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return given.error ? passed : failed(`the error "${error.message}" came`);
  }
}

function compare(given: Case, encoded: string, decoded: ReturnType<typeof readValue>): CaseResult {
  if (given.error) return failed(`an error was expected, ${encoded} came`);
  if (encoded !== given.json) return failed(`${String(given.json)} was expected, ${encoded} came`);
  const want = readValue(given.decoded);
  return sameValue(decoded, want) ? passed : failed(`${showValue(want)} was expected, ${showValue(decoded)} came`);
}

function runType(given: Case): CaseResult {
  const type = readType(given.type);
  const [encoded, decoded] = [typeToJson(type), typeFromJson(String(given.json))];
  if (given.error) return failed(`an error was expected, ${encoded} came`);
  if (encoded !== given.json) return failed(`${String(given.json)} was expected, ${encoded} came`);
  return typeEquals(decoded, type) ? passed : failed(`another type came: ${JSON.stringify(showType(decoded))}`);
}

function runImplied(given: Case): CaseResult {
  try {
    const got = impliedTypeOfJson(String(given.json));
    if (given.error) return failed(`an error was expected, ${JSON.stringify(showType(got))} came`);
    const want = readType(given.type);
    if (typeEquals(got, want)) return passed;
    return failed(`${JSON.stringify(showType(want))} was expected, ${JSON.stringify(showType(got))} came`);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return given.error ? passed : failed(`the error "${error.message}" came`);
  }
}
