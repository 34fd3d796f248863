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

/** SDKs before 0.6.3 show what commands write as details. */
const asNewSdk = (seen: string) =>
  seen.replace("    probe.web: from standard input", "==> probe.web: from standard input");

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
    commands = ["cat; echo; exit 0"]
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
      commands: ["cat; echo; exit 0"],
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
    expect(asNewSdk(await stage.see(["build", "app.pkr.hcl"], env))).toMatchInlineSnapshot(`
      "==> probe.web: Making a machine from hello world...
          probe.web: labels: 2, sizes: [1 42], disks: [{10 root} {300 }], network: "10.0.0.1"
      ==> probe.web: Provisioning with the probe...
          probe.web: of fact of hello world, 2 disks, probe-web
      ==> probe.web: Provisioning with the probe...
      ==> probe.web: from standard input
          probe.web: Downloaded 42 bytes
      ==> probe.web: Provisioning with shell script: SCRIPT
          probe.web: shell in machine
          probe.web: the secret is <sensitive>
      ==> probe.web: Running post-processor:  (type probe-note)
      ==> probe.web (probe-note): Artifact probe-web of ingot.probe: A probe machine in machine, 1 files
          probe.web (probe-note): list: [one two], map: map[count:300 none:<nil> on:true ratio:0.5], unknown: <nil>
          probe.web (probe-note): fact of hello world
      ==> probe.web: Running post-processor:  (type manifest)
      Build 'probe.web' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> probe.web: A probe machine in machine
      --> probe.web: A probe machine in machine
      --> probe.web: A probe machine in machine
      exit 0
      "
    `);
    expect(stage.read("fetched")).toBe("of fact of hello world, 2 disks, probe-web");
    expect(stage.read("note")).toBe("ingot.probe\nprobe-web\nweb\nprobe\nfact of hello world\n");
    const manifest = JSON.parse(stage.read("manifest.json"));
    expect(manifest.builds[0]).toMatchObject({ name: "web", builder_type: "probe", artifact_id: "probe-web" });
    expect(readdirSync(stage.folder()).sort()).toEqual([
      ".packer.d",
      ".state",
      "app.pkr.hcl",
      "fetched",
      "machine",
      "manifest.json",
      "note",
    ]);
  });

  test.each(ways)("from legacy JSON, in $name", async ({ program, version, env }) => {
    await install(program, version);
    stage.write({ "app.json": json });
    expect(await stage.see(["validate", "app.json"], env)).toBe("The configuration is valid.\nexit 0\n");
    expect(asNewSdk(await stage.see(["build", "app.json"], env))).toMatchInlineSnapshot(`
      "==> probe.web: Making a machine from hello world...
          probe.web: labels: 2, sizes: [1 42], disks: [{10 root} {300 }], network: "10.0.0.1"
      ==> probe.web: Provisioning with the probe...
          probe.web: of fact of hello world, 2 disks, probe-web
      ==> probe.web: Provisioning with the probe...
      ==> probe.web: from standard input
          probe.web: Downloaded 42 bytes
      ==> probe.web: Provisioning with shell script: SCRIPT
          probe.web: shell in machine
          probe.web: the secret is <sensitive>
      ==> probe.web: Running post-processor: probe-note
      ==> probe.web (probe-note): Artifact probe-web of ingot.probe: A probe machine in machine, 1 files
          probe.web (probe-note): list: [one two], map: map[count:300 none:<nil> on:true ratio:0.5], unknown: <nil>
          probe.web (probe-note): fact of hello world
      ==> probe.web: Running post-processor: manifest
      Build 'probe.web' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> probe.web: A probe machine in machine
      --> probe.web: A probe machine in machine
      --> probe.web: A probe machine in machine
      exit 0
      "
    `);
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
    expect(await stage.see(["validate", "typo.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: Unsupported argument

        on typo.pkr.hcl line 22, in source "probe" "web":
        22:   imaeg  = data.probe-fact.one.greeting
              ^^^^^

      An argument named "imaeg" is not expected here. Did you mean "image"?

      Error: Unsupported argument

        on typo.pkr.hcl line 47, in build:
        47:     comands = "x"
                ^^^^^^^

      An argument named "comands" is not expected here. Did you mean "commands"?

      exit 1
      "
    `);
    expect(await stage.see(["validate", "types.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: Incorrect attribute value type

        on types.pkr.hcl line 26, in source "probe" "web":
        26:   sizes  = ["many", data.probe-fact.one.double]
                        ^^^^^^

      "sizes[0]" needs a number; the string "many" stands here. Write a number in its
      place.

      Error: Incorrect attribute value type

        on types.pkr.hcl line 32, in source "probe" "web":
        32:     size = [3]
                       ^^^

      "size" needs a number; a list stands here. Write a number in its place.

      exit 1
      "
    `);
    expect(await stage.see(["validate", "plugin.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: it was told to fail at prepare

        on plugin.pkr.hcl line 21, in source "probe" "web":
        21: source "probe" "web" {
            ^^^^^^^^^^^^^^^^^^^^

      This is what the plugin packer-plugin-probe says of the builder "probe". Correct
      it.

      Error: image must be specified

        on plugin.pkr.hcl line 22, in source "probe" "web":
        22:   image  = ""
                       ^^

      This is what the plugin packer-plugin-probe says of the builder "probe". Correct
      it.

      Warning: a ratio above 1 is unusual

        on plugin.pkr.hcl line 24, in source "probe" "web":
        24:  ratio = 2
                     ^

      This is what the plugin packer-plugin-probe says of the builder "probe".

      exit 1
      "
    `);
    expect(await stage.see(["validate", "typo.json"])).toMatchInlineSnapshot(`
      "Error: Unknown configuration key "imaeg"

        on typo.json line 1:
         1: {"variables":{"secret":"<sensitive>","who":"world"},"sensitive-variables":["secret"],"builders":[{"type":"probe","name":"web","imaeg":"hello {{ user \`who\` }}","folder":"machine","secret":"{{ user \`secret\` }}","labels":{"a":"1","b":"v"},"sizes":[1,"42"],"disk":[{"size":10,"name":"root"},{"size":"300"}],"network":{"address":"10.0.0.1"}}],"provisioners":[{"type":"probe-steps","text":"of {{ build ...
                                                                                                                                               ^^^^^^^

      The builder "probe" has no setting of that name. Did you mean "image"?

      Error: Unknown configuration key "comands"

        on typo.json line 1:
         1: ...  }}, {{ build \`ProbeCount\` }} disks, {{ build \`ID\` }}","upload":"notes/text"},{"type":"probe-steps","comands":["cat; echo; exit 0"],"input":"from standard input","download":"notes/text","to":"fetched"},{"type":"shell","inline":["echo shell in $(basename $MACHINE); echo the secret is {{ user \`secret\` }}"]}],"post-processors":[{"type":"probe-note","text":"{{ build \`ProbeFact\` }}","output":"note"},{" ...
                                                                                                                    ^^^^^^^^^

      The provisioner "probe-steps" has no setting of that name. Did you mean
      "commands"?

      exit 1
      "
    `);
    expect(await stage.see(["validate", "plugin.json"])).toMatchInlineSnapshot(`
      "Error: it was told to fail at prepare

        on plugin.json line 1:
         1: {"variables":{"secret":"<sensitive>","who":"world"},"sensitive-variables":["secret"],"builders":[{"type":"probe","name":"web","ratio":2,"fail_at":"prepare","image":"hello {{ user \`who\` }}","folder":"machine","secret":"{{ user \`secret\` }}","labels":{"a":"1","b":"v"},"sizes":[1,"42"],"disk":[{"size":10,"name":"root"},{"size":"300"}],"network":{"address":"10.0.0.1"}}],"provisioners":[{"type":"pr ...
                                                                                                                          ^^^^^^^

      This is what the plugin packer-plugin-probe says of the builder "probe". Correct
      it.

      Warning: a ratio above 1 is unusual

        on plugin.json line 1:
         1: {"variables":{"secret":"<sensitive>","who":"world"},"sensitive-variables":["secret"],"builders":[{"type":"probe","name":"web","ratio":2,"fail_at":"prepare","image":"hello {{ user \`who\` }}","folder":"machine","secret":"{{ user \`secret\` }}","labels":{"a":"1","b":"v"},"sizes":[1,"42"],"disk":[{"size":10,"name":"root"},{"size":"300"}],"network":{"address":"10.0.0.1"}}],"provisioners":[{"type":"pr ...
                                                                                                                                                       ^

      This is what the plugin packer-plugin-probe says of the builder "probe".

      exit 1
      "
    `);
    expect(await stage.see(["validate", "post.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: the post-processor was told to fail at configure

        on post.pkr.hcl line 55, in build:
        55:   post-processor "probe-note" {
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^

      This is what the plugin packer-plugin-probe says of the post-processor
      "probe-note". Correct it.

      exit 1
      "
    `);
    expect(await stage.see(["validate", "data.pkr.hcl"])).toMatchInlineSnapshot(`
      "The configuration is valid.
      exit 0
      "
    `);
    expect(await stage.see(["build", "data.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: the data source was told to fail at execute

        on data.pkr.hcl line 16, in data "probe-fact" "one":
        16: data "probe-fact" "one" {
            ^^^^^^^^^^^^^^^^^^^^^^^

      The data source "probe-fact" "one" could not be read.

      exit 1
      "
    `);
  });

  test.each([
    ["run", "builder"],
    ["exit", "builder"],
    ["run-panic", "builder"],
    ["end", "builder"],
  ])("that fails at %s ends with the reason, and nothing is left", async (place) => {
    await install("probe", "1.2.3");
    stage.write({
      "app.pkr.hcl": hcl.replace("  secret = var.secret\n", `  secret = var.secret\n  fail_at = "${place}"\n`),
    });
    const seen = await stage.see(["build", "app.pkr.hcl"]);
    expect(seen).toContain("exit 1");
    expect(seen).not.toContain("hunter2-and-more");
    expect(seen).toMatchSnapshot();
  });

  test("whose artifact cannot be destroyed says so, and keeps what came of it", async () => {
    await install("probe", "1.2.3");
    const chain =
      'post-processors {\n    post-processor "probe-note" {\n      gives = "new"\n      output = "note"\n    }\n  }\n}\n';
    const failing = hcl.replace("  secret = var.secret\n", '  secret = var.secret\n  fail_at = "destroy"\n');
    stage.write({ "app.pkr.hcl": failing.slice(0, failing.indexOf('post-processor "probe-note"')) + chain });
    expect(await stage.see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "==> probe.web: Making a machine from hello world...
          probe.web: labels: 2, sizes: [1 42], disks: [{10 root} {300 }], network: "10.0.0.1"
      ==> probe.web: Provisioning with the probe...
          probe.web: of fact of hello world, 2 disks, probe-web
      ==> probe.web: Provisioning with the probe...
      ==> probe.web: from standard input
          probe.web: Downloaded 42 bytes
      ==> probe.web: Provisioning with shell script: SCRIPT
          probe.web: shell in machine
          probe.web: the secret is <sensitive>
      ==> probe.web: Running post-processor:  (type probe-note)
      ==> probe.web (probe-note): Artifact probe-web of ingot.probe: A probe machine in machine, 1 files
          probe.web (probe-note): list: [one two], map: map[count:300 none:<nil> on:true ratio:0.5], unknown: <nil>
      Build 'probe.web' errored after TIME: 1 error(s) occurred:

      * Error destroying builder artifact: it was told to fail at destroy

      ==> Wait completed after TIME

      ==> Some builds didn't complete successfully and had errors:
      --> probe.web: 1 error(s) occurred:

      * Error destroying builder artifact: it was told to fail at destroy

      ==> Builds finished but no artifacts were created.
      exit 1
      "
    `);
    expect(stage.read("note")).toContain("probe-web");
  });

  test("whose provisioner or post-processor fails says so", async () => {
    await install("probe", "1.2.3");
    stage.write({
      "provisioner.pkr.hcl": hcl.replace('upload = "notes/text"', 'fail_at = "run"'),
      "dead.pkr.hcl": hcl.replace('upload = "notes/text"', 'fail_at = "exit"'),
      "status.pkr.hcl": hcl.replace("exit 0", "exit 7"),
      "start.pkr.hcl": hcl.replace("cat; echo; exit 0", "cannot-start"),
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
    const running = () => listProcesses().filter(({ commandLine }) => commandLine.includes(stage.plugins()));
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
