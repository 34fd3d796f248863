import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeFiles, requireFiles, type Subject, type SubjectOptions } from "./subject.ts";

/** A build that makes nothing but a note, with commands on this machine. */
export async function nullSubject({ stage, pauseSeconds }: SubjectOptions): Promise<Subject> {
  const templatePath = join(stage.folder, "nothing.pkr.hcl");
  writeFileSync(
    templatePath,
    `source "null" "nothing" {
  communicator = "none"
}

build {
  sources = ["source.null.nothing"]

  provisioner "shell-local" {
    inline = ["sleep ${pauseSeconds}"]
  }
  post-processor "manifest" {}
}
`,
  );
  const outputs = ["packer-manifest.json"];
  return {
    name: "null",
    templatePath,
    unrecorded: [],
    checkOutputs: async ({ work }) => requireFiles(work, outputs),
    removeOutputs: async ({ work }) => removeFiles(work, outputs),
    remove: async () => undefined,
  };
}
