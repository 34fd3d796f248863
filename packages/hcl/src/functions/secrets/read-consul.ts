import { FunctionError } from "../contract.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { isOn, present, readNamedFile } from "./read-vault.ts";
import { requestSync, type SyncRequest } from "./request-sync.ts";

type Env = FunctionEnvironment["env"];

const timeoutMs = 60_000;

/**
 * Reads a key of Consul's key-value store. The address, the token and all of TLS come from the environment variables of
 * Consul's own client.
 * @throws FunctionError
 */
export function readConsul(env: Env, key: string): string {
  const { origin, socketPath } = addressOf(env);
  const query = new URLSearchParams({ raw: "", ...(env.CONSUL_NAMESPACE ? { ns: env.CONSUL_NAMESPACE } : {}) });
  const request: SyncRequest = {
    url: `${origin}/v1/kv/${key.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/")}?${query}`,
    headers: headersOf(env),
    ...(socketPath === undefined ? {} : { socketPath }),
    tls: present({
      ca: readNamedFile(env, "CONSUL_CACERT"),
      cert: readNamedFile(env, "CONSUL_CLIENT_CERT"),
      key: readNamedFile(env, "CONSUL_CLIENT_KEY"),
      serverName: env.CONSUL_TLS_SERVER_NAME,
      skipVerify: env.CONSUL_HTTP_SSL_VERIFY ? !isOn(env.CONSUL_HTTP_SSL_VERIFY) : false,
    }),
    timeoutMs,
  };
  const response = requestSync(request);
  if ("error" in response)
    throw new FunctionError(
      `Consul at ${socketPath ?? origin} cannot be reached: ${response.error}${env.CONSUL_HTTP_ADDR ? "" : "; CONSUL_HTTP_ADDR in the environment names another address"}`,
    );
  if (response.status === 404) throw new FunctionError(`Consul has no key "${key}"`, 0);
  if (response.status !== 200)
    throw new FunctionError(`Consul answered with status ${response.status} for "${key}"`, 0);
  if (response.body === "") throw new FunctionError(`the value of the key "${key}" in Consul is empty`, 0);
  return response.body;
}

function addressOf(env: Env): { readonly origin: string; readonly socketPath?: string } {
  const address = env.CONSUL_HTTP_ADDR || "127.0.0.1:8500";
  if (address.startsWith("unix://")) return { origin: "http://localhost", socketPath: address.slice("unix://".length) };
  const scheme = /^https?:\/\//.exec(address)?.[0] ?? (isOn(env.CONSUL_HTTP_SSL) ? "https://" : "http://");
  return { origin: scheme + address.replace(/^https?:\/\//, "").replace(/\/+$/, "") };
}

function headersOf(env: Env): Readonly<Record<string, string>> {
  const token = env.CONSUL_HTTP_TOKEN || readNamedFile(env, "CONSUL_HTTP_TOKEN_FILE")?.trim();
  const auth = env.CONSUL_HTTP_AUTH;
  return {
    ...(token ? { "X-Consul-Token": token } : {}),
    ...(auth
      ? { Authorization: `Basic ${Buffer.from(auth.includes(":") ? auth : `${auth}:`).toString("base64")}` }
      : {}),
  };
}
