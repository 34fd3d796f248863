import { formatText } from "../../packages/hcl/src/format/format-text.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";

/** Runs one case of the category hcl_format. */
export function runHclFormatCase(given: Case): CaseResult {
  const got = formatText(String(given.input));
  return got === given.want
    ? passed
    : failed(`${JSON.stringify(given.want)} was expected, ${JSON.stringify(got)} came`);
}
