import type { FunctionEnvironment } from "../environment.ts";
import { pickSecretEntry, readAwsSecret } from "./read-aws-secret.ts";
import { readConsul } from "./read-consul.ts";
import { readVault } from "./read-vault.ts";

/** The functions that ask a secret store. They have the same names in expressions and in `{{ }}` texts. */
export type SecretStoreFunction = "consul_key" | "vault" | "aws_secretsmanager" | "aws_secretsmanager_raw";

/**
 * Asks a secret store, and waits for its answer.
 *
 * @param args `consul_key`: the key; `vault`: path and key; `aws_secretsmanager`: the name, and the key of an entry where
 *   there are several; `aws_secretsmanager_raw`: the name
 * @param env where the stores' own clients look for addresses and credentials
 * @throws FunctionError, also where the store is not configured
 */
export function lookUpSecret(
  name: SecretStoreFunction,
  args: readonly string[],
  env: FunctionEnvironment["env"],
): string {
  const [first = "", second] = args;
  switch (name) {
    case "consul_key":
      return readConsul(env, first);
    case "vault":
      return readVault(env, first, second ?? "");
    case "aws_secretsmanager":
      return pickSecretEntry(readAwsSecret(env, first), first, second ?? null);
    case "aws_secretsmanager_raw":
      return readAwsSecret(env, first);
  }
}
