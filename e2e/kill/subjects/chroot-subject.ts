import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../environment/index.ts";
import { removeFiles, requireFiles, type Subject, type SubjectOptions } from "./subject.ts";

/** A disk image with a busybox root: partitioned, mounted, provisioned, converted, summed. */
export async function chrootSubject({ stage, archive, pauseSeconds }: SubjectOptions): Promise<Subject> {
  const templatePath = join(stage.folder, "disk.pkr.hcl");
  writeFileSync(
    templatePath,
    `source "local-chroot" "small" {
  from_scratch         = true
  disk_size            = "24M"
  format               = "qcow2"
  mount_path           = "${stage.mounts}/{{.Device}}"
  pre_mount_commands   = ["echo start=1MiB | sfdisk --quiet --label gpt {{.Device}}", "mkfs.ext4 -q {{.Device}}p1"]
  post_mount_commands  = ["tar -C {{.MountPath}} -xf ${archive}"]
  copy_files           = ["/etc/hostname"]
  pre_unmount_commands = ["sync {{.MountPath}}"]
}

build {
  sources = ["source.local-chroot.small"]

  provisioner "shell" {
    inline = ["(sleep 1000 < /dev/null > /dev/null 2>&1 &)", "echo inside > /made", "sleep ${pauseSeconds}"]
  }

  post-processors {
    post-processor "checksum" {
      checksum_types = ["sha256"]
      output         = "image.sha256"
    }
    post-processor "manifest" {}
  }
}
`,
  );
  const outputs = ["output-small", "image.sha256", "packer-manifest.json"];
  return {
    name: "local-chroot",
    templatePath,
    unrecorded: [
      "StepPreMountCommands",
      "StepPostMountCommands",
      "StepProvision",
      "post-processor checksum",
      "post-processor manifest",
    ],
    checkOutputs: async ({ work }) => {
      const image = "output-small/small.qcow2";
      requireFiles(work, [...outputs, image]);
      await runCommand("qemu-img", ["check", "-q", join(work, image)]);
      const [sum] = (await runCommand("sha256sum", [join(work, image)])).stdout.split(" ");
      const noted = readFileSync(join(work, "image.sha256"), "utf8");
      if (!noted.startsWith(`${sum}\t`)) throw new Error(`The checksum of ${image} is ${sum}, not ${noted}`);
    },
    removeOutputs: async ({ work }) => removeFiles(work, outputs),
    remove: async () => undefined,
  };
}
