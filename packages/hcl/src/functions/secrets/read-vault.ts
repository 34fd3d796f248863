import { readFileSync } from "node:fs";
import { convert } from "../../value/convert.ts";
import { fromPlainJson, JsonError } from "../../value/json.ts";
import { T } from "../../value/type.ts";
import type { Value } from "../../value/types.ts";
import { FunctionError } from "../contract.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { parseDuration } from "../parse-duration.ts";
import { requestSync, type SyncRequest } from "./request-sync.ts";

type Env = FunctionEnvironment["env"];

const defaultTimeoutMs = 60_000;

/** Whether a variable that switches something is on, as Go's strconv.ParseBool reads it. */
export function isOn(text: string | undefined): boolean {
  return /^(?:1|t|T|true|TRUE|True)$/.test(text ?? "");
}

/** The text of a file that an environment variable names. @throws FunctionError */
export function readNamedFile(env: Env, name: string): string | undefined {
  const path = env[name];
  if (!path) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new FunctionError(`the file ${path}, which ${name} names, cannot be read`);
  }
}

/** Leaves out what is not set. */
export function present<T extends object>(record: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/**
 * Reads one key of a secret of Vault, of the first or second version of its key-value engine. The address, the token and
 * all of TLS come from the environment variables of Vault's own client.
 * @throws FunctionError
 */
export function readVault(env: Env, path: string, key: string): string {
  const token = env.VAULT_TOKEN;
  if (!token) throw new FunctionError("VAULT_TOKEN must be set in the environment to read from Vault");
  const address = (env.VAULT_ADDR || "https://127.0.0.1:8200").replace(/\/+$/, "");
  const namespace = env.VAULT_NAMESPACE;
  const request: SyncRequest = {
    url: `${address}/v1/${path.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/")}`,
    headers: {
      "X-Vault-Token": token,
      "X-Vault-Request": "true",
      ...(namespace ? { "X-Vault-Namespace": namespace } : {}),
    },
    tls: present({
      ca: env.VAULT_CACERT_BYTES || readNamedFile(env, "VAULT_CACERT"),
      cert: readNamedFile(env, "VAULT_CLIENT_CERT"),
      key: readNamedFile(env, "VAULT_CLIENT_KEY"),
      serverName: env.VAULT_TLS_SERVER_NAME,
      skipVerify: isOn(env.VAULT_SKIP_VERIFY),
    }),
    timeoutMs: timeoutOf(env.VAULT_CLIENT_TIMEOUT),
  };
  const response = requestSync(request);
  if ("error" in response)
    throw new FunctionError(
      `Vault at ${address} cannot be reached: ${response.error}${env.VAULT_ADDR ? "" : "; VAULT_ADDR in the environment names another address"}`,
    );
  if (response.status === 404) throw new FunctionError(`Vault has no secret at "${path}"`, 0);
  if (response.status !== 200)
    throw new FunctionError(`Vault answered with status ${response.status} for "${path}"`, 0);
  const found = keyOf(parseBody(response.body), key);
  if (found === undefined) throw new FunctionError(`the secret at "${path}" has no key "${key}"`, 1);
  return found;
}

function timeoutOf(text: string | undefined): number {
  if (!text) return defaultTimeoutMs;
  return /^\d+$/.test(text) ? Number(text) * 1000 : Number(parseDuration(text, 0) / 1_000_000n);
}

function parseBody(body: string): Value {
  try {
    return fromPlainJson(body);
  } catch (error) {
    if (error instanceof JsonError) throw new FunctionError(`Vault did not answer with JSON: ${error.message}`);
    throw error;
  }
}

/** The second version of the engine has the secret's own data one level deeper. */
function keyOf(answer: Value, key: string): string | undefined {
  const data = attribute(answer, "data");
  const inner = data && attribute(data, "data");
  const found = attribute(inner?.k === "object" ? inner : data, key);
  if (!found || found.k === "null") return undefined;
  const text = convert(found, T.string);
  return "value" in text && text.value.k === "string" ? text.value.value : undefined;
}

function attribute(value: Value | undefined, name: string): Value | undefined {
  return value?.k === "object" ? value.entries.get(name) : undefined;
}
