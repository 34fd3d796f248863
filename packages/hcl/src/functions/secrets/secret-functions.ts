import { T } from "../../value/type.ts";
import { V } from "../../value/value.ts";
import type { Fn } from "../contract.ts";
import { define, parameter, text, textFunction, textOf } from "../define-function.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { lookUpSecret } from "./look-up-secret.ts";

/** Functions that read secret stores. They wait for the answer, wherever they are called. */
export function secretFunctions({ env }: Pick<FunctionEnvironment, "env">): Readonly<Record<string, Fn>> {
  return {
    aws_secretsmanager: define({
      description: "An entry of a secret of AWS Secrets Manager; the key may be null where there is only one.",
      params: [text("name"), parameter("key", T.string, { allowNull: true })],
      type: T.string,
      call: ([name, key]) => {
        const args = key?.k === "string" ? [textOf(name), key.value] : [textOf(name)];
        return V.string(lookUpSecret("aws_secretsmanager", args, env));
      },
    }),
    aws_secretsmanager_raw: textFunction("The text of a secret of AWS Secrets Manager.", ["name"], (name = "") =>
      V.string(lookUpSecret("aws_secretsmanager_raw", [name], env)),
    ),
    consul_key: textFunction("The value of a key of Consul.", ["key"], (key = "") =>
      V.string(lookUpSecret("consul_key", [key], env)),
    ),
    vault: textFunction("The value of a key of a secret of Vault.", ["path", "key"], (path = "", key = "") =>
      V.string(lookUpSecret("vault", [path, key], env)),
    ),
  };
}
