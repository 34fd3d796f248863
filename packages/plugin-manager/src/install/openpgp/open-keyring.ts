// Signatures of lists of checksums, by the keys that the user has put into a folder (INGOT_PLUGIN_KEYS). This reads as much of OpenPGP as
// detached signatures need: version 4, RSA and Ed25519, SHA-2.

import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PluginError } from "../../plugin-error.ts";
import { InstallError } from "../install-error.ts";
import type { SignatureCheck } from "../origins/signature-check.ts";
import { readKeys, type SigningKey } from "./read-keys.ts";
import { PgpError, readPackets, withoutArmor } from "./read-packets.ts";
import { readSignature, type Signature } from "./read-signature.ts";
import { isMadeBy } from "./verify-with-key.ts";

const largestKeyFile = 4 * 1024 * 1024;
const mostSignatures = 16;
const ofBinary = 0x00;
/** Clocks differ, in seconds. */
const slack = 24 * 60 * 60;

/**
 * Opens the keys of a file or of a folder (*.asc, *.gpg, *.pgp, *.key). Without a setting nothing is checked.
 * Throws PluginError where there are none: who has named keys wants them used.
 */
export async function openKeyring(setting: string | undefined, cwd: string): Promise<SignatureCheck | undefined> {
  if (!setting) return undefined;
  const place = resolve(cwd, setting);
  const keys = await keysIn(place);
  return async (bytes, shownName, fetchSignature) => {
    let signature: Uint8Array;
    try {
      signature = await fetchSignature();
    } catch (error) {
      if (error instanceof InstallError && error.kind === "missing") return undefined;
      throw error;
    }
    return verified(bytes, signature, keys, shownName, place);
  };
}

async function keysIn(place: string): Promise<readonly SigningKey[]> {
  const wrong = (detail: string) => new PluginError("Keys of INGOT_PLUGIN_KEYS cannot be used", detail);
  try {
    const isFolder = (await stat(place)).isDirectory();
    const names = isFolder ? (await readdir(place)).filter((name) => /\.(asc|gpg|pgp|key)$/i.test(name)) : [""];
    const keys: SigningKey[] = [];
    for (const name of names) {
      const path = join(place, name);
      if ((await stat(path)).size > largestKeyFile) throw wrong(`${path} is too large for a key. Take it away.`);
      try {
        keys.push(...readKeys(await readFile(path)));
      } catch (error) {
        if (!(error instanceof PgpError)) throw error;
        throw wrong(`${path} cannot be read as an OpenPGP key: ${error.message}. Export it again, or take it away.`);
      }
    }
    if (keys.length > 0) return keys;
    throw wrong(
      `${place} has no OpenPGP key that can be used (version 4, RSA of 2048 bits or more, or Ed25519). Put one there, or unset INGOT_PLUGIN_KEYS.`,
    );
  } catch (error) {
    if (error instanceof PluginError) throw error;
    throw wrong(
      `${place} cannot be read (${(error as NodeJS.ErrnoException).code ?? error}). Correct INGOT_PLUGIN_KEYS, or unset it.`,
    );
  }
}

function verified(
  bytes: Uint8Array,
  given: Uint8Array,
  keys: readonly SigningKey[],
  shownName: string,
  place: string,
): string {
  const refuse = (why: string) => new InstallError("refused", `The signature of ${shownName} is not right: ${why}`);
  try {
    const signatures = readPackets(withoutArmor(given)).flatMap(({ tag, body }) =>
      tag === 2 ? [readSignature(body)] : [],
    );
    // Each of them is tried with each key.
    if (signatures.length > mostSignatures)
      throw refuse(`there are more than ${mostSignatures}. Ask the plugin's makers.`);
    if (signatures.length === 0) throw refuse("there is none in it. Ask the plugin's makers.");
    for (const signature of signatures) {
      const key =
        signature.type === ofBinary ? keys.find(({ packet }) => isMadeBy(packet, signature, [bytes])) : undefined;
      if (!key) continue;
      if (!isInTime(signature, key))
        throw refuse("it was made when its key was not valid, or has expired. Ask the plugin's makers for a new one.");
      return key.primary;
    }
    const issuer = signatures[0]?.issuer;
    const isKnown = keys.some(
      ({ packet, primary }) =>
        issuer !== undefined && (packet.fingerprint.endsWith(issuer) || primary.endsWith(issuer)),
    );
    throw refuse(
      isKnown
        ? "it was not made on this list. One of the two was changed: nothing was installed."
        : `it was made by the key ${issuer ?? "of somebody"}, which is none of those in ${place}. If you trust that key, put it there.`,
    );
  } catch (error) {
    if (error instanceof PgpError) throw refuse(`${error.message}. Ask the plugin's makers.`);
    throw error;
  }
}

function isInTime({ created, expires }: Signature, { packet, expiresAt }: SigningKey): boolean {
  const now = Date.now() / 1000;
  if (created > now + slack || created < packet.created - slack) return false;
  if (expiresAt !== undefined && created > expiresAt) return false;
  return expires === undefined || created + expires > now;
}
