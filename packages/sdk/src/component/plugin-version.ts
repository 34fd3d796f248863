/**
 * A plugin's version in its canonical form, as it says it to Packer: `1.1.10-dev+123abc`.
 *
 * @param core one to three numbers; what is missing is 0
 * @param preRelease "dev", "beta.1"; "" for a release
 * @param metadata of the build; "" for none
 * @throws Error where a part is not a version of that form
 */
export function pluginVersion(core: string, preRelease = "", metadata = ""): string {
  const numbers = core.split(".");
  if (numbers.length > 3 || !numbers.every((part) => /^\d+$/.test(part)))
    throw new Error(`"${core}" is not a version; write three numbers with points between them`);
  for (const part of [preRelease, metadata])
    if (!/^([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/.test(part))
      throw new Error(`"${part}" cannot stand in a version; use letters, digits, points and hyphens`);
  const canonical = [0, 1, 2].map((i) => BigInt(numbers[i] ?? 0)).join(".");
  return canonical + (preRelease && `-${preRelease}`) + (metadata && `+${metadata}`);
}
