import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../environment/index.ts";
import { removeFiles, requireFiles, type Subject, type SubjectOptions } from "./subject.ts";

/** A container of a few MB with a volume: committed, named, saved, noted in a manifest. */
export async function dockerSubject({ stage, archive, pauseSeconds }: SubjectOptions): Promise<Subject> {
  const base = `kill-base:${randomUUID()}`;
  const tag = `kill-image:${randomUUID()}`;
  const env = { DOCKER_HOST: stage.dockerHost };
  await runCommand("docker", ["import", "--change", "VOLUME /data", archive, base], { env });
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
    inline = ["echo inside > /made", "sleep ${pauseSeconds}"]
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
  const outputs = ["saved", "packer-manifest.json"];
  return {
    name: "docker",
    templatePath,
    unrecorded: ["StepProvision", "post-processor docker-tag", "post-processor manifest"],
    checkOutputs: async ({ work }) => {
      requireFiles(work, outputs);
      const run = ["run", "--rm", tag, "cat", "/made"];
      const { stdout } = await runCommand("docker", run, { env });
      if (stdout !== "inside\n") throw new Error(`The image says ${JSON.stringify(stdout)}`);
    },
    removeOutputs: async ({ work }, ids = []) => {
      removeFiles(work, outputs);
      await runCommand("docker", ["rmi", tag], { env, mayFail: true });
      const images = ids.filter((id) => id.startsWith("sha256:"));
      if (images.length > 0) await runCommand("docker", ["rmi", ...images], { env, mayFail: true });
    },
    remove: async () => {
      await runCommand("docker", ["rmi", base], { env, mayFail: true });
    },
  };
}
