import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goProgram, noGo } from "../../go-plugins/go-programs.ts";
import { installProgram } from "../../go-plugins/install-program.ts";
import { removeFiles, requireFiles, type Subject, type SubjectOptions } from "./subject.ts";

/** A build whose builder, provisioner and post-processor are a Go plugin's: four processes, and commands that run below one of them. */
export async function goSubject({ stage, pauseSeconds }: SubjectOptions): Promise<Subject> {
  // Where nothing is counted: what a plugin makes without telling of it is its own business when somebody ends it.
  const machine = join(stage.folder, "machine");
  const note = join(stage.folder, "note.txt");
  if (noGo === undefined)
    installProgram(join(stage.folder, "plugins"), "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
  const template = (name: string, more: string) => {
    const path = join(stage.folder, `${name}.pkr.hcl`);
    writeFileSync(
      path,
      `source "probe" "web" {
  image  = "debian"
  folder = "${machine}"
  wait   = "200ms"
  ${more}
}

build {
  sources = ["source.probe.web"]

  provisioner "probe-steps" {
    commands = ["echo inside > made", "sleep ${pauseSeconds}; true"]
    wait     = "${pauseSeconds}s"
  }
  provisioner "shell" {
    inline = ["echo again >> made", "sleep ${pauseSeconds}"]
  }

  post-processors {
    post-processor "probe-note" {
      output = "${note}"
      keep   = true
    }
    post-processor "manifest" {}
  }
}
`,
    );
    return path;
  };
  const outputs = ["packer-manifest.json"];
  return {
    name: "go-plugins",
    templatePath: template("go-plugins", ""),
    hangingTemplatePath: template("go-plugin-hangs", 'fail_at = "hang"'),
    hasMachineOfPlugin: true,
    unrecorded: ["post-processor probe-note", "post-processor manifest"],
    checkOutputs: async ({ work }) => {
      requireFiles(work, outputs);
      requireFiles(stage.folder, ["note.txt", "machine/made"]);
    },
    removeOutputs: async ({ work }) => {
      removeFiles(work, outputs);
      removeFiles(stage.folder, ["note.txt", "machine"]);
    },
    takeRemoteLeftovers: () => {
      rmSync(note, { force: true });
      if (!existsSync(machine)) return [];
      rmSync(machine, { recursive: true });
      return [machine];
    },
    remove: async () => undefined,
  };
}
