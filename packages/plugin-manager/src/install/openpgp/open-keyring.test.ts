// The other side is GnuPG: it makes the keys and the signatures.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InstallError } from "../install-error.ts";
import { openKeyring } from "./open-keyring.ts";
import { type Packet, readPackets } from "./read-packets.ts";

const hasGpg = spawnSync("gpg", ["--version"]).status === 0;
const list = Buffer.from(`${"a".repeat(64)}  packer-plugin-probe_1.0.0_linux_amd64.zip\n`);

let folder = "";
let home = "";
const gpg = (words: readonly string[], input?: Uint8Array) =>
  execFileSync(
    "gpg",
    ["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...words],
    {
      stdio: ["pipe", "pipe", "pipe"],
      ...(input ? { input } : {}),
    },
  );
const fingerprints = (user: string) =>
  [
    ...gpg(["--list-keys", "--with-colons", user])
      .toString()
      .matchAll(/^fpr:+([0-9A-F]{40}):/gm),
  ].map(([, text]) => text ?? "");
const exported = (user: string, file: string, words: readonly string[] = ["--armor"]) => {
  const path = join(folder, file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, gpg([...words, "--export", user]));
  return path;
};
const signed = (user: string, words: readonly string[] = []) =>
  gpg(["--local-user", user, ...words, "--detach-sign"], list);

async function check(keys: string, signature: Uint8Array | undefined, bytes: Uint8Array = list): Promise<string> {
  const keyring = await openKeyring(keys, folder);
  try {
    const found = await keyring?.(bytes, "SUMS", async () => {
      if (signature) return signature;
      throw new InstallError("missing", "no signature");
    });
    return found ?? "not signed";
  } catch (error) {
    return (error as Error).message.replaceAll(folder, "FOLDER").replaceAll(/[0-9A-F]{40}/g, "KEY");
  }
}

describe.skipIf(!hasGpg)("with GnuPG", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ingot-keys-"));
    home = join(folder, "g");
    mkdirSync(home);
    chmodSync(home, 0o700);
    gpg(["--quick-gen-key", "rsa@example.com", "rsa2048", "sign", "never"]);
    gpg(["--quick-gen-key", "ed@example.com", "ed25519", "sign", "never"]);
    gpg(["--quick-gen-key", "sub@example.com", "rsa2048", "cert", "never"]);
    gpg(["--quick-add-key", fingerprints("sub@example.com")[0] ?? "", "rsa2048", "sign", "never"]);
    gpg(["--quick-gen-key", "enc@example.com", "rsa2048", "cert", "never"]);
    gpg(["--quick-add-key", fingerprints("enc@example.com")[0] ?? "", "rsa2048", "encr", "never"]);
  });
  afterAll(() => {
    spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(["rsa", "ed", "sub"])("a signature of %s", async (name) => {
    const user = `${name}@example.com`;
    const [primary = ""] = fingerprints(user);
    for (const words of [[], ["--digest-algo", "SHA512"], ["--digest-algo", "SHA384"], ["--armor"]])
      expect(await check(exported(user, `${name}.asc`), signed(user, words))).toBe(primary);
    expect(await check(exported(user, `${name}.gpg`, []), signed(user))).toBe(primary);
  });

  test("each bit of list and signature counts", async () => {
    for (const user of ["rsa@example.com", "ed@example.com", "sub@example.com"]) {
      const keys = exported(user, "one/key.asc");
      const signature = signed(user);
      const [primary = ""] = fingerprints(user);
      for (let bit = 0; bit < list.length * 8; bit += 41) {
        const changed = Buffer.from(list);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await check(keys, signature, changed)).toContain("is not right: it was not made on this list.");
      }
      let accepted = 0;
      for (let bit = 0; bit < signature.length * 8; bit += 3) {
        const changed = Buffer.from(signature);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const result = await check(keys, changed);
        // The hint at the issuer is not signed, and its change harms nothing.
        if (result === primary) accepted++;
        else expect(result).toMatch(/^The signature of SUMS is not right: /);
      }
      expect(accepted).toBeLessThan(8 * 14);
      for (let length = 0; length < signature.length; length++)
        expect(await check(keys, signature.subarray(0, length))).toMatch(/^The signature of SUMS is not right: /);
    }
  });

  test("no signature, a foreign one, an empty one, one of text, one with SHA-1", async () => {
    const keys = exported("rsa@example.com", "two/key.asc");
    expect(await check(keys, undefined)).toBe("not signed");
    expect(await check(keys, signed("ed@example.com"))).toBe(
      "The signature of SUMS is not right: it was made by the key KEY, which is none of those in FOLDER/two/key.asc. If you trust that key, put it there.",
    );
    expect(await check(keys, Buffer.alloc(0))).toContain("there is none in it");
    expect(await check(keys, Buffer.from("hello"))).toContain("it is not OpenPGP data");
    expect(await check(keys, signed("rsa@example.com", ["--textmode"]))).toContain("is not right");
    expect(await check(keys, signed("rsa@example.com", ["--digest-algo", "SHA1"]))).toContain("its hash is not one of");
  });

  test("a folder of keys; one that cannot be used is an error", async () => {
    exported("rsa@example.com", "all/a.asc");
    exported("ed@example.com", "all/b.gpg", []);
    writeFileSync(join(folder, "all/README.txt"), "not a key");
    expect(await check("all", signed("ed@example.com"))).toBe(fingerprints("ed@example.com")[0]);
    mkdirSync(join(folder, "empty"));
    await expect(openKeyring("empty", folder)).rejects.toThrow("has no OpenPGP key that can be used");
    await expect(openKeyring("nothing", folder)).rejects.toThrow("cannot be read (ENOENT)");
    writeFileSync(join(folder, "empty/a.asc"), "nonsense");
    await expect(openKeyring("empty", folder)).rejects.toThrow("cannot be read as an OpenPGP key");
    // A key that may encrypt and certify, and not sign.
    await expect(openKeyring(exported("enc@example.com", "enc.asc"), folder)).rejects.toThrow("has no OpenPGP key");
  });

  test("a subkey that was added without its consent does not count", async () => {
    // The subkey of one person, with what binds it to that person's key, behind the key of another.
    const bytesOf = ({ tag, body }: Packet) => {
      const head = Buffer.from([0x80 | (tag << 2) | 1, 0, 0]);
      head.writeUInt16BE(body.length, 1);
      return Buffer.concat([head, body]);
    };
    const [sub = [], rsa = []] = ["sub@example.com", "rsa@example.com"].map((user) =>
      readPackets(gpg(["--export", user])),
    );
    const mixed = Buffer.concat([...rsa, ...sub.slice(sub.findIndex(({ tag }) => tag === 14))].map(bytesOf));
    writeFileSync(join(folder, "mixed.gpg"), mixed);
    expect(await check("mixed.gpg", signed("sub@example.com"))).toContain("is not right");
    expect(await check("mixed.gpg", signed("rsa@example.com"))).toBe(fingerprints("rsa@example.com")[0]);
  });

  test("a revoked key", async () => {
    const user = "revoked@example.com";
    gpg(["--quick-gen-key", user, "rsa2048", "sign", "never"]);
    const [fingerprint = ""] = fingerprints(user);
    const signature = signed(user);
    expect(await check(exported(user, "revoked.asc"), signature)).toBe(fingerprint);
    const certificate = execFileSync("cat", [join(home, "openpgp-revocs.d", `${fingerprint}.rev`)]).toString();
    gpg(["--import"], Buffer.from(certificate.replace(":-----BEGIN", "-----BEGIN")));
    await expect(openKeyring(exported(user, "revoked.asc"), folder)).rejects.toThrow("has no OpenPGP key");
  });

  test("a signature from after its key's end", async () => {
    const user = "short@example.com";
    const now = Math.floor(Date.now() / 1000);
    const at = (seconds: number) => ["--faked-system-time", `${now + seconds}!`];
    gpg([...at(-90 * 86400), "--quick-gen-key", user, "ed25519", "sign", "30d"]);
    const early = gpg([...at(-80 * 86400), "--local-user", user, "--detach-sign"], list);
    expect(await check(exported(user, "short.asc"), early)).toBe(fingerprints(user)[0]);
  });
});
