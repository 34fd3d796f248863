// Plugins as they were before Packer had versions in their names: an article's post-processor of 2021, programs with one component, and the
// components that Debian's packer 1.6.6 has in itself.

import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goProgram, noGo } from "./go-plugins/go-programs.ts";
import { installProgram, programName } from "./go-plugins/install-program.ts";
import { useStage } from "./go-plugins/use-stage.ts";

const stage = useStage();

const template = `source "file" "image" {
  content = "an image"
  target  = "image.bin"
}

build {
  sources = ["source.file.image"]
  post-processor "tfvars" {}
}
`;

describe.skipIf(noGo !== undefined)("the post-processor of an article of 2021", () => {
  /** As \`go build -o packer-plugin-tfvars && cp packer-plugin-tfvars ~/.packer.d/plugins/\` leaves it. */
  const copyIn = async (name = "packer-plugin-tfvars") => {
    const path = join(stage.plugins(), name);
    copyFileSync(await goProgram("tfvars"), path);
    chmodSync(path, 0o755);
    return path;
  };

  test("runs without a version, a checksum and required_plugins, after a warning", async () => {
    await copyIn();
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Warning: packer-plugin-tfvars runs without having been verified

        on app.pkr.hcl line 8, in build:
         8:   post-processor "tfvars" {}
                             ^^^^^^^^

      .packer.d/plugins/packer-plugin-tfvars has no version in its
      name and no checksum beside it, and newer versions of Packer ignore such a file;
      with -strict-plugins Ingot does so, too. Install it properly:

        ingot plugins install -path .packer.d/plugins/packer-plugin-tfvars github.com/<you>/tfvars

      The configuration is valid.
      exit 0
      "
    `);
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Warning: packer-plugin-tfvars runs without having been verified

        on app.pkr.hcl line 8, in build:
         8:   post-processor "tfvars" {}
                             ^^^^^^^^

      .packer.d/plugins/packer-plugin-tfvars has no version in its
      name and no checksum beside it, and newer versions of Packer ignore such a file;
      with -strict-plugins Ingot does so, too. Install it properly:

        ingot plugins install -path .packer.d/plugins/packer-plugin-tfvars github.com/<you>/tfvars

      ==> file.image: Running post-processor:  (type tfvars)
      ==> file.image (tfvars): Wrote File of packer.file into packer.auto.tfvars
      Build 'file.image' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> file.image: Stored file: image.bin
      --> file.image: Stored file: image.bin
      exit 0
      "
    `);
    expect(stage.read("packer.auto.tfvars")).toBe('image_id = "File"\n');
  });

  test("also in a legacy JSON template", async () => {
    await copyIn();
    const json = {
      builders: [{ type: "file", content: "an image", target: "image.bin" }],
      "post-processors": [{ type: "tfvars", file: "out.tfvars", variable: "ami" }],
    };
    stage.write({ "app.json": JSON.stringify(json) });
    expect(await stage.see(["build", "app.json"])).toMatchInlineSnapshot(`
      "Warning: packer-plugin-tfvars runs without having been verified

        on app.json line 1:
         1: {"builders":[{"type":"file","content":"an image","target":"image.bin"}],"post-processors":[{"type":"tfvars","file":"out.tfvars","variable":"ami"}]}
                                                                                                               ^^^^^^^^

      .packer.d/plugins/packer-plugin-tfvars has no version in its
      name and no checksum beside it, and newer versions of Packer ignore such a file;
      with -strict-plugins Ingot does so, too. Install it properly:

        ingot plugins install -path .packer.d/plugins/packer-plugin-tfvars github.com/<you>/tfvars

      ==> file: Running post-processor: tfvars
      ==> file (tfvars): Wrote File of packer.file into out.tfvars
      Build 'file' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> file: Stored file: image.bin
      --> file: Stored file: image.bin
      exit 0
      "
    `);
    expect(stage.read("out.tfvars")).toBe('ami = "File"\n');
  });

  test("is installed properly by the command of the warning", async () => {
    const path = await copyIn();
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["plugins", "install", "-path", path, "github.com/me/tfvars"])).toMatchInlineSnapshot(`
      "Installed plugin github.com/me/tfvars v1.0.0 in ".packer.d/plugins/github.com/me/tfvars/packer-plugin-tfvars_v1.0.0_x5.0_linux_amd64"
      exit 0
      "
    `);
    expect(await stage.see(["plugins", "installed"])).toMatchInlineSnapshot(`
      ".packer.d/plugins/github.com/me/tfvars/packer-plugin-tfvars_v1.0.0_x5.0_linux_amd64
      exit 0
      "
    `);
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "==> file.image: Running post-processor:  (type tfvars)
      ==> file.image (tfvars): Wrote File of packer.file into packer.auto.tfvars
      Build 'file.image' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> file.image: Stored file: image.bin
      --> file.image: Stored file: image.bin
      exit 0
      "
    `);
  });

  test("is not taken with -strict-plugins, as newer Packer has it", async () => {
    await copyIn();
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["validate", "-strict-plugins", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: The post-processor "tfvars" is in a file that is ignored

        on app.pkr.hcl line 8, in build:
         8:   post-processor "tfvars" {}
                             ^^^^^^^^

      .packer.d/plugins/packer-plugin-tfvars may have it, but it
      lacks the version or the checksum that an installed plugin has; -strict-plugins,
      or INGOT_STRICT_PLUGINS, has such files ignored. Leave that out, or install it
      properly:

        ingot plugins install -path .packer.d/plugins/packer-plugin-tfvars github.com/<you>/tfvars

      exit 1
      "
    `);
    expect(await stage.see(["build", "-strict-plugins", "app.pkr.hcl"])).toContain("exit 1");
  });

  test("gives way to a versioned program with a checksum, which must match", async () => {
    await copyIn();
    const program = await goProgram("tfvars");
    const path = installProgram(stage.plugins(), "github.com/me/tfvars", "1.0.0", program);
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["build", "app.pkr.hcl"])).not.toContain("Warning");
    const bytes = readFileSync(path);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: packer-plugin-tfvars_v1.0.0_x5.0_linux_amd64 does not match its checksum

        on app.pkr.hcl line 8, in build:
         8:   post-processor "tfvars" {}
                             ^^^^^^^^

      .packer.d/plugins/github.com/me/tfvars/packer-plugin-tfvars_v1.0.0_x5.0_linux_amd64
      has the SHA-256 checksum
      505c51f9b770f815a4fccf4a7ab3e48539db3b1329e8d48e53cded2b583237df, and
      packer-plugin-tfvars_v1.0.0_x5.0_linux_amd64_SHA256SUM beside it says
      1ca363916bd1cf310e059035749db55f278060fd306199d54829b6275ba32991. It was damaged
      or changed after it was installed, and is not run. Install it again:
      "ingot init app.pkr.hcl" does so where a template requires it,
      "ingot plugins install" with its source elsewhere.

      exit 1
      "
    `);
    expect(programName("tfvars", "1.0.0")).toContain("_x5.0_linux_");
  });
});

describe.skipIf(noGo !== undefined)("a program with one component", () => {
  const greeting = `source "probe" "machine" {
  image  = "x"
  folder = "machine"
}
build {
  sources = ["source.probe.machine"]
  provisioner "greet" {
    whom = "you"
  }
}
`;

  test("is found in the plugin directory, and named in Packer's config file", async () => {
    installProgram(stage.plugins(), "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
    stage.write({ "app.pkr.hcl": greeting });
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: Unknown provisioner type "greet"

        on app.pkr.hcl line 7, in build:
         7:   provisioner "greet" {
                          ^^^^^^^

      Ingot has no provisioner "greet". Known are: breakpoint, file, powershell,
      probe-steps, shell, shell-local, sleep, windows-restart, windows-shell. Correct
      the name. If a plugin has it, name that in required_plugins, and run
      "ingot init TEMPLATE".

      exit 1
      "
    `);
    const program = await goProgram("single");
    stage.write({ ".packerconfig": JSON.stringify({ provisioners: { greet: program } }) });
    expect(
      stage.normal(await stage.see(["build", "app.pkr.hcl"])).replaceAll(program, "PROGRAM"),
    ).toMatchInlineSnapshot(`
      "Warning: go-single-da48b98a1376e154 runs without having been verified

        on app.pkr.hcl line 7, in build:
         7:   provisioner "greet" {
                          ^^^^^^^

      PROGRAM is a program with a single
      component, which newer versions of Packer ignore; with -strict-plugins Ingot
      does so, too. Have it built anew with a packer-plugin-sdk of 2021 or later, and
      install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      ==> probe.machine: Making a machine from x...
          probe.machine: labels: 0, sizes: [], disks: [], network: ""
          probe.machine: hello you
      Build 'probe.machine' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> probe.machine: A probe machine in machine
      exit 0
      "
    `);
    stage.write({ ".packerconfig": "{}" });
    const path = join(stage.plugins(), "packer-provisioner-greet");
    copyFileSync(program, path);
    chmodSync(path, 0o755);
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Warning: packer-provisioner-greet runs without having been verified

        on app.pkr.hcl line 7, in build:
         7:   provisioner "greet" {
                          ^^^^^^^

      .packer.d/plugins/packer-provisioner-greet is a program with
      a single component, which newer versions of Packer ignore; with -strict-plugins
      Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or
      later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      ==> probe.machine: Making a machine from x...
          probe.machine: labels: 0, sizes: [], disks: [], network: ""
          probe.machine: hello you
      Build 'probe.machine' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> probe.machine: A probe machine in machine
      exit 0
      "
    `);
  });
});

describe("the components of Debian's packer 1.6.6", () => {
  /** A program with one component, as old plugins are: started without arguments. */
  const wrap = (kind: "builder" | "provisioner" | "post-processor", component: string, name: string) => {
    const path = join(stage.plugins(), `packer-${kind}-${name}`);
    writeFileSync(path, `#!/bin/sh\nexec /usr/bin/packer plugin packer-${kind}-${component}\n`);
    chmodSync(path, 0o755);
  };

  test("run under Ingot: builders, provisioners and post-processors", async () => {
    wrap("builder", "null", "old-null");
    wrap("builder", "file", "old-file");
    wrap("provisioner", "shell-local", "old-shell-local");
    wrap("provisioner", "shell", "old-shell");
    wrap("post-processor", "manifest", "old-manifest");
    wrap("post-processor", "checksum", "old-checksum");
    stage.write({
      "app.pkr.hcl": `source "old-null" "a" {
  communicator = "none"
}
source "old-file" "b" {
  content = "content"
  target  = "b.txt"
}
build {
  sources = ["source.old-null.a", "source.old-file.b"]
  provisioner "old-shell-local" {
    only   = ["old-null.a"]
    inline = ["echo local in \${build.ID}"]
  }
  post-processor "old-checksum" {
    checksum_types = ["sha256"]
    output         = "{{.BuildName}}.{{.ChecksumType}}"
  }
  post-processor "old-manifest" {
    output = "manifest.json"
  }
}
`,
    });
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Warning: packer-builder-old-null runs without having been verified

        on app.pkr.hcl line 1, in source "old-null" "a":
         1: source "old-null" "a" {
                   ^^^^^^^^^^

      .packer.d/plugins/packer-builder-old-null is a program with
      a single component, which newer versions of Packer ignore; with -strict-plugins
      Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or
      later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-builder-old-file runs without having been verified

        on app.pkr.hcl line 4, in source "old-file" "b":
         4: source "old-file" "b" {
                   ^^^^^^^^^^

      .packer.d/plugins/packer-builder-old-file is a program with
      a single component, which newer versions of Packer ignore; with -strict-plugins
      Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or
      later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-provisioner-old-shell-local runs without having been verified

        on app.pkr.hcl line 10, in build:
        10:   provisioner "old-shell-local" {
                          ^^^^^^^^^^^^^^^^^

      .packer.d/plugins/packer-provisioner-old-shell-local is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-post-processor-old-checksum runs without having been verified

        on app.pkr.hcl line 14, in build:
        14:   post-processor "old-checksum" {
                             ^^^^^^^^^^^^^^

      .packer.d/plugins/packer-post-processor-old-checksum is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-post-processor-old-manifest runs without having been verified

        on app.pkr.hcl line 18, in build:
        18:   post-processor "old-manifest" {
                             ^^^^^^^^^^^^^^

      .packer.d/plugins/packer-post-processor-old-manifest is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      The configuration is valid.
      exit 0
      "
    `);
    expect(await stage.see(["build", "-parallel-builds=1", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Warning: packer-builder-old-null runs without having been verified

        on app.pkr.hcl line 1, in source "old-null" "a":
         1: source "old-null" "a" {
                   ^^^^^^^^^^

      .packer.d/plugins/packer-builder-old-null is a program with
      a single component, which newer versions of Packer ignore; with -strict-plugins
      Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or
      later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-builder-old-file runs without having been verified

        on app.pkr.hcl line 4, in source "old-file" "b":
         4: source "old-file" "b" {
                   ^^^^^^^^^^

      .packer.d/plugins/packer-builder-old-file is a program with
      a single component, which newer versions of Packer ignore; with -strict-plugins
      Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or
      later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-provisioner-old-shell-local runs without having been verified

        on app.pkr.hcl line 10, in build:
        10:   provisioner "old-shell-local" {
                          ^^^^^^^^^^^^^^^^^

      .packer.d/plugins/packer-provisioner-old-shell-local is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-post-processor-old-checksum runs without having been verified

        on app.pkr.hcl line 14, in build:
        14:   post-processor "old-checksum" {
                             ^^^^^^^^^^^^^^

      .packer.d/plugins/packer-post-processor-old-checksum is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      Warning: packer-post-processor-old-manifest runs without having been verified

        on app.pkr.hcl line 18, in build:
        18:   post-processor "old-manifest" {
                             ^^^^^^^^^^^^^^

      .packer.d/plugins/packer-post-processor-old-manifest is a
      program with a single component, which newer versions of Packer ignore; with
      -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk
      of 2021 or later, and install that:

        ingot plugins install -path FILE github.com/<you>/NAME

      ==> old-null.a: Running local shell script: SCRIPT
          old-null.a: local in Null
      ==> old-null.a: Running post-processor:  (type old-checksum)
      ==> old-null.a: Running post-processor:  (type old-manifest)
      Build 'old-null.a' finished after TIME.
      ==> old-file.b: Running post-processor:  (type old-checksum)
      ==> old-file.b: Running post-processor:  (type old-manifest)
      Build 'old-file.b' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> old-file.b: Stored file: b.txt
      --> old-file.b: Created artifact from files: b.txt, b.sha256
      --> old-file.b: Stored file: b.txt
      --> old-null.a: Did not export anything. This is the null builder
      --> old-null.a: Created artifact from files: 
      --> old-null.a: Did not export anything. This is the null builder
      exit 0
      "
    `);
    expect(stage.read("b.sha256")).toMatch(/^[0-9a-f]{64}/);
    expect(JSON.parse(stage.read("manifest.json")).builds).toHaveLength(2);
  });
});
