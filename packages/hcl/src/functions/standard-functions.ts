import { T } from "../value/type.ts";
import { V } from "../value/value.ts";
import { collectionFunctions } from "./collection-functions.ts";
import type { Fn } from "./contract.ts";
import { controlFunctions } from "./control-functions.ts";
import { define, text, textOf } from "./define-function.ts";
import { encodingFunctions } from "./encoding-functions.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { fileFunctions } from "./file-functions.ts";
import { formatFunctions } from "./format-functions.ts";
import { hashFunctions } from "./hash-functions.ts";
import { joinFunctions } from "./join-functions.ts";
import { mapFunctions } from "./map-functions.ts";
import { networkFunctions } from "./network-functions.ts";
import { numericFunctions } from "./numeric-functions.ts";
import { regexFunctions } from "./regex-functions.ts";
import { secretFunctions } from "./secrets/secret-functions.ts";
import { setFunctions } from "./set-functions.ts";
import { stringFunctions } from "./string-functions.ts";
import { templateFunction } from "./template-function.ts";
import { timeFunctions } from "./time-functions.ts";

/** The functions that expressions may call, by name. */
export function standardFunctions(environment: FunctionEnvironment): ReadonlyMap<string, Fn> {
  const { parseTemplate, noteDerived } = environment;
  const functions = new Map<string, Fn>(
    [
      numericFunctions,
      stringFunctions,
      formatFunctions,
      regexFunctions,
      collectionFunctions,
      joinFunctions,
      mapFunctions,
      setFunctions,
      encodingFunctions,
      hashFunctions,
      fileFunctions(environment),
      networkFunctions,
      timeFunctions(environment.startedAt),
      controlFunctions,
      secretFunctions(environment),
    ].flatMap((group) => Object.entries(group)),
  );
  if (parseTemplate)
    functions.set(
      "templatefile",
      templateFunction(environment, parseTemplate, () => functions),
    );
  if (noteDerived) for (const [name, fn] of functions) functions.set(name, { ...fn, noteMarked: noteDerived });
  return functions;
}

/** The one function that defaults of variables may call. */
export function variableDefaultFunctions({ env }: Pick<FunctionEnvironment, "env">): ReadonlyMap<string, Fn> {
  const read = define({
    description: "The value of an environment variable; empty where it is not set.",
    params: [text("key")],
    type: T.string,
    call: ([key]) => V.string(env[textOf(key)] ?? ""),
  });
  return new Map([["env", read]]);
}
