const factors: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const sectorSize = 512;

/** A disk size in bytes, in whole sectors; undefined when it is not written as one: `2G`, `512M`, or `2048`, which are MiB. */
export function parseDiskSize(text: string): number | undefined {
  const [, digits, unit = "m"] = /^(\d+)([bkmgt])?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (factors[unit.toLowerCase()] ?? 0);
  if (!Number.isSafeInteger(bytes) || bytes === 0) return undefined;
  return Math.ceil(bytes / sectorSize) * sectorSize;
}
