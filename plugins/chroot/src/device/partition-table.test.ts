import { expect, test } from "vitest";
import { readPartitionTable } from "./partition-table.ts";

const table = (device: string, partitions: readonly object[], sectorsize?: number) =>
  JSON.stringify({ partitiontable: { label: "gpt", device, unit: "sectors", sectorsize, partitions } });

test.each([
  ["no partitions", table("/dev/loop0", []), []],
  ["no list", JSON.stringify({ partitiontable: { label: "dos" } }), []],
  [
    "sectors of 512 bytes by default",
    table("/dev/loop0", [{ node: "/dev/loop0p1", start: 2048, size: 8, type: "83" }]),
    [{ number: 1, offset: 1048576, size: 4096 }],
  ],
  [
    "larger sectors, numbers with gaps",
    table("/dev/loop0", [{ node: "/dev/loop0p12", start: 256, size: 1 }], 4096),
    [{ number: 12, offset: 1048576, size: 4096 }],
  ],
  ["a node of another device", table("/dev/loop0", [{ node: "/dev/loop1p1", start: 1, size: 1 }]), []],
])("%s", (_, json, want) => {
  expect(readPartitionTable(json, "/dev/loop0")).toEqual(want);
});
