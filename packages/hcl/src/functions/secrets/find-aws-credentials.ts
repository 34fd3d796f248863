import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FunctionError } from "../contract.ts";
import type { FunctionEnvironment } from "../environment.ts";
import { requestSync } from "./request-sync.ts";

type Env = FunctionEnvironment["env"];
type Section = Readonly<Record<string, string>>;

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Credentials in the order of the AWS tools: the environment, the shared files' profile, the endpoint of a container, the
 * instance's metadata. Profiles that name a role or single sign-on are not followed.
 * @throws FunctionError where there are none
 */
export function findAwsCredentials(env: Env): AwsCredentials {
  const found = fromEnvironment(env) ?? fromProfile(env) ?? fromContainer(env) ?? fromInstance(env);
  if (found) return found;
  throw new FunctionError("no AWS credentials are found in the environment, the shared files, or from this machine");
}

/** The region of the environment or the shared files. @throws FunctionError where there is none */
export function findAwsRegion(env: Env): string {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || profileOf(env).region;
  if (region) return region;
  throw new FunctionError("no AWS region is set; set AWS_REGION in the environment");
}

function credentials(id: unknown, secret: unknown, token: unknown): AwsCredentials | undefined {
  if (typeof id !== "string" || typeof secret !== "string" || id === "" || secret === "") return undefined;
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(typeof token === "string" && token ? { sessionToken: token } : {}),
  };
}

function fromEnvironment(env: Env): AwsCredentials | undefined {
  return credentials(
    env.AWS_ACCESS_KEY_ID || env.AWS_ACCESS_KEY,
    env.AWS_SECRET_ACCESS_KEY || env.AWS_SECRET_KEY,
    env.AWS_SESSION_TOKEN,
  );
}

function fromProfile(env: Env): AwsCredentials | undefined {
  const profile = profileOf(env);
  return credentials(profile.aws_access_key_id, profile.aws_secret_access_key, profile.aws_session_token);
}

/** The settings of the chosen profile, of both shared files. */
function profileOf(env: Env): Section {
  const name = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || "default";
  const home = join(env.HOME || homedir(), ".aws");
  const config = readIni(env.AWS_CONFIG_FILE || join(home, "config"));
  const secrets = readIni(env.AWS_SHARED_CREDENTIALS_FILE || join(home, "credentials"));
  return { ...(config[name === "default" ? "default" : `profile ${name}`] ?? {}), ...(secrets[name] ?? {}) };
}

function readIni(path: string): Readonly<Record<string, Section>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  const sections: Record<string, Record<string, string>> = {};
  let current: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const title = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (title !== undefined) {
      current = sections[title] ?? {};
      sections[title] = current;
    } else if (key !== undefined) current[key] = value ?? "";
  }
  return sections;
}

const localTimeoutMs = 2000;

function fetchJson(
  url: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> | undefined {
  const response = requestSync({ url, headers, timeoutMs: localTimeoutMs });
  if ("error" in response || response.status !== 200) return undefined;
  try {
    return JSON.parse(response.body) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function fromContainer(env: Env): AwsCredentials | undefined {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative ? `http://169.254.170.2${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!url) return undefined;
  const token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const answer = fetchJson(url, token ? { Authorization: token } : {});
  return answer && credentials(answer.AccessKeyId, answer.SecretAccessKey, answer.Token);
}

function fromInstance(env: Env): AwsCredentials | undefined {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return undefined;
  const base = (env.AWS_EC2_METADATA_SERVICE_ENDPOINT || "http://169.254.169.254").replace(/\/+$/, "");
  const session = requestSync({
    url: `${base}/latest/api/token`,
    method: "PUT",
    headers: { "X-aws-ec2-metadata-token-ttl-seconds": "300" },
    timeoutMs: localTimeoutMs,
  });
  if ("error" in session || session.status !== 200) return undefined;
  const headers = { "X-aws-ec2-metadata-token": session.body };
  const path = `${base}/latest/meta-data/iam/security-credentials/`;
  const role = requestSync({ url: path, headers, timeoutMs: localTimeoutMs });
  if ("error" in role || role.status !== 200) return undefined;
  const answer = fetchJson(path + role.body.trim(), headers);
  return answer && credentials(answer.AccessKeyId, answer.SecretAccessKey, answer.Token);
}
