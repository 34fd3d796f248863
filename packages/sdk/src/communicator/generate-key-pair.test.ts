import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { complainOfKeyPair, generateKeyPair, type KeyPairOptions, keyPairOptions } from "./generate-key-pair.ts";
import { loadSsh } from "./ssh/load-ssh.ts";
import { parseLoginKey } from "./ssh/read-key.ts";

const folder = mkdtempSync(join(tmpdir(), "ingot-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each<[KeyPairOptions, string, string]>([
  [{ type: "rsa", bits: 2048 }, "PRIVATE KEY", "ssh-rsa"],
  [{ type: "ecdsa" }, "PRIVATE KEY", "ecdsa-sha2-nistp521"],
  [{ type: "ecdsa", bits: 256 }, "PRIVATE KEY", "ecdsa-sha2-nistp256"],
  [{ type: "ecdsa", bits: 384 }, "PRIVATE KEY", "ecdsa-sha2-nistp384"],
  [{ type: "ecdsa", asSec1: true, comment: "packer_1" }, "EC PRIVATE KEY", "ecdsa-sha2-nistp521"],
  [{ type: "ed25519" }, "OPENSSH PRIVATE KEY", "ssh-ed25519"],
])("OpenSSH reads a pair of %j", async (options, label, kind) => {
  const { privateKey, publicKey } = await generateKeyPair(options);
  expect(privateKey.split("\n")[0]).toBe(`-----BEGIN ${label}-----`);
  const path = join(folder, "key");
  writeFileSync(path, privateKey, { mode: 0o600 });
  const derived = execFileSync("ssh-keygen", ["-y", "-f", path], { encoding: "utf8" }).trim();
  expect(publicKey).toBe(options.comment ? `${derived} ${options.comment}` : `${derived}\n`);
  expect(derived).toMatch(new RegExp(`^${kind} `));
  // And so does the library that we log in with.
  const { key } = parseLoginKey(await loadSsh(), privateKey, "it", undefined);
  expect(key.getPublicSSH().toString("base64")).toBe(publicKey.split(" ")[1]?.trim());
  rmSync(path);
});

test("an ed25519 key in PKCS#8, which the library does not know, is read", async () => {
  const { privateKey } = await generateKeyPair({ type: "ecdsa", bits: 256 });
  expect(createPrivateKey(privateKey).asymmetricKeyType).toBe("ec");
  const { generateKeyPairSync } = await import("node:crypto");
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(parseLoginKey(await loadSsh(), pem, "it", undefined).key.type).toBe("ssh-ed25519");
});

type Fields = Parameters<typeof complainOfKeyPair>[0];
const fields = (
  temporary_key_pair_type: Fields["temporary_key_pair_type"],
  temporary_key_pair_bits?: number,
): Fields => ({
  temporary_key_pair_type,
  temporary_key_pair_bits,
});

test.each<[Fields, string | undefined]>([
  [fields(undefined), undefined],
  [fields("rsa", 4096), undefined],
  [fields("ed25519", 7), undefined],
  [fields("rsa", 512), "An RSA key of 512 bits cannot be used"],
  [fields(undefined, 512), "An RSA key of 512 bits cannot be used"],
  [fields("ecdsa", 512), "There is no ECDSA key of 512 bits"],
  [fields("dsa"), "Keys of the kind dsa cannot be made"],
])("%j: %s", (config, summary) => {
  expect(complainOfKeyPair(config)?.summary).toBe(summary);
  if (summary) expect(() => keyPairOptions(config)).toThrow(summary);
});
