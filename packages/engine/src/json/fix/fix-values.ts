// Fixers that change the value of an option, or add one.
import type { FixRule } from "./fixer.ts";
import { isFields, type Json, type JsonFields } from "./json-value.ts";

/** Guest additions are attached or uploaded; once it was a switch. */
export const fixGuestAdditionsAttach: FixRule = {
  of: "builder",
  types: ["virtualbox"],
  removes: ["guest_additions_attach"],
  apply: (builder) => {
    const { guest_additions_attach: isAttached } = builder;
    if (typeof isAttached !== "boolean") return false;
    delete builder.guest_additions_attach;
    builder.guest_additions_mode = isAttached ? "attach" : "upload";
    return true;
  },
};

/** Disks on ESXi cannot be compacted unless they are thin. */
export const fixVmwareCompaction: FixRule = {
  of: "builder",
  types: ["vmware-iso"],
  apply: (builder) => {
    if (builder.remote_type !== "esx5") return false;
    const isNew = !("disk_type_id" in builder);
    if (isNew) builder.disk_type_id = "zeroedthick";
    const { disk_type_id: kind, skip_compaction: skips = false } = builder;
    if (typeof kind !== "string" || kind === "thin" || skips !== false) return isNew;
    builder.skip_compaction = true;
    return true;
  },
};

/** Cleaning functions have one name in all builders. Texts are looked at in the builder and one level below. */
export const fixCleanImageName: FixRule = { of: "builder", apply: (builder) => renameCleaners(builder, true) };

function renameCleaners(fields: JsonFields, goesDown: boolean): boolean {
  let isChanged = false;
  for (const [name, value] of Object.entries(fields)) {
    if (goesDown && isFields(value)) isChanged = renameCleaners(value, false) || isChanged;
    if (typeof value !== "string") continue;
    const fixed = value.replaceAll(/clean_(?:image|ami)_name/g, "clean_resource_name");
    if (fixed === value) continue;
    fields[name] = fixed;
    isChanged = true;
  }
  return isChanged;
}

/** A number of mebibytes gets its unit; what is behind the point never counted. */
export const fixQemuDiskSize: FixRule = {
  of: "builder",
  types: ["qemu"],
  apply: (builder) => {
    const { disk_size: size } = builder;
    if (typeof size !== "number") return false;
    builder.disk_size = `${BigInt(Math.trunc(size))}M`;
    return true;
  },
};

/** A typing mistake that was the option's name once. */
export const fixExcludeFromLatest: FixRule = {
  of: "builder",
  types: ["azure-chroot"],
  apply: ({ shared_image_destination: destination }) => {
    if (!isFields(destination)) return false;
    const value: Json | undefined = destination.exlude_from_latest;
    if (value === undefined) return false;
    delete destination.exlude_from_latest;
    destination.exclude_from_latest = value;
    return true;
  },
};
