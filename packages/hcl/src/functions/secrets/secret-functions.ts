import { T } from "../../value/type.ts";
import { V } from "../../value/value.ts";
import type { Fn } from "../contract.ts";
import { define, parameter, text, textFunction, textOf } from "../define-function.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { lookUpSecret, type SecretStoreFunction } from "./look-up-secret.ts";

/** Functions that read secret stores. They wait for the answer, wherever they are called. */
export function secretFunctions({
  env,
  noteSecret,
}: Pick<FunctionEnvironment, "env" | "noteSecret">): Readonly<Record<string, Fn>> {
  const secret = (name: SecretStoreFunction, args: readonly string[]) => {
    const found = lookUpSecret(name, args, env);
    noteSecret?.(found);
    return V.string(found);
  };
  return {
    aws_secretsmanager: define({
      description: "An entry of a secret of AWS Secrets Manager; the key may be null where there is only one.",
      params: [text("name"), parameter("key", T.string, { allowNull: true })],
      type: T.string,
      call: ([name, key]) => {
        const args = key?.k === "string" ? [textOf(name), key.value] : [textOf(name)];
        return secret("aws_secretsmanager", args);
      },
    }),
    aws_secretsmanager_raw: textFunction("The text of a secret of AWS Secrets Manager.", ["name"], (name = "") =>
      secret("aws_secretsmanager_raw", [name]),
    ),
    // Consul keeps settings: `true` and port numbers are no secrets.
    consul_key: textFunction("The value of a key of Consul.", ["key"], (key = "") =>
      V.string(lookUpSecret("consul_key", [key], env)),
    ),
    vault: textFunction("The value of a key of a secret of Vault.", ["path", "key"], (path = "", key = "") =>
      secret("vault", [path, key]),
    ),
  };
}
