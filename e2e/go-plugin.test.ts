// Go plugins on packer-plugin-sdk, as they are: builds from HCL2 and JSON templates, in each encoding and on an older SDK.

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { listProcesses } from "./environment/processes.ts";
import { waitUntil } from "./environment/wait-until.ts";
import { goProgram, noGo } from "./go-plugins/go-programs.ts";
import { installProgram } from "./go-plugins/install-program.ts";
import { useStage } from "./go-plugins/use-stage.ts";

const stage = useStage();

const install = async (program: "probe" | "old", version: string) =>
  installProgram(stage.plugins(), "github.com/ingot/probe", version, await goProgram(program));

const hcl = `packer {
  required_plugins {
    probe = {
      version = ">= 0.9.0"
      source  = "github.com/ingot/probe"
    }
  }
}

variable "secret" {
  type      = string
  default   = "hunter2-and-more"
  sensitive = true
}

data "probe-fact" "one" {
  name  = "world"
  count = 21
}

source "probe" "web" {
  image  = data.probe-fact.one.greeting
  folder = "machine"
  secret = var.secret
  labels = { a = "1", b = data.probe-fact.one.tags.k }
  sizes  = [1, data.probe-fact.one.double]
  disk {
    size = 10
    name = "root"
  }
  disk {
    size = 300
  }
  network {
    address = "10.0.0.1"
  }
}

build {
  sources = ["source.probe.web"]

  provisioner "probe-steps" {
    text   = "of \${build.ProbeFact}, \${build.ProbeCount} disks, \${build.ID}"
    upload = "notes/text"
  }
  provisioner "probe-steps" {
    commands = ["cat; echo; echo warned >&2; exit 0"]
    input    = "from standard input"
    download = "notes/text"
    to       = "fetched"
  }
  provisioner "shell" {
    inline = ["echo shell in $(basename $MACHINE); echo the secret is \${var.secret}"]
  }
  post-processor "probe-note" {
    text   = "\${build.ProbeFact}"
    output = "note"
  }
  post-processor "manifest" {
    output = "manifest.json"
  }
}
`;

const json = JSON.stringify({
  variables: { secret: "hunter2-and-more", who: "world" },
  "sensitive-variables": ["secret"],
  builders: [
    {
      type: "probe",
      name: "web",
      image: "hello {{ user `who` }}",
      folder: "machine",
      secret: "{{ user `secret` }}",
      labels: { a: "1", b: "v" },
      sizes: [1, "42"],
      disk: [{ size: 10, name: "root" }, { size: "300" }],
      network: { address: "10.0.0.1" },
    },
  ],
  provisioners: [
    {
      type: "probe-steps",
      text: "of {{ build `ProbeFact` }}, {{ build `ProbeCount` }} disks, {{ build `ID` }}",
      upload: "notes/text",
    },
    {
      type: "probe-steps",
      commands: ["cat; echo; echo warned >&2; exit 0"],
      input: "from standard input",
      download: "notes/text",
      to: "fetched",
    },
    { type: "shell", inline: ["echo shell in $(basename $MACHINE); echo the secret is {{ user `secret` }}"] },
  ],
  "post-processors": [
    { type: "probe-note", text: "{{ build `ProbeFact` }}", output: "note" },
    { type: "manifest", output: "manifest.json" },
  ],
});

