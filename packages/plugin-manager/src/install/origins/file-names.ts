import type { ReleaseFile } from "./origin.ts";

/**
 * The archives of a release as GitHub has them: `packer-plugin-NAME_vVERSION_xAPI_OS_ARCH.zip` (plugin-protocol 1.7).
 * @param stem "packer-plugin-amazon_v1.2.3"
 */
export function archivesOfSums(sums: ReadonlyMap<string, string>, stem: string): readonly ReleaseFile[] {
  return [...sums].flatMap(([fileName, sha256]): ReleaseFile[] => {
    if (!fileName.startsWith(`${stem}_`)) return [];
    const found = /^(x[0-9]{1,9}\.[0-9]{1,9})_([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(fileName.slice(stem.length + 1));
    const [, apiVersion, platform] = found ?? [];
    return apiVersion && platform ? [{ fileName, sha256, platform, apiVersion, form: "archive" }] : [];
  });
}

/**
 * The archives of a release in HashiCorp's layout: `packer-plugin-NAME_VERSION_OS_ARCH.zip`.
 * @param stem "packer-plugin-amazon_1.2.3"
 * @param apiVersion "x5.0", from the manifest
 */
export function archivesOfHashicorp(
  sums: ReadonlyMap<string, string>,
  stem: string,
  apiVersion: string,
): readonly ReleaseFile[] {
  return [...sums].flatMap(([fileName, sha256]): ReleaseFile[] => {
    if (!fileName.startsWith(`${stem}_`)) return [];
    const platform = /^([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(fileName.slice(stem.length + 1))?.[1];
    return platform ? [{ fileName, sha256, platform, apiVersion, form: "archive" }] : [];
  });
}
