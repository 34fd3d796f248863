import type { Operand } from "./syntax.ts";
import { TemplateError } from "./template-error.ts";
import { describeType, kindOf, noValue, numberOf } from "./values.ts";

/** What a parameter accepts; `any` accepts everything, nil included. */
export type ParameterType = "string" | "int" | "float" | "bool" | "any";

/**
 * A function that templates can call. As a bare function it takes what it is given; with declared parameters the number
 * and the types of the arguments are checked first, as Go does. It may throw; the message becomes the template's error.
 */
export type TemplateFunction =
  | ((...args: readonly unknown[]) => unknown)
  | {
      readonly parameters: readonly ParameterType[];
      /** The type of any further arguments. */
      readonly variadic?: ParameterType;
      readonly run: (...args: readonly unknown[]) => unknown;
    };

/** Functions by name. */
export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

/**
 * Checks the arguments of a call against what the function declares.
 *
 * @param operands where the arguments stand; a value that was piped in has none
 * @throws TemplateError at the first argument that does not fit
 */
export function checkArguments(
  callee: Operand & { readonly k: "function" },
  declared: { readonly parameters: readonly ParameterType[]; readonly variadic?: ParameterType },
  operands: readonly Operand[],
  args: readonly unknown[],
): void {
  const { parameters, variadic } = declared;
  const wanted = parameters.length;
  if (args.length < wanted || (args.length > wanted && variadic === undefined)) {
    const least = variadic === undefined ? "" : "at least ";
    throw new TemplateError(
      `${callee.name} takes ${least}${wanted} argument${wanted === 1 ? "" : "s"}, ${args.length} given.`,
      callee.offset,
    );
  }
  args.forEach((arg, i) => {
    const type = parameters[i] ?? variadic ?? "any";
    if (accepts(type, arg, operands[i])) return;
    const found = arg === noValue ? "nothing, because the data has no such field" : describeType(arg);
    throw new TemplateError(
      `${callee.name} takes ${type === "int" ? "an" : "a"} ${type} as argument ${i + 1}, and this is ${found}.`,
      operands[i]?.offset ?? callee.offset,
    );
  });
}

function accepts(type: ParameterType, value: unknown, operand: Operand | undefined): boolean {
  const kind = kindOf(value);
  switch (type) {
    case "any":
      return true;
    case "int":
      // A literal such as 1.0 is an int where an int is wanted.
      return kind === "int" || (operand?.k === "number" && isInt64(numberOf(value)));
    case "float":
      return kind === "float64" || (operand?.k === "number" && kind === "int");
    default:
      return kind === type;
  }
}

function isInt64(number: number): boolean {
  return Number.isInteger(number) && number >= -(2 ** 63) && number < 2 ** 63;
}
