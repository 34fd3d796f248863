import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expandHome } from "../communicator/expand-home.ts";

const usable: ReadonlySet<string | undefined> = new Set(["rsa", "ec", "ed25519"]);

/** Reads the private key of a PEM file. Throws an error that names the file and says what to do. */
export async function readSigningKey(path: string): Promise<KeyObject> {
  return checked(path, parse(path, "private", createPrivateKey, await readKeyFile(path)));
}

/** Reads the key that signatures are checked with: a public key, a certificate, or a private key, whose public part counts. */
export async function readVerifyingKey(path: string): Promise<KeyObject> {
  return checked(path, parse(path, "public", createPublicKey, await readKeyFile(path)));
}

/** Names a key: the SHA-256 of its public part (SubjectPublicKeyInfo, DER), in hex. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** Whether a text names a key in a key management service rather than a file. */
export function isKmsKey(key: string): boolean {
  return /^(awskms|gcpkms|azurekms|hashivault):\/\//.test(key);
}

async function readKeyFile(path: string): Promise<string> {
  return readFile(await expandHome(path), "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "it is not there" : error.message;
    throw new Error(`The key file ${path} cannot be read: ${why}`, { cause: error });
  });
}

function parse(path: string, which: string, read: (pem: string) => KeyObject, pem: string): KeyObject {
  try {
    return read(pem);
  } catch (error) {
    const isLocked = /ENCRYPTED/.test(pem);
    throw new Error(
      isLocked
        ? `The key in ${path} is protected by a passphrase, which nobody can be asked for in a build. Give a key without one, readable by you alone`
        : `${path} holds no ${which} key that can be read. A PEM file is expected, as "openssl genpkey -algorithm ed25519" writes it`,
      { cause: error },
    );
  }
}

function checked(path: string, key: KeyObject): KeyObject {
  if (usable.has(key.asymmetricKeyType)) return key;
  throw new Error(`The key in ${path} is of the type ${key.asymmetricKeyType}; use RSA, ECDSA or Ed25519`);
}
