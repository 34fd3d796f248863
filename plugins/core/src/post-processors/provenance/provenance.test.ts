import { generateKeyPairSync, verify } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact, PostProcessContext } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { artifactOf, complaintsOf } from "../../../test/complaints-of.ts";
import { provenance } from "./provenance.ts";

let bench: Bench;
let path: (name: string) => string;
beforeEach(async () => {
  bench = await openBench();
  path = (name) => join(bench.folder, name);
  await writeFile(path("a.img"), "hello");
  for (const name of Object.keys(process.env))
    if (/^(GITHUB_|CI_|PKR_VAR_|BUILD_(URL|ID)$)/.test(name)) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.remove();
});

/** Attests an artifact, and gives what was written, by file name. */
async function attest(
  config: object,
  artifact: Artifact = artifactOf([path("a.img")]),
  change: Partial<PostProcessContext> = {},
): Promise<Record<string, string>> {
  const component = await bench.ready(provenance, {
    output_dir: path("out"),
    source_uri: "git+https://x/y",
    ...config,
  });
  const result = await component.postProcess(artifact, { ...bench.postProcessContext(), ...change });
  expect(result).toEqual({ artifact, keep: true, keepIsForced: true });
  const names = await readdir(path("out")).catch(() => []);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path(`out/${name}`), "utf8")] as const)),
  );
}

test("a bare statement of a file, in full", async () => {
  vi.stubEnv("PKR_VAR_region", "eu");
  vi.stubEnv("PKR_VAR_token", "s3cret");
  const files = await attest(
    { template: "app.pkr.hcl", only_builds: ["null.web"], user_variables: { size: "small" } },
    undefined,
    { sensitiveVariables: ["token"] },
  );
  expect(files["web.a.img.provenance.json"]).toMatchInlineSnapshot(`
    "{
      "_type": "https://in-toto.io/Statement/v1",
      "subject": [
        {
          "name": "a.img",
          "digest": {
            "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
          }
        }
      ],
      "predicateType": "https://slsa.dev/provenance/v1",
      "predicate": {
        "buildDefinition": {
          "buildType": "https://packer.io/buildtypes/hcl2/v1",
          "externalParameters": {
            "template": "app.pkr.hcl",
            "onlyBuilds": [
              "null.web"
            ],
            "userVariables": {
              "region": "eu",
              "size": "small",
              "token": "[sensitive value redacted]"
            }
          },
          "internalParameters": {
            "packerVersion": "1.16.0",
            "packerBuildName": "web",
            "packerBuilderType": "null"
          },
          "resolvedDependencies": [
            {
              "uri": "git+https://x/y"
            }
          ]
        },
        "runDetails": {
          "builder": {
            "id": "https://packer.io/local-build",
            "version": {
              "ingot": "0.0.0",
              "packer": "1.16.0"
            }
          },
          "metadata": {
            "invocationId": "00000000-0000-0000-0000-000000000001"
          }
        }
      }
    }
    "
  `);
  expect(bench.lines).toEqual([`==> Wrote attestation to ${path("out/web.a.img.provenance.json")}`]);
});

test("without a file it is about the thing itself, whose facts stand beside it", async () => {
  const artifact = { ...artifactOf([]), builderId: "packer.docker", id: "sha256:12/ab" };
  const files = await attest({}, artifact);
  const { subject, predicate } = JSON.parse(files["web.packer.docker-sha256-12-ab.provenance.json"] ?? "");
  const facts = Buffer.from(predicate.runDetails.byproducts[0].content, "base64").toString();
  expect([subject[0].name, facts]).toEqual([
    "packer.docker:sha256:12/ab",
    '{"builderId":"packer.docker","id":"sha256:12/ab"}',
  ]);
});

test("the folder is that of the first file; a name that begins with the build's is not made longer; false makes nothing", async () => {
  await mkdir(path("images"));
  await writeFile(path("images/web.raw"), "");
  const component = await bench.ready(provenance, {});
  const artifact = artifactOf([path("images/web.raw")]);
  await component.postProcess(artifact, bench.postProcessContext());
  expect(await readdir(path("images"))).toEqual(["web.raw", "web.raw.provenance.json"]);
  expect(await attest({ provenance: false })).toEqual({});
});

