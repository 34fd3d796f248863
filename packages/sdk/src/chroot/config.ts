import { s } from "../schema/field.ts";
import { type Complaint, type Infer, schema } from "../schema/schema.ts";

/** What a command sees in its `{{ }}` before the device is mounted, and after. */
export interface DeviceVariables {
  readonly Device: string;
}
export interface MountVariables extends DeviceVariables {
  readonly MountPath: string;
}

const defaultMounts: readonly (readonly string[])[] = [
  ["proc", "proc", "/proc"],
  ["sysfs", "sysfs", "/sys"],
  ["bind", "/dev", "/dev"],
  ["devpts", "devpts", "/dev/pts"],
  ["binfmt_misc", "binfmt_misc", "/proc/sys/fs/binfmt_misc"],
];

/** The settings that every chroot builder shares. Where its disk comes from is each builder's own. */
export const chrootFields = schema({
  from_scratch: s.bool().default(false).doc("Start with an empty disk instead of a source."),
  command_wrapper: s
    .template<{ readonly Command: string }>("Command")
    .defaultText("{{.Command}}")
    .doc("How commands on this machine are run, `sudo {{.Command}}` for example."),
  pre_mount_commands: s
    .list(s.template<DeviceVariables>("Device"))
    .doc("Commands on this machine once the device is there and before it is mounted: partitioning, file systems."),
  mount_options: s.list(s.string()).doc("Options for the mount of the root, each given with `-o`."),
  mount_partition: s
    .string()
    .default("1")
    .doc("Number of the partition that holds the root; empty means the whole device."),
  mount_path: s
    .template<DeviceVariables>("Device")
    .doc("Folder that the root is mounted on; `{{.Device}}` is the last part of the device's path."),
  manual_mount_command: s
    .template<DeviceVariables>("Device")
    .doc("Command that mounts the root instead; the mount path is appended to it. It is not wrapped."),
  post_mount_commands: s
    .list(s.template<MountVariables>("Device", "MountPath"))
    .doc("Commands on this machine once the root is mounted."),
  chroot_mounts: s
    .list(s.list(s.string()))
    .default(defaultMounts)
    .doc("What else is mounted inside the root: lists of type, source and target."),
  copy_files: s
    .list(s.string())
    .defaultText('["/etc/resolv.conf"], or none with from_scratch')
    .doc("Files of this machine that stand at the same path in the root while it is provisioned."),
  pre_unmount_commands: s
    .list(s.template<MountVariables>("Device", "MountPath"))
    .doc("Commands on this machine after the provisioners, while the root is still mounted."),
})
  .rule(["from_scratch", "pre_mount_commands"], (config): Complaint | undefined =>
    config.from_scratch && (config.pre_mount_commands ?? []).length === 0
      ? {
          field: "from_scratch",
          summary: 'An empty disk needs "pre_mount_commands"',
          detail: `With from_scratch there is nothing on the disk to mount. Set "pre_mount_commands" to the commands that partition {{.Device}} and make the root's file system.`,
        }
      : undefined,
  )
  .rule(["chroot_mounts"], (config) =>
    config.chroot_mounts.flatMap((mount, index): Complaint[] =>
      mount.length === 3
        ? []
        : [
            {
              field: "chroot_mounts",
              path: [index],
              summary: `A mount has three parts, this one has ${mount.length}`,
              detail: `Write each element of "chroot_mounts" as [type, source, target], for example ["bind", "/srv", "/srv"].`,
            },
          ],
    ),
  );

export type ChrootConfig = Infer<typeof chrootFields>;

/** The files to copy into the root: what the template says, or the resolver's configuration where the root came from a source. */
export function filesToCopy(config: Pick<ChrootConfig, "copy_files" | "from_scratch">): readonly string[] {
  return config.copy_files ?? (config.from_scratch ? [] : ["/etc/resolv.conf"]);
}
