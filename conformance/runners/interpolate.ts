import { isDeepStrictEqual } from "node:util";
import type { InterpolationContext } from "../../packages/sdk/src/interpolate/context.ts";
import { functionsCalled, interpolate } from "../../packages/sdk/src/interpolate/interpolate.ts";
import { interpolateTree } from "../../packages/sdk/src/interpolate/interpolate-tree.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";

/** Runs one case of the category interpolate. */
export function runInterpolateCase(given: Case): CaseResult {
  switch (given.kind ?? "render") {
    case "render":
      return runRender(given);
    case "functions-called":
      return compare([...functionsCalled(String(given.input))].sort(), sorted(given.want));
    case "structure":
      return runStructure(given);
    default:
      return failed(`a case of unknown kind ${String(given.kind)}`);
  }
}

function runRender(given: Case): CaseResult {
  const env = stringsOf(given.env);
  const context = contextOf(recordOf(given.context), env);
  const result = interpolate(String(given.input), context);
  if ("error" in result) {
    if (given.error) return passed;
    return failed(`${JSON.stringify(given.want)} was expected, the error "${result.error}" came`);
  }
  if (given.error) return failed(`an error was expected, ${JSON.stringify(result.value)} came`);
  // What a clock or the machine gives no case can state; such a case passes by rendering.
  if (typeof given.want !== "string" && given.want_kind !== undefined && result.value !== "") return passed;
  return compare(result.value, given.want);
}

function runStructure(given: Case): CaseResult {
  const filter = recordOf(given.filter);
  const context = contextOf(recordOf(given.context), stringsOf(given.env));
  const result = interpolateTree(given.input, context, {
    ...(Array.isArray(filter.Include) ? { only: filter.Include.map(String) } : {}),
    ...(Array.isArray(filter.Exclude) ? { exclude: filter.Exclude.map(String) } : {}),
  });
  if ("failures" in result) {
    return given.error ? passed : failed(`the error "${result.failures[0]?.error}" came`);
  }
  return compare(result.value, given.want);
}

/** A context from the Go field names of the vectors. */
function contextOf(
  given: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): InterpolationContext {
  const text = (name: string) => (typeof given[name] === "string" ? String(given[name]) : undefined);
  return {
    dialect: "json",
    startedAt: new Date(),
    cwd: process.cwd(),
    packerVersion: text("CorePackerVersionString") ?? "1.16.0",
    buildName: text("BuildName"),
    buildType: text("BuildType"),
    templatePath: text("TemplatePath"),
    userVariables: stringsOf(given.UserVariables),
    data: typeof given.Data === "object" && given.Data !== null ? recordOf(given.Data) : undefined,
    inVariables: given.EnableEnv ? { env } : undefined,
  };
}

function compare(got: unknown, want: unknown): CaseResult {
  if (isDeepStrictEqual(got, want)) return passed;
  return failed(`${JSON.stringify(want)} was expected, ${JSON.stringify(got)} came`);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(recordOf(value)).map(([key, text]) => [key, String(text)]));
}

function sorted(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String).sort() : [];
}