test("a folder cannot be attested, and a file that is gone says so", async () => {
  await mkdir(path("folder"));
  await expect(attest({}, artifactOf([path("folder")]))).rejects.toThrow("only files can be attested");
  await expect(attest({}, artifactOf([path("gone")]))).rejects.toThrow("ENOENT");
});

test.each([
  [
    "github",
    { GITHUB_REPOSITORY: "o/r", GITHUB_REF: "refs/heads/main", GITHUB_SHA: "1".repeat(40) },
    "git+https://github.com/o/r@refs/heads/main",
  ],
  [
    "gitlab",
    { CI_PROJECT_URL: "https://ci:token@git.example/o/r", CI_COMMIT_TAG: "v1", CI_COMMIT_SHA: "1".repeat(40) },
    "git+https://git.example/o/r@refs/tags/v1",
  ],
])("the source as %s tells it, without credentials", async (_, env, uri) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const files = await attest({ source_uri: "" });
  const { resolvedDependencies } = JSON.parse(Object.values(files)[0] ?? "").predicate.buildDefinition;
  expect(resolvedDependencies).toEqual([{ uri, digest: { gitCommit: "1".repeat(40) } }]);
});

test.each(["rsa", "ec", "ed25519"] as const)("signed with %s, as anybody can check who knows DSSE", async (type) => {
  const { privateKey, publicKey } =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("ed25519");
  await writeFile(path("key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const files = await attest({ signer: path("key.pem") });
  const { payloadType, payload, signatures } = JSON.parse(Object.values(files)[0] ?? "");
  const body = Buffer.from(payload, "base64");
  const signed = Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${body.length} `), body]);
  const digest = type === "ed25519" ? null : "sha256";
  expect(payloadType).toBe("application/vnd.in-toto+json");
  expect(verify(digest, signed, publicKey, Buffer.from(signatures[0].sig, "base64"))).toBe(true);
  expect(JSON.parse(body.toString())._type).toBe("https://in-toto.io/Statement/v1");
});

test("a verifier that does not belong to the signer stops the build", async () => {
  const pem = { type: "pkcs8", format: "pem" } as const;
  await writeFile(path("a.pem"), generateKeyPairSync("ed25519").privateKey.export(pem));
  await writeFile(path("b.pem"), generateKeyPairSync("ed25519").privateKey.export(pem));
  await expect(attest({ key: path("a.pem"), verifier: path("b.pem") })).rejects.toThrow("not signed by the key");
  expect(await readdir(path("out")).catch(() => [])).toEqual([]);
});

test("what cannot be served is refused, at its place", async () => {
  await writeFile(path("text.pem"), "no key");
  const complaints = async (config: object) => (await complaintsOf(bench, provenance, config)).join("; ");
  expect(
    await Promise.all([
      complaints({ signing_mode: "kms" }),
      complaints({ signing_mode: "keyless" }),
      complaints({ signer: "awskms://alias/x" }),
      complaints({ rekor_url: "https://rekor.example" }),
      complaints({ sbom: true }),
      complaints({ signing_mode: "key" }),
      complaints({ signing_mode: "none", key: path("text.pem") }),
      complaints({ signer: path("gone.pem"), key: "other.pem" }),
      complaints({ verifier: path("text.pem") }),
      complaints({ sbom_scope: "none" }),
    ]),
  ).toMatchInlineSnapshot(`
    [
      "signing_mode: Signing with a key management service is not available",
      "signing_mode: Keyless signing is not available",
      "signer: Keys in a key management service are not available",
      "rekor_url: "rekor_url" cannot be served",
      "sbom: Bills of materials are not available",
      "signing_mode: A key is needed to sign",
      "key: A key is given, and signing_mode is "none"; key: Key not usable",
      "key: "signer" and "key" name different keys; key: Key not usable; signer: Key not usable",
      "verifier: A verifier is given, and nothing to sign with; verifier: Key not usable",
      "sbom_scope: Invalid value for "sbom_scope"",
    ]
  `);
});
