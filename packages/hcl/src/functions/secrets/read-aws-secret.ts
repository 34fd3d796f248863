import { createHash, createHmac } from "node:crypto";
import { fromPlainJson, JsonError } from "../../value/json.ts";
import { formatNumber, isInfinite } from "../../value/number.ts";
import type { Value } from "../../value/types.ts";
import { FunctionError } from "../contract.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { type AwsCredentials, findAwsCredentials, findAwsRegion } from "./find-aws-credentials.ts";
import { requestSync } from "./request-sync.ts";

type Env = FunctionEnvironment["env"];

const service = "secretsmanager";
const timeoutMs = 60_000;

/**
 * The text of the current version of a secret of AWS Secrets Manager.
 * @throws FunctionError
 */
export function readAwsSecret(env: Env, name: string): string {
  const region = findAwsRegion(env);
  const endpoint =
    env.AWS_ENDPOINT_URL_SECRETS_MANAGER || env.AWS_ENDPOINT_URL || `https://${service}.${region}.amazonaws.com`;
  const url = new URL(endpoint);
  const body = JSON.stringify({ SecretId: name, VersionStage: "AWSCURRENT" });
  const headers = signRequest(url.host, body, region, findAwsCredentials(env), new Date());
  const response = requestSync({ url: new URL("/", url).href, method: "POST", headers, body, timeoutMs });
  if ("error" in response) throw new FunctionError(`AWS Secrets Manager cannot be reached: ${response.error}`);
  const answer = parse(response.body);
  const textOf = (attribute: string) => {
    const found = answer?.k === "object" ? answer.entries.get(attribute) : undefined;
    return found?.k === "string" ? found.value : undefined;
  };
  if (response.status !== 200) {
    const kind = (textOf("__type") ?? `status ${response.status}`).replace(/^.*#/, "");
    const reason = textOf("Message") ?? textOf("message") ?? "";
    throw new FunctionError(
      `AWS Secrets Manager does not give the secret "${name}": ${kind}${reason && `, ${reason}`}`,
      0,
    );
  }
  const secret = textOf("SecretString");
  if (secret === undefined) throw new FunctionError(`the secret "${name}" is binary; only text can be read`, 0);
  return secret;
}

/**
 * One entry of a secret that is a JSON object; a secret that is no such object is given as it is.
 * @param key null where the object has only one entry
 * @throws FunctionError
 */
export function pickSecretEntry(secret: string, name: string, key: string | null): string {
  const value = parse(secret);
  if (value?.k !== "object") return secret;
  if (key === null && value.entries.size !== 1) {
    throw new FunctionError(`the secret "${name}" has ${value.entries.size} entries; name the key of one`, 1);
  }
  const found = key === null ? [...value.entries.values()][0] : value.entries.get(key);
  if (!found) throw new FunctionError(`the secret "${name}" has no key "${key}"`, 1);
  if (found.k === "string") return found.value;
  // Packer prints numbers without decimals.
  if (found.k === "number" && !isInfinite(found.value)) return formatNumber(found.value, "f", 0);
  throw new FunctionError(`the entry of the secret "${name}" is neither a text nor a number`, 1);
}

function parse(text: string): Value | undefined {
  try {
    return fromPlainJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** The headers of a request to the service, signed with Signature Version 4. */
export function signRequest(
  host: string,
  body: string,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  now: Date,
): Readonly<Record<string, string>> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const headers: Readonly<Record<string, string>> = {
    "content-type": "application/x-amz-json-1.1",
    host,
    "x-amz-date": time,
    ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
    "x-amz-target": "secretsmanager.GetSecretValue",
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(";");
  const canonical = [
    "POST",
    "/",
    "",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    signed,
    sha256(body),
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}
