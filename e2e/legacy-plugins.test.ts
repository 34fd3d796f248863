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
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot();
    expect(stage.read("packer.auto.tfvars")).toBe('image_id = "File"\n');
  });

  test("also in a legacy JSON template", async () => {
    await copyIn();
    const json = {
      builders: [{ type: "file", content: "an image", target: "image.bin" }],
      "post-processors": [{ type: "tfvars", file: "out.tfvars", variable: "ami" }],
    };
    stage.write({ "app.json": JSON.stringify(json) });
    expect(await stage.see(["build", "app.json"])).toMatchInlineSnapshot();
    expect(stage.read("out.tfvars")).toBe('ami = "File"\n');
  });

  test("is installed properly by the command of the warning", async () => {
    const path = await copyIn();
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["plugins", "install", "-path", path, "github.com/me/tfvars"])).toMatchInlineSnapshot();
    expect(await stage.see(["plugins", "installed"])).toMatchInlineSnapshot();
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot();
  });

  test("is not taken with -strict-plugins, as newer Packer has it", async () => {
    await copyIn();
    stage.write({ "app.pkr.hcl": template });
    expect(await stage.see(["validate", "-strict-plugins", "app.pkr.hcl"])).toMatchInlineSnapshot();
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
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot();
    expect(programName("tfvars", "1.0.0")).toContain("_x5.0_linux_");
  });
});

describe.skipIf(noGo !== undefined)("a program with one component", () => {
  const greeting = `source "null" "here" {
  communicator = "none"
}
source "probe" "machine" {
  image = "x"
}
build {
  sources = ["source.probe.machine"]
  provisioner "greet" {
    name = "you"
  }
}
`;

  test("is found in the plugin directory, and named in Packer's config file", async () => {
    installProgram(stage.plugins(), "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
    stage.write({ "app.pkr.hcl": greeting });
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot();
    const program = await goProgram("single");
    stage.write({ ".packerconfig": JSON.stringify({ provisioners: { greet: program } }) });
    expect(
      stage.normal(await stage.see(["build", "app.pkr.hcl"])).replaceAll(program, "PROGRAM"),
    ).toMatchInlineSnapshot();
    stage.write({ ".packerconfig": "{}" });
    const path = join(stage.plugins(), "packer-provisioner-greet");
    copyFileSync(program, path);
    chmodSync(path, 0o755);
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot();
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
    expect(await stage.see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["build", "-parallel-builds=1", "app.pkr.hcl"])).toMatchInlineSnapshot();
    expect(stage.read("b.sha256")).toMatch(/^[0-9a-f]{64}/);
    expect(JSON.parse(stage.read("manifest.json")).builds).toHaveLength(1);
  });
});
