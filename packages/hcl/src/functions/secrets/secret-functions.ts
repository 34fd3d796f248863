import { T } from "../../value/type.ts";
import { V } from "../../value/value.ts";
import type { Fn } from "../contract.ts";
import { define, parameter, text, textFunction, textOf } from "../define-function.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { pickSecretEntry, readAwsSecret } from "./read-aws-secret.ts";
import { readConsul } from "./read-consul.ts";
import { readVault } from "./read-vault.ts";

/** Functions that read secret stores. They wait for the answer, wherever they are called. */
export function secretFunctions({ env }: Pick<FunctionEnvironment, "env">): Readonly<Record<string, Fn>> {
  return {
    aws_secretsmanager: define({
      description: "An entry of a secret of AWS Secrets Manager; the key may be null where there is only one.",
      params: [text("name"), parameter("key", T.string, { allowNull: true })],
      type: T.string,
      call: ([name, key]) =>
        V.string(
          pickSecretEntry(readAwsSecret(env, textOf(name)), textOf(name), key?.k === "string" ? key.value : null),
        ),
    }),
    aws_secretsmanager_raw: textFunction("The text of a secret of AWS Secrets Manager.", ["name"], (name = "") =>
      V.string(readAwsSecret(env, name)),
    ),
    consul_key: textFunction("The value of a key of Consul.", ["key"], (key = "") => V.string(readConsul(env, key))),
    vault: textFunction("The value of a key of a secret of Vault.", ["path", "key"], (path = "", key = "") =>
      V.string(readVault(env, path, key)),
    ),
  };
}
