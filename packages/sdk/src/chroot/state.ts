import type { Owned } from "../resource/resource.ts";

/** What a builder's own attach step gives to the steps that are shared. */
export interface AttachedDevice {
  /** Full path of the block device: `/dev/loop3`. */
  readonly device: string;
  /** What goes when the device is detached, in this order. */
  readonly attached: readonly Owned[];
  /** Makes the nodes of the partitions agree with the table on the device; called after every command that may have changed it. */
  readonly rereadPartitions: (signal: AbortSignal) => Promise<void>;
}

/** A mounted root. */
export interface MountedRoot {
  /** Absolute, without symbolic links. */
  readonly mountPath: string;
  /** What goes when the root is unmounted, in this order. */
  readonly mounted: readonly Owned[];
}

/** The node of a partition: `/dev/sda` and 1 make `/dev/sda1`; after a digit a `p` stands between them, as in `/dev/loop0p1`. */
export function partitionDevice(device: string, partition: string): string {
  if (partition === "") return device;
  return /\d$/.test(device) && /^\d/.test(partition) ? `${device}p${partition}` : `${device}${partition}`;
}
