import { parseExpression, parseTemplate } from "../syntax/parse-file.ts";
import { formatConsole } from "../value/console-text.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { standardFunctions } from "./standard-functions.ts";

const environment: FunctionEnvironment = {
  baseDir: ".",
  cwd: "/",
  startedAt: new Date("2024-03-05T04:05:06.789Z"),
  env: {},
  parseTemplate,
};

/**
 * Evaluates an expression that calls functions, for the tables of the tests.
 * @returns what the console prints, collections on one line; for a mistake "error: " and the reason
 */
export function evaluateCall(expression: string, changed: Partial<FunctionEnvironment> = {}): string {
  const parsed = parseExpression(expression, "test");
  const functions = standardFunctions({ ...environment, ...changed });
  const { value, diagnostics } = parsed.value.evaluate({ variables: new Map(), functions });
  const [mistake] = [...parsed.diagnostics, ...diagnostics];
  if (mistake) {
    const reason = /^The (?:value for|call of) .*? (?:is not valid|failed): (.*)\.$/s;
    return `error: ${reason.exec(mistake.detail)?.[1] ?? `${mistake.summary}: ${mistake.detail}`}`;
  }
  const text = formatConsole(value);
  return /^[[{]\n/.test(text) ? text.replace(/\s*\n\s*/g, " ") : text;
}
