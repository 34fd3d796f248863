import { createHash, generateKeyPairSync } from "node:crypto";
import { inTotoPayloadType, signEnvelope } from "@ingot/sdk";
import { expect, test } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = (key: typeof publicKey) => String(key.export({ type: "spki", format: "pem" }));
const other = pem(generateKeyPairSync("ed25519").publicKey);

const statement = {
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "a.img", digest: { sha256: createHash("sha256").update("image").digest("hex") } }],
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: { resolvedDependencies: [{ uri: "git+https://git.example/o/r@refs/heads/main" }] },
    runDetails: { builder: { id: "https://ci.example/1" } },
  },
};
const signed = (content: object, type = inTotoPayloadType) =>
  JSON.stringify(signEnvelope(type, Buffer.from(JSON.stringify(content)), privateKey));

async function verify(args: readonly string[], attestation: string = signed(statement)): Promise<string> {
  const files = {
    "a.json": attestation,
    "key.pub": pem(publicKey),
    "other.pub": other,
    "a.img": "image",
    "b.img": "b",
  };
  const { text } = await runIngot(["verify-attestation", ...args, "a.json"], files);
  return text.replace("Error: a.json is not verified\n\n", "").trim();
}

test("signed with the key, about the file, by the builder, from the source", async () => {
  const all = [
    ...["-key=key.pub", "-artifact=a.img", "-builder-id=https://ci.example/1"],
    ...["-source-uri=https://git.example/o/r", "-predicate-type=https://slsa.dev/provenance/v1", "-signing-mode=key"],
  ];
  expect(await verify(all)).toBe("Attestation verified.\nexit 0");
  expect(await verify(["-verifier=key.pub", "-source-uri=git+https://git.example/o/r@refs/heads/main"])).toBe(
    "Attestation verified.\nexit 0",
  );
});

test.each([
  [[]],
  [["-key=other.pub"]],
  [["-key=gone.pub"]],
  [["-key=key.pub", "-verifier=other.pub"]],
  [["-key=key.pub", "-artifact=b.img"]],
  [["-key=key.pub", "-artifact=gone.img"]],
  [["-key=key.pub", "-builder-id=somebody"]],
  [["-key=key.pub", "-source-uri=https://git.example/o/r2"]],
  [["-key=key.pub", "-predicate-type=https://cyclonedx.org/bom"]],
  [["-key=awskms://alias/x"]],
  [["-signing-mode=keyless"]],
  [["-require-rekor", "-key=key.pub"]],
  [["-signing-mode=magic", "-key=key.pub"]],
])("%j is not verified", async (args) => {
  expect(await verify(args)).toMatchSnapshot();
});

test("what is no attestation, or was changed", async () => {
  const envelope = JSON.parse(signed(statement));
  const changed = {
    ...envelope,
    payload: Buffer.from(JSON.stringify({ ...statement, subject: [] })).toString("base64"),
  };
  const texts = [JSON.stringify(statement), "{", signed(statement, "text/plain"), JSON.stringify(changed)];
  const said = await Promise.all(texts.map((text) => verify(["-key=key.pub"], text)));
  expect(said).toMatchInlineSnapshot(`
    [
      "It is no signed attestation (DSSE envelope). Without a key the provenance post-processor writes bare statements, which anybody could have written: set signing_mode and signer there.
    exit 1",
      "It is no signed attestation (DSSE envelope). Without a key the provenance post-processor writes bare statements, which anybody could have written: set signing_mode and signer there.
    exit 1",
      "It holds "text/plain", and application/vnd.in-toto+json was expected.
    exit 1",
      "It is not signed with the key of key.pub, or was changed after it was signed.
    exit 1",
    ]
  `);
});

test("no bit of the payload or of the signature can be turned", async () => {
  const envelope = JSON.parse(signed({ _type: statement._type }));
  for (const part of ["payload", "sig"] as const) {
    const bytes = Buffer.from(part === "payload" ? envelope.payload : envelope.signatures[0].sig, "base64");
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = turned.toString("base64");
      const bad =
        part === "payload" ? { ...envelope, payload: text } : { ...envelope, signatures: [{ keyid: "", sig: text }] };
      expect(await verify(["-key=key.pub"], JSON.stringify(bad))).toContain("exit 1");
    }
  }
});
