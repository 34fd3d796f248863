import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatConsole } from "../../value/console-text.ts";
import { fromJs } from "../../value/plain.ts";
import { callFunction } from "../call-function.ts";
import { signRequest } from "./read-aws-secret.ts";
import { secretFunctions } from "./secret-functions.ts";

// The functions block this thread, so the server is a program of its own. It stands for Vault, Consul and AWS at once.
const server = `
require("node:http").createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
    const { url, headers } = request;
    const answer = (status, body) => { response.statusCode = status; response.end(body); };
    if (url === "/v1/old/app" && headers["x-vault-token"] === "t") return answer(200, '{"data":{"user":"u","port":5432}}');
    if (url === "/v1/kv/data/app") return answer(200, '{"data":{"data":{"user":"v2"},"metadata":{"version":1}}}');
    if (url === "/v1/moved") return response.writeHead(307, { location: "/v1/old/app" }).end();
    if (url === "/v1/secret/denied") return answer(403, "{}");
    if (url === "/v1/kv/a/b?raw=" && headers["x-consul-token"] === "c") return answer(200, "value");
    if (url === "/v1/kv/empty?raw=") return answer(200, "");
    if (headers["x-amz-target"] === "secretsmanager.GetSecretValue") {
      const { SecretId } = JSON.parse(Buffer.concat(chunks).toString());
      const secrets = { one: '{"a":"x"}', two: '{"a":"x","n":12.7,"l":[]}', plain: "not json" };
      if (SecretId === "binary") return answer(200, '{"SecretBinary":"AA=="}');
      if (SecretId in secrets) return answer(200, JSON.stringify({ SecretString: secrets[SecretId] }));
      return answer(400, '{"__type":"ResourceNotFoundException","Message":"there is none"}');
    }
    answer(404, "{}");
  });
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

let child: ChildProcess;
let origin = "";
let home = "";

beforeAll(async () => {
  child = spawn(process.execPath, ["-e", server], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = child.stdout ? await once(child.stdout, "data") : [];
  origin = `http://127.0.0.1:${String(port).trim()}`;
  home = mkdtempSync(join(tmpdir(), "ingot-secrets-"));
});

afterAll(() => {
  child.kill();
  rmSync(home, { recursive: true });
});

function call(env: Record<string, string>, name: string, ...args: unknown[]): string {
  const fn = secretFunctions({ env: { HOME: home, AWS_EC2_METADATA_DISABLED: "true", ...env } })[name];
  if (!fn) throw new Error(`there is no ${name}`);
  const result = callFunction(fn, args.map(fromJs));
  return "error" in result ? `error: ${result.error.replaceAll(origin, "ORIGIN")}` : formatConsole(result.value);
}

describe("vault", () => {
  it.each([
    ["old/app", "user", "u"],
    ["old/app", "port", "5432"],
    ["kv/data/app", "user", "v2"],
    ["moved", "user", "u"],
    ["kv/data/app", "nope", 'error: the secret at "kv/data/app" has no key "nope"'],
    ["kv/data/nope", "user", 'error: Vault has no secret at "kv/data/nope"'],
    ["secret/denied", "user", 'error: Vault answered with status 403 for "secret/denied"'],
  ])("%s, %s", (path, key, want) => {
    expect(call({ VAULT_ADDR: origin, VAULT_TOKEN: "t" }, "vault", path, key)).toBe(want);
  });

  it("says what is missing, and when nobody answers", () => {
    expect(call({}, "vault", "a", "b")).toBe("error: VAULT_TOKEN must be set in the environment to read from Vault");
    expect(call({ VAULT_ADDR: "http://127.0.0.1:1", VAULT_TOKEN: "t" }, "vault", "a", "b")).toContain(
      "error: Vault at http://127.0.0.1:1 cannot be reached",
    );
  });
});

describe("consul_key", () => {
  it.each([
    ["a/b", "value"],
    ["empty", 'error: the value of the key "empty" in Consul is empty'],
    ["nope", 'error: Consul has no key "nope"'],
  ])("%s", (key, want) => {
    const env = { CONSUL_HTTP_ADDR: origin.replace("http://", ""), CONSUL_HTTP_TOKEN: "c" };
    expect(call(env, "consul_key", key)).toBe(want);
  });
});

describe("aws_secretsmanager", () => {
  const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "eu-west-1" };
  it.each([
    ["one", null, "x"],
    ["two", "a", "x"],
    ["two", "n", "13"],
    ["plain", null, "not json"],
    ["two", null, 'error: the secret "two" has 3 entries; name the key of one'],
    ["two", "z", 'error: the secret "two" has no key "z"'],
    ["two", "l", 'error: the entry of the secret "two" is neither a text nor a number'],
    ["binary", null, 'error: the secret "binary" is binary; only text can be read'],
    [
      "nope",
      null,
      'error: AWS Secrets Manager does not give the secret "nope": ResourceNotFoundException, there is none',
    ],
  ])("%s, %s", (name, key, want) => {
    expect(call({ ...keys, AWS_ENDPOINT_URL: origin }, "aws_secretsmanager", name, key)).toBe(want);
  });

  it("gives the whole text raw", () => {
    expect(call({ ...keys, AWS_ENDPOINT_URL: origin }, "aws_secretsmanager_raw", "one")).toBe('{"a":"x"}');
  });

  it("finds credentials and region in the profile", () => {
    const file = join(home, "config");
    writeFileSync(file, "[profile p]\nregion = eu-west-1\naws_access_key_id=id\naws_secret_access_key = secret\n");
    const env = { AWS_PROFILE: "p", AWS_CONFIG_FILE: file, AWS_ENDPOINT_URL: origin };
    expect(call(env, "aws_secretsmanager", "one", "a")).toBe("x");
    expect(call({ AWS_REGION: "r" }, "aws_secretsmanager", "one", "a")).toBe(
      "error: no AWS credentials are found in the environment, the shared files, or from this machine",
    );
    expect(call({}, "aws_secretsmanager", "one", "a")).toBe(
      "error: no AWS region is set; set AWS_REGION in the environment",
    );
  });

  it("signs with every header that it sends", () => {
    const signed = signRequest(
      "h",
      "{}",
      "us-east-1",
      { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "s" },
      new Date(0),
    );
    expect(signed.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=id\/19700101\/us-east-1\/secretsmanager\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });
});