describe.skipIf(noGo !== undefined)("a build of a Go plugin", () => {
  const ways = [
    { name: "protobuf", program: "probe", version: "1.2.3", env: {} },
    { name: "gob", program: "probe", version: "1.2.3", env: { PACKER_FORCE_GOB: "1" } },
    { name: "an SDK without protobuf", program: "old", version: "0.9.0", env: {} },
  ] as const;

  test.each(ways)("from HCL2, in $name", async ({ program, version, env }) => {
    await install(program, version);
    stage.write({ "app.pkr.hcl": hcl });
    expect(await stage.see(["validate", "app.pkr.hcl"], env)).toBe("The configuration is valid.\nexit 0\n");
    expect(stage.has("machine")).toBe(false);
    expect(await stage.see(["build", "app.pkr.hcl"], env)).toMatchInlineSnapshot();
    expect(stage.read("fetched")).toBe("of fact of hello world, 2 disks, probe-web");
    expect(stage.read("note")).toBe("ingot.probe\nprobe-web\nweb\nprobe\nfact of hello world\n");
    const manifest = JSON.parse(stage.read("manifest.json"));
    expect(manifest.builds[0]).toMatchObject({ name: "web", builder_type: "probe", artifact_id: "probe-web" });
    expect(readdirSync(stage.folder()).sort()).toEqual([]);
  });

  test.each(ways)("from legacy JSON, in $name", async ({ program, version, env }) => {
    await install(program, version);
    stage.write({ "app.json": json });
    expect(await stage.see(["validate", "app.json"], env)).toBe("The configuration is valid.\nexit 0\n");
    expect(await stage.see(["build", "app.json"], env)).toMatchInlineSnapshot();
    expect(stage.read("fetched")).toBe("of fact of hello world, 2 disks, probe-web");
  });

  test("says at which place a setting is wrong, and what was meant", async () => {
    await install("probe", "1.2.3");
    stage.write({
      "typo.pkr.hcl": hcl.replace("image  =", "imaeg  =").replace("commands =", 'comands = "x"\n    commands ='),
      "types.pkr.hcl": hcl.replace("sizes  = [1,", 'sizes  = ["many",').replace("size = 300", "size = [3]"),
      "plugin.pkr.hcl": hcl.replace(
        "image  = data.probe-fact.one.greeting",
        'image  = ""\n  fail_at = "prepare"\n ratio = 2',
      ),
      "typo.json": json.replace('"image"', '"imaeg"').replace('"commands"', '"comands"'),
      "plugin.json": json.replace('"image":', '"ratio":2,"fail_at":"prepare","image":'),
      "post.pkr.hcl": hcl.replace('output = "note"', 'output = "note"\n    fail_at = "configure"'),
      "data.pkr.hcl": hcl.replace("count = 21", 'fail_at = "execute"'),
    });
    expect(await stage.see(["validate", "typo.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "types.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "plugin.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "typo.json"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "plugin.json"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "post.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["validate", "data.pkr.hcl"])).toMatchInlineSnapshot();
    expect(await stage.see(["build", "data.pkr.hcl"])).toMatchInlineSnapshot();
  });

  test.each([
    ["run", "builder"],
    ["exit", "builder"],
    ["run-panic", "builder"],
    ["end", "builder"],
    ["destroy", "builder"],
  ])("that fails at %s ends with the reason, and nothing is left", async (place) => {
    await install("probe", "1.2.3");
    stage.write({
      "app.pkr.hcl": hcl.replace("  secret = var.secret\n", `  secret = var.secret\n  fail_at = "${place}"\n`),
    });
    const seen = await stage.see(["build", "app.pkr.hcl"]);
    expect(seen).toMatch(place === "destroy" ? /exit 1/ : /exit 1/);
    expect(seen).not.toContain("hunter2-and-more");
    expect(seen).toMatchSnapshot();
  });

  test("whose provisioner or post-processor fails says so", async () => {
    await install("probe", "1.2.3");
    stage.write({
      "provisioner.pkr.hcl": hcl.replace('upload = "notes/text"', 'fail_at = "run"'),
      "dead.pkr.hcl": hcl.replace('upload = "notes/text"', 'fail_at = "exit"'),
      "status.pkr.hcl": hcl.replace("exit 0", "exit 7"),
      "start.pkr.hcl": hcl.replace("cat; echo; echo warned >&2; exit 0", "cannot-start"),
      "post.pkr.hcl": hcl.replace('output = "note"', 'fail_at = "run"'),
    });
    for (const name of ["provisioner", "dead", "status", "start", "post"])
      expect(await stage.see(["build", `${name}.pkr.hcl`])).toMatchSnapshot(name);
  });

  test("is cancelled by Ctrl-C, and cleans up", async () => {
    await install("probe", "1.2.3");
    stage.write({ "app.pkr.hcl": hcl.replace("  secret = var.secret\n", '  secret = var.secret\n  wait = "1h"\n') });
    const build = stage.start("app.pkr.hcl");
    await build.says("labels: 2");
    build.signal("SIGINT");
    expect(await build.ended).toBe(1);
    expect(build.output()).toContain("Cancelled while waiting");
    expect(build.output()).toContain("Removing the machine...");
    expect(stage.has("machine")).toBe(false);
  });

  test("that hangs is ended by the second Ctrl-C", async () => {
    await install("probe", "1.2.3");
    stage.write({
      "app.pkr.hcl": hcl.replace("  secret = var.secret\n", '  secret = var.secret\n  fail_at = "hang"\n'),
    });
    const build = stage.start("app.pkr.hcl");
    await build.says("labels: 2");
    build.signal("SIGINT");
    await build.says("Cancelling");
    build.signal("SIGINT");
    expect(await build.ended).toBe(1);
  });

  test("that was killed leaves no process, not even of a plugin that hangs", async () => {
    await install("probe", "1.2.3");
    stage.write({
      "app.pkr.hcl": hcl.replace("  secret = var.secret\n", '  secret = var.secret\n  fail_at = "hang"\n'),
    });
    const build = stage.start("app.pkr.hcl");
    await build.says("labels: 2");
    build.kill();
    await build.ended;
    const running = () => listProcesses().filter(({ command }) => command.join(" ").includes(stage.plugins()));
    await waitUntil(() => running().length === 0, { timeoutMs: 20_000, what: () => "the plugin is gone" });
  });

  test("asks the person at the terminal, shows progress, floods", async () => {
    await install("probe", "1.2.3");
    const more =
      '  secret = var.secret\n  progress = true\n  flood = 5000\n  say = ["two\\nlines", "hunter2-and-more"]\n';
    stage.write({ "app.pkr.hcl": hcl.replace("  secret = var.secret\n", more) });
    const seen = await stage.see(["build", "app.pkr.hcl"]);
    expect(seen).toContain("probe.web: Read 1048576 bytes (<nil>)");
    expect(seen.match(/flood \d+/g)).toHaveLength(5000);
    expect(seen).toContain("==> probe.web: flood 4999");
    expect(seen).not.toContain("hunter2-and-more");
    expect(seen).toContain("exit 0");
  });
});
