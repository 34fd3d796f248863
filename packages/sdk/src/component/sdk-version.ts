import { parseVersion } from "../version/version.ts";

/** The version of this SDK; `definePlugin` stamps it on what it makes. */
export const sdkVersion = "0.1.0";

/**
 * Why a plugin that was made with one version of the SDK cannot be used with another; undefined where it can. The major version must be
 * the same, and the plugin's minor version no newer than ours; before 1.0 a minor version is what a major one is later.
 *
 * @param theirs what the plugin says; a text, or anything where it was made by hand
 * @param ours the version that the plugin would run with
 */
export function sdkMismatch(
  theirs: unknown,
  ours: string = sdkVersion,
): "not a version" | "older" | "newer" | undefined {
  const plugin = typeof theirs === "string" ? parseVersion(theirs) : undefined;
  const host = parseVersion(ours);
  if (!plugin || !host) return "not a version";
  const [major = 0n, minor = 0n] = plugin.segments;
  const [hostMajor = 0n, hostMinor = 0n] = host.segments;
  if (major !== hostMajor) return major < hostMajor ? "older" : "newer";
  if (minor > hostMinor) return "newer";
  return major === 0n && minor < hostMinor ? "older" : undefined;
}
