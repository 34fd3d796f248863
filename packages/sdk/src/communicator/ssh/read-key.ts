import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expandHome } from "../expand-home.ts";
import { inspectPrivateKey } from "../inspect-key-file.ts";
import { certifiedKey } from "./certificate.ts";
import { SshConnectError } from "./connect-error.ts";
import { fromPkcs8 } from "./encode-key.ts";
import type { Ssh } from "./load-ssh.ts";
import type { LoginKey } from "./settings.ts";

/** Reads a key file, and the certificate for it where there is one. */
export async function readKeyFile(ssh: Ssh, path: string, certificatePath: string | undefined): Promise<LoginKey> {
  const text = await readText(path);
  return parseLoginKey(ssh, text, path, certificatePath ? await readText(certificatePath) : undefined);
}

/**
 * A private key from its text.
 *
 * @param label how to call it in messages
 * @param certificate the text of an OpenSSH certificate for the key
 */
export function parseLoginKey(ssh: Ssh, text: string, label: string, certificate: string | undefined): LoginKey {
  const wrong = inspectPrivateKey(text);
  if (wrong !== undefined) throw unusable(label, wrong);
  const readable = fromPkcs8(text);
  const key = ssh.utils.parseKey(readable);
  if (key instanceof Error) throw unusable(label, key.message);
  const first = Array.isArray(key) ? key[0] : key;
  if (!certificate) return { label, key: first };
  try {
    return {
      label: `${label} with its certificate`,
      key: certifiedKey(first, createPrivateKey(first.getPrivatePEM()), certificate),
    };
  } catch (error) {
    throw unusable(label, error instanceof Error ? error.message : String(error));
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(await expandHome(path), "utf8");
  } catch (error) {
    throw unusable(path, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

function unusable(label: string, reason: string): SshConnectError {
  return new SshConnectError(
    "impossible",
    `The key ${label} cannot be used: ${reason}. Name another one, or correct it`,
  );
}
