import { expect, test } from "vitest";
import { partitionDevice } from "./state.ts";

test.each([
  ["/dev/sda", "1", "/dev/sda1"],
  ["/dev/loop0", "1", "/dev/loop0p1"],
  ["/dev/nvme1n1", "p1", "/dev/nvme1n1p1"],
  ["/dev/loop0", "", "/dev/loop0"],
])("partition %2$j of %1$s", (device, partition, want) => {
  expect(partitionDevice(device, partition)).toBe(want);
});
