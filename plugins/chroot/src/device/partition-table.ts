/** A partition as its table has it, in bytes. */
export interface Partition {
  readonly number: number;
  readonly offset: number;
  readonly size: number;
}

/**
 * Reads what `sfdisk --json` says of a disk. A disk without a table has no partitions.
 * @param device the path that sfdisk was asked about: partitions are named after it
 * @throws SyntaxError where the text is not JSON
 */
export function readPartitionTable(json: string, device: string): readonly Partition[] {
  const read: unknown = JSON.parse(json);
  const table = member(read, "partitiontable");
  const sectorSize = Number(member(table, "sectorsize") ?? 512);
  const list = member(table, "partitions");
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown): Partition[] => {
    const [node, start, size] = [member(entry, "node"), member(entry, "start"), member(entry, "size")];
    if (typeof node !== "string" || !node.startsWith(device)) return [];
    const number = Number(/^p?(\d+)$/.exec(node.slice(device.length))?.[1]);
    if (!Number.isInteger(number) || typeof start !== "number" || typeof size !== "number") return [];
    return [{ number, offset: start * sectorSize, size: size * sectorSize }];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
