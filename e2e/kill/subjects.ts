// The builds that are killed: small, and between them every kind of thing that is made outside the process.

import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../environment/index.ts";
import type { Stage } from "./stage.ts";

export interface Subject {
  readonly name: string;
  readonly templatePath: string;
  /** Steps and post-processors that make something without a record of its own in the journal. */
  readonly unrecorded: readonly string[];
  /** Throws unless a build that has come to its end left everything that it should. */
  readonly checkOutputs: () => Promise<void>;
  /** Removes what a finished build has made, as its user would. */
  readonly removeOutputs: () => Promise<void>;
  /** Removes what the subject itself needs. */
  readonly remove: () => Promise<void>;
}

/** A container of a few MB: committed, named, saved, noted in a manifest. */
export async function dockerSubject(stage: Stage, busyboxArchive: string): Promise<Subject> {
  const base = `kill-base:${randomUUID()}`;
  const tag = `kill-image:${randomUUID()}`;
  const env = { DOCKER_HOST: stage.dockerHost };
  await runCommand("docker", ["import", busyboxArchive, base], { env });
  const templatePath = join(stage.folder, "container.pkr.hcl");
  writeFileSync(
    templatePath,
    `source "docker" "small" {
  image   = "${base}"
  pull    = false
  commit  = true
  changes = ["CMD [\\"/bin/true\\"]"]
}

build {
  sources = ["source.docker.small"]

  provisioner "shell" {
    inline = ["echo inside > /made", "sleep 0.3"]
  }
  provisioner "shell-local" {
    inline = ["sleep 0.2"]
  }

  post-processors {
    post-processor "docker-tag" {
      repository = "${tag.split(":")[0]}"
      tags       = ["${tag.split(":")[1]}"]
    }
    post-processor "docker-save" {
      path = "saved/image.tar"
    }
    post-processor "manifest" {}
  }
}
`,
  );
  const outputs = ["saved", "packer-manifest.json"].map((name) => join(stage.work, name));
  return {
    name: "docker",
    templatePath,
    unrecorded: ["StepProvision", "post-processor docker-tag", "post-processor manifest"],
    checkOutputs: async () => {
      requireFiles(outputs);
      const run = ["run", "--rm", tag, "cat", "/made"];
      const { stdout } = await runCommand("docker", run, { env });
      if (stdout !== "inside\n") throw new Error(`The image says ${JSON.stringify(stdout)}`);
    },
    removeOutputs: async () => {
      for (const path of outputs) rmSync(path, { recursive: true, force: true });
      await runCommand("docker", ["rmi", tag], { env, mayFail: true });
    },
    remove: async () => {
      await runCommand("docker", ["rmi", base], { env, mayFail: true });
    },
  };
}

/** A disk image with a busybox root: partitioned, mounted, provisioned, converted, summed. */
export async function chrootSubject(stage: Stage, busyboxArchive: string): Promise<Subject> {
  const templatePath = join(stage.folder, "disk.pkr.hcl");
  writeFileSync(
    templatePath,
    `source "local-chroot" "small" {
  from_scratch         = true
  disk_size            = "24M"
  format               = "qcow2"
  mount_path           = "${stage.mounts}/{{.Device}}"
  pre_mount_commands   = ["echo start=1MiB | sfdisk --quiet --label gpt {{.Device}}", "mkfs.ext4 -q {{.Device}}p1"]
  post_mount_commands  = ["tar -C {{.MountPath}} -xf ${busyboxArchive}"]
  copy_files           = ["/etc/hostname"]
  pre_unmount_commands = ["sync {{.MountPath}}"]
}

build {
  sources = ["source.local-chroot.small"]

  provisioner "shell" {
    inline = ["(sleep 1000 < /dev/null > /dev/null 2>&1 &)", "echo inside > /made", "sleep 0.3"]
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
  const image = join(stage.work, "output-small/small.qcow2");
  const outputs = ["output-small", "image.sha256", "packer-manifest.json"].map((name) => join(stage.work, name));
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
    checkOutputs: async () => {
      requireFiles([...outputs, image]);
      await runCommand("qemu-img", ["check", "-q", image]);
      const [sum] = (await runCommand("sha256sum", [image])).stdout.split(" ");
      const noted = readFileSync(join(stage.work, "image.sha256"), "utf8");
      if (!noted.startsWith(`${sum}\t`)) throw new Error(`The checksum of ${image} is ${sum}, not ${noted}`);
    },
    removeOutputs: async () => {
      for (const path of outputs) rmSync(path, { recursive: true, force: true });
    },
    remove: async () => undefined,
  };
}

function requireFiles(paths: readonly string[]): void {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`The build said that it succeeded, and these are not there: ${missing}`);
}
