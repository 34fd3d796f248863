import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sshd } from "../../environment/index.ts";
import { removeFiles, requireFiles, type Subject, type SubjectOptions } from "./subject.ts";

/** A machine that is there already: scripts run on it, a file goes to it, and a note of the build stays here. */
export async function sshSubject(options: SubjectOptions, sshd: Sshd, keyPath: string): Promise<Subject> {
  const { stage, archive, pauseSeconds } = options;
  const templatePath = join(stage.folder, "machine.pkr.hcl");
  writeFileSync(
    templatePath,
    `source "null" "machine" {
  ssh_host             = "${sshd.host}"
  ssh_port             = ${sshd.port}
  ssh_username         = "${sshd.user}"
  ssh_private_key_file = "${keyPath}"
}

build {
  sources = ["source.null.machine"]

  provisioner "shell" {
    inline = ["mkdir -p /var/tmp/app", "sleep ${pauseSeconds}"]
  }
  provisioner "file" {
    source      = "${archive}"
    destination = "/var/tmp/app/root.tar"
  }
  provisioner "shell" {
    inline           = ["tar -C /var/tmp/app -xf /var/tmp/app/root.tar ./stage", "sleep 0.2"]
    use_env_var_file = true
  }
  provisioner "shell-local" {
    inline = ["sleep 0.2"]
  }

  post-processors {
    post-processor "artifice" {
      files = ["${archive}"]
    }
    post-processor "compress" {
      output              = "app.tar.gz"
      keep_input_artifact = true
    }
    post-processor "checksum" {
      checksum_types = ["sha256"]
      output         = "app.sha256"
    }
    post-processor "manifest" {}
  }
}
`,
  );
  const outputs = ["app.tar.gz", "app.sha256", "packer-manifest.json"];
  const app = join(sshd.root, "var/tmp/app");
  return {
    name: "ssh",
    templatePath,
    unrecorded: ["StepProvision", "post-processor checksum", "post-processor manifest"],
    checkOutputs: async ({ work }) => {
      requireFiles(work, outputs);
      requireFiles(app, ["stage"]);
      if (!readFileSync(join(app, "root.tar")).equals(readFileSync(archive)))
        throw new Error("The upload is another file");
    },
    removeOutputs: async ({ work }) => {
      removeFiles(work, outputs);
      rmSync(app, { recursive: true, force: true });
    },
    takeRemoteLeftovers: () => takeScripts(join(sshd.root, "tmp")),
    remove: async () => undefined,
  };
}

/** The scripts and files of variables in a machine's folder of temporary files. */
function takeScripts(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => /^(script|varfile)_\d+\.sh$/.test(name));
  for (const name of names) rmSync(join(folder, name));
  return names;
}
