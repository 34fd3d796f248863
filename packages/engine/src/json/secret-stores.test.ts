import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonContext, resolveVariables } from "./resolve-variables.ts";

// Rendering waits for the answers, so the server is a program of its own. It stands for Consul, Vault and AWS, and counts what it is asked.
const server = `
let asked = 0;
require("node:http").createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
    const answer = (status, body) => { response.statusCode = status; response.end(body); };
    if (request.url === "/asked") return answer(200, String(asked));
    asked++;
    if (request.url === "/v1/kv/app/name?raw=") return answer(200, "from consul");
    if (request.url === "/v1/secret/app") return answer(200, '{"data":{"user":"from vault"}}');
    if (request.headers["x-amz-target"] !== "secretsmanager.GetSecretValue") return answer(404, "{}");
    const { SecretId } = JSON.parse(Buffer.concat(chunks).toString());
    answer(200, JSON.stringify({ SecretString: SecretId === "one" ? '{"a":"from aws"}' : '{"a":"x","b":"y"}' }));
  });
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

let child: ChildProcess;
let origin = "";

beforeAll(async () => {
  child = spawn(process.execPath, ["-e", server], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = child.stdout ? await once(child.stdout, "data") : [];
  origin = `http://127.0.0.1:${String(port).trim()}`;
});

afterAll(() => {
  child.kill();
});

/** The values of variables, or what is wrong with them. */
async function resolve(variables: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) {
  const options = {
    env,
    cwd: "/",
    variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
    variableFiles: [],
    warnsOfUndeclared: false,
    startedAt: new Date(0),
    readStdin: async () => "",
  };
  const { values, diagnostics } = await resolveVariables(new Map(), [], options, jsonContext("/t.json", options));
  return diagnostics.length > 0
    ? diagnostics.map(({ detail }) => detail.replaceAll(origin, "ORIGIN"))
    : Object.fromEntries(values);
}

test("variables take their values from secret stores, and each store is asked once for each", async () => {
  const env = {
    CONSUL_HTTP_ADDR: origin,
    VAULT_ADDR: origin,
    VAULT_TOKEN: "t",
    AWS_ENDPOINT_URL: origin,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  const values = await resolve(
    {
      // Read before what it is made of, so it is rendered twice.
      a: "{{user `c`}}, {{consul_key `app/name`}}, {{vault `/secret/app` `user`}}",
      b: "{{consul_key `app/name` | upper}}",
      c: "{{aws_secretsmanager `one`}} {{aws_secretsmanager `two` `b`}} {{aws_secretsmanager_raw `one`}}",
    },
    env,
  );
  expect(values).toEqual({
    a: 'from aws y {"a":"from aws"}, from consul, from vault',
    b: "FROM CONSUL",
    c: 'from aws y {"a":"from aws"}',
  });
  expect(await (await fetch(`${origin}/asked`)).text()).toBe("5");
});

test.each([
  [
    "{{consul_key `nope`}}",
    { CONSUL_HTTP_ADDR: "ORIGIN" },
    'consul_key: Consul has no key "nope". Correct its value, or give another with -var.',
  ],
  [
    "{{consul_key `a`}}",
    { CONSUL_HTTP_ADDR: "127.0.0.1:1" },
    "consul_key: Consul at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1. Correct its value, or give another with -var.",
  ],
  [
    "{{vault `a` `b`}}",
    {},
    "vault: VAULT_TOKEN must be set in the environment to read from Vault. Correct its value, or give another with -var.",
  ],
  [
    "{{aws_secretsmanager `a`}}",
    { HOME: "/nowhere" },
    "aws_secretsmanager: no AWS region is set; set AWS_REGION in the environment. Correct its value, or give another with -var.",
  ],
  [
    "{{aws_secretsmanager `two`}}",
    { AWS_ENDPOINT_URL: "ORIGIN", AWS_REGION: "r", AWS_ACCESS_KEY_ID: "i", AWS_SECRET_ACCESS_KEY: "s" },
    'aws_secretsmanager: the secret "two" has 2 entries; name the key of one. Correct its value, or give another with -var.',
  ],
])("what a store does not give: %s with %j", async (text, env, said) => {
  const real = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace("ORIGIN", origin)]));
  expect(await resolve({ a: text }, real)).toEqual([said]);
});
