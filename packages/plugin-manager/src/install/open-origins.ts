// Where plugins come from, by flags and environment: HashiCorp's releases host and GitHub, or what INGOT_PLUGIN_MIRROR names instead.

import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PluginError } from "../plugin-error.ts";
import { type Fetcher, openFetcher } from "./http/open-fetcher.ts";
import { openKeyring } from "./openpgp/open-keyring.ts";
import { github } from "./origins/github.ts";
import { mirrorFolder } from "./origins/mirror-folder.ts";
import type { Origin } from "./origins/origin.ts";
import { releaseHost } from "./origins/release-host.ts";

export interface OriginsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Instead of INGOT_PLUGIN_MIRROR. */
  readonly mirror?: string | undefined;
  /** Only folders. */
  readonly isOffline: boolean;
  /** The pauses between tries, in milliseconds, for tests. */
  readonly pausesMs?: readonly number[];
  readonly signal: AbortSignal;
}

const releases = "https://releases.hashicorp.com";

/** Opens the places that plugins come from. Throws PluginError where what the user has set cannot be right. */
export async function openOrigins(options: OriginsOptions): Promise<{
  readonly origins: readonly Origin[];
  /** Whether signatures are verified: there are keys to do it by. */
  readonly checksSignatures: boolean;
  readonly close: () => Promise<void>;
}> {
  const { env, cwd, signal, isOffline } = options;
  const given = options.mirror ?? env.INGOT_PLUGIN_MIRROR ?? "";
  const words = (given.trim() === "" ? "direct" : given).split(",").flatMap((word) => word.trim() || []);
  const keyring = await openKeyring(env.INGOT_PLUGIN_KEYS, cwd);
  const checkSignature = keyring ?? (async () => undefined);
  const api = address("INGOT_GITHUB_API", env.INGOT_GITHUB_API || "https://api.github.com");
  const site = address("INGOT_GITHUB", env.INGOT_GITHUB || "https://github.com");
  const token = env.PACKER_GITHUB_API_TOKEN;
  const authorizations = new Map(token ? [[api.origin, `Bearer ${token}`]] : []);
  const bases = words.map((word) => (/^https?:\/\//i.test(word) ? address("INGOT_PLUGIN_MIRROR", word) : undefined));
  for (const base of bases) {
    if (!base?.username) continue;
    const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
    authorizations.set(base.origin, `Basic ${Buffer.from(login).toString("base64")}`);
  }
  const pauses = options.pausesMs ? { pausesMs: options.pausesMs } : {};
  const fetcher: Fetcher = openFetcher({ env, authorizations, signal, ...pauses });
  const shared = { fetcher, checkSignature };
  const hashicorp = () =>
    releaseHost(new URL(releases), ({ githubOwner }) => githubOwner?.toLowerCase() === "hashicorp", shared);
  const fromGithub = () => github({ api, site, hasToken: Boolean(token), ...shared });
  const origins = words.flatMap((word, at): readonly Origin[] => {
    const base = bases[at];
    if (word === "direct") return isOffline ? [] : [hashicorp(), fromGithub()];
    if (word === "github") return isOffline ? [] : [fromGithub()];
    if (base) return isOffline ? [] : [releaseHost(base, () => true, shared)];
    const path = /^file:/i.test(word) ? pathOf(word) : word;
    return [mirrorFolder(isAbsolute(path) ? path : resolve(cwd, path), { checkSignature, signal })];
  });
  return { origins, checksSignatures: keyring !== undefined, close: fetcher.close };
}

function address(name: string, text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new PluginError(
    `Invalid ${name}`,
    `${JSON.stringify(text)} is not an address. Write it as "https://example.com/path".`,
  );
}

function pathOf(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw new PluginError(
      "Invalid INGOT_PLUGIN_MIRROR",
      `${JSON.stringify(text)} is not the address of a folder. Give its path.`,
    );
  }
}
