import { type Complaint, checkAddress, chrootFields, type Infer, s, schema } from "@ingot/sdk";
import { parseDiskSize } from "./parse-disk-size.ts";

/** Folder of the mount points where a template names none. */
export const mountBase = "/mnt/ingot-local-chroot";

/** How qemu-img calls each format; the others are called alike. */
export const formats = ["raw", "qcow2", "vmdk", "vhd"] as const;

/** The settings of the builder "local-chroot". */
export const localChrootConfig = schema({
  source: s
    .string()
    .doc(
      "Path or URL of the disk image to start from, raw or qcow2; an archive of one is unpacked (`.xz`, `.gz`, ...).",
    ),
  source_checksum: s
    .string()
    .doc("Checksum of the source: `sha256:<hex>` or another type, `file:<path or URL of a checksum file>`, or `none`."),
  disk_size: s
    .string()
    .defaultText("the size of the source")
    .doc("Size of the disk: `2G`, `512M`; a bare number is MiB. A source can only be made larger."),
  format: s
    .enum(...formats)
    .default("raw")
    .doc("Format of the finished image."),
  output_directory: s.string().defaultText("output-<build name>").doc("Folder for the image; it must not exist yet."),
  image_name: s
    .string()
    .defaultText("<build name>")
    .doc("Name of the image file, without its extension, which is that of the format."),
})
  .include(chrootFields)
  .rule(["from_scratch", "source"], (config): Complaint | undefined => {
    if (config.from_scratch && config.source)
      return {
        field: "source",
        summary: '"source" and "from_scratch" exclude each other',
        detail: 'A disk is either empty or made from a source. Remove "source" or "from_scratch".',
      };
    if (!config.from_scratch && !config.source)
      return {
        summary: "The disk has no source",
        detail:
          'Set "source" to the path or URL of a disk image, or "from_scratch = true" to start with an empty disk.',
      };
    return undefined;
  })
  .rule(["source", "source_checksum"], (config): Complaint | undefined => {
    if (config.source && !config.source_checksum)
      return {
        field: "source",
        summary: "A source needs a checksum",
        detail:
          'Set "source_checksum" to the checksum of the image, for example "sha256:...", or to "none" to use it unverified.',
      };
    if (!config.source && config.source_checksum)
      return {
        field: "source_checksum",
        summary: "There is no source to verify",
        detail: 'Set "source", or remove "source_checksum".',
      };
    if (config.source && config.source_checksum)
      return checkAddress(config.source, config.source_checksum, { url: "source", checksum: "source_checksum" });
    return undefined;
  })
  .rule(["from_scratch", "disk_size"], (config): Complaint | undefined => {
    if (config.from_scratch && !config.disk_size)
      return {
        field: "from_scratch",
        summary: 'An empty disk needs "disk_size"',
        detail: 'Set "disk_size" to the size of the disk, for example "2G".',
      };
    if (config.disk_size && parseDiskSize(config.disk_size) === undefined)
      return {
        field: "disk_size",
        summary: `"${config.disk_size}" is not a disk size`,
        detail: 'Write a whole number with one of the units b, k, m, g, t, for example "2G"; without a unit it is MiB.',
      };
    return undefined;
  })
  .rule(["image_name"], (config): Complaint | undefined =>
    config.image_name?.includes("/")
      ? {
          field: "image_name",
          summary: "An image name is not a path",
          detail: 'Write the name alone into "image_name", and the folder into "output_directory".',
        }
      : undefined,
  );

export type LocalChrootConfig = Infer<typeof localChrootConfig>;
