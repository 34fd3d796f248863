// What commands say of plugins that are installed, or are not. The plugins are scripts that answer `describe` and nothing else.

import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { currentPlatform } from "@ingot/plugin-manager";
import { expect, test } from "vitest";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

const { os, arch } = currentPlatform();

/** A home folder, and `ingot` run in it. */
function newHome() {
  const home = mkdtempSync(join(tmpdir(), "ingot-home-"));
  const plugins = join(home, ".packer.d", "plugins");
  const write = (path: string, script: string) => {
    const file = join(plugins, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, script);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    write,
    install: (source: string, version: string, builders: readonly string[]) => {
      const said = JSON.stringify({ version, api_version: "x5.0", builders, provisioners: ["prov"] });
      const script = `#!/bin/sh\necho "$1" >> "$0.log"\n[ "$1" = describe ] && echo '${said}'\n`;
      const name = `packer-plugin-${source.split("/").at(-1)}_v${version}_x5.0_${os}_${arch}`;
      const file = write(join(source, name), script);
      writeFileSync(`${file}_SHA256SUM`, createHash("sha256").update(script).digest("hex"));
      return file;
    },
    run: async (words: readonly string[], files: Files, env: Readonly<Record<string, string>> = {}) => {
      const where = { HOME: home, INGOT_STATE_DIR: join(home, "state"), ...env };
      const { text, log } = await runIngot(words, files, { env: where });
      const hidden = (of: string) => of.replaceAll(home, "~").replaceAll(`${os}_${arch}`, "OS_ARCH");
      return { text: hidden(text), log: hidden(log) };
    },
  };
}

const hcl = (type: string, root = "") => ({
  "t.pkr.hcl": `${root}source "${type}" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["${type}.a"]\n}\n`,
});
const json = (type: string) => ({ "t.json": `{ "builders": [{ "type": "${type}", "communicator": "none" }] }` });
const required = `packer {
  required_plugins {
    cloud = {
      source  = "github.com/me/cloud"
      version = "~> 1.0"
    }
  }
}
`;

/** The error that a command ends with, without what stands around it. */
function first(text: string): string {
  return text.split("\n\n").filter((part) => !/^ +(on|\d)/.test(part))[0] ?? "";
}

test("nothing is looked for where the built-in plugins have everything", async () => {
  const { run } = newHome();
  // That would be an error, if somebody looked.
  const env = { PACKER_PLUGIN_PATH: "/a:/b", INGOT_PLUGIN_PATH: "/a:/b" };
  const right = "The configuration is valid.\nexit 0\n";
  expect((await run(["validate", "t.pkr.hcl"], hcl("null", required), env)).text).toBe(right);
  expect((await run(["validate", "t.json"], json("null"), env)).text).toBe(right);
  expect((await run(["inspect", "t.json"], json("null"), env)).text).toContain("exit 0");
  expect((await run(["schema", "builder.null"], {}, env)).text).toContain("exit 0");
  expect(first((await run(["validate", "t.json"], json("other"), env)).text)).toBe(
    "Error: Several folders in INGOT_PLUGIN_PATH",
  );
});

test("a plugin that is required and not installed, or not as it is required", async () => {
  const { run, install } = newHome();
  const files = hcl("cloud-vm", required);
  expect((await run(["validate", "t.pkr.hcl"], files)).text).toMatchInlineSnapshot(`
    "Error: Plugin github.com/me/cloud is not installed

      on t.pkr.hcl line 9, in source "cloud-vm" "a":
       9: source "cloud-vm" "a" {
                 ^^^^^^^^^^

    The template requires it as "cloud", version ~> 1.0. No version of it is
    installed. Run "ingot init t.pkr.hcl", which installs what is missing.

    exit 1
    "
  `);
  install("github.com/me/cloud", "0.9.0", ["vm"]);
  expect((await run(["build", "t.pkr.hcl"], files)).text).toMatchInlineSnapshot(`
    "Error: Plugin github.com/me/cloud is not installed as it is required

      on t.pkr.hcl line 9, in source "cloud-vm" "a":
       9: source "cloud-vm" "a" {
                 ^^^^^^^^^^

    The template requires it as "cloud", version ~> 1.0. Installed is version 0.9.0.
    Run "ingot init t.pkr.hcl", which installs what is missing.

    exit 1
    "
  `);
  install("github.com/me/cloud", "1.1.0-dev", ["vm"]);
  expect((await run(["validate", "-ignore-prerelease-plugins", "t.pkr.hcl"], files)).text).toMatchInlineSnapshot(`
    "Error: Plugin github.com/me/cloud is not installed as it is required

      on t.pkr.hcl line 9, in source "cloud-vm" "a":
       9: source "cloud-vm" "a" {
                 ^^^^^^^^^^

    The template requires it as "cloud", version ~> 1.0. Installed is version
    1.1.0-dev, and pre-releases are to be ignored (-ignore-prerelease-plugins). Run
    "ingot init t.pkr.hcl", which installs what is missing.

    exit 1
    "
  `);
  expect(first((await run(["validate", "t.pkr.hcl"], files)).text)).toMatchInlineSnapshot(
    `"Error: plugin exited unexpectedly"`,
  );
});

test("a program that was changed is not run", async () => {
  const { run, install } = newHome();
  const file = install("github.com/me/cloud", "1.0.0", ["vm"]);
  writeFileSync(file, readFileSync(file, "utf8").replace("vm", "wm"));
  const { text } = await run(["validate", "t.json"], json("cloud-vm"));
  expect(text.replace(/[0-9a-f]{64}/g, "SUM")).toMatchInlineSnapshot(`
    "Error: packer-plugin-cloud_v1.0.0_x5.0_OS_ARCH does not match its checksum

      on t.json line 1:
       1: { "builders": [{ "type": "cloud-vm", "communicator": "none" }] }
                                   ^^^^^^^^^^

    ~/.packer.d/plugins/github.com/me/cloud/packer-plugin-cloud_v1.0.0_x5.0_OS_ARCH
    has the SHA-256 checksum
    SUM, and
    packer-plugin-cloud_v1.0.0_x5.0_OS_ARCH_SHA256SUM beside it says
    SUM. It was damaged
    or changed after it was installed, and is not run. Install it again:
    "ingot init" does so where a template requires it, "ingot plugins install" with
    its source elsewhere.

    exit 1
    "
  `);
  expect(existsSync(`${file}.log`)).toBe(false);
});

test("a component that an installed plugin does not have", async () => {
  const { run, install } = newHome();
  const file = install("github.com/me/cloud", "1.0.0", ["vm"]);
  expect((await run(["validate", "t.json"], json("cloud-wm"))).text).toMatchInlineSnapshot(`
    "Error: Unknown builder "cloud-wm"

      on t.json line 1:
       1: { "builders": [{ "type": "cloud-wm", "communicator": "none" }] }
                                   ^^^^^^^^^^

    The plugin github.com/me/cloud 1.0.0, known as "cloud", has no builder
    "cloud-wm". It has the builder "cloud-vm", the provisioner "cloud-prov". Did you
    mean "cloud-vm"?

    exit 1
    "
  `);
  expect(readFileSync(`${file}.log`, "utf8")).toBe("describe\n");
  // Its name is known by now, without asking it again.
  expect((await run(["validate", "t.json"], json("clod-vm"))).text).toContain('Did you mean "cloud-vm"?');
  expect(readFileSync(`${file}.log`, "utf8")).toBe("describe\n");
});

test("old programs, and -strict-plugins", async () => {
  const { run, write } = newHome();
  const file = write("packer-plugin-old", '#!/bin/sh\necho \'{"version":"0.1.0","builders":["x"]}\'\n');
  const strict = await run(["validate", "-strict-plugins", "t.json"], json("old-x"));
  expect(strict.text).toMatchInlineSnapshot(`
    "Error: The builder "old-x" is in a file that is ignored

      on t.json line 1:
       1: { "builders": [{ "type": "old-x", "communicator": "none" }] }
                                   ^^^^^^^

    ~/.packer.d/plugins/packer-plugin-old may have it, but it
    lacks the version or the checksum that an installed plugin has; -strict-plugins,
    or INGOT_STRICT_PLUGINS, has such files ignored. Leave that out, or install it
    properly:

      ingot plugins install -path ~/.packer.d/plugins/packer-plugin-old github.com/<you>/old

    exit 1
    "
  `);
  expect((await run(["validate", "t.json"], json("old-x"), { INGOT_STRICT_PLUGINS: "1" })).text).toBe(strict.text);
  expect(existsSync(`${file}.log`)).toBe(false);
  expect((await run(["validate", "t.json"], json("old-x"))).text).toContain(
    "Warning: packer-plugin-old runs without having been verified",
  );
});

test("schema lists what is installed, and says beside it what cannot be used", async () => {
  const { run, install } = newHome();
  install("github.com/me/cloud", "1.0.0", ["vm", "-packer-default-plugin-name-"]);
  writeFileSync(install("github.com/me/bad", "1.0.0", []), "changed");
  const { text, log } = await run(["schema"], {});
  const names = text.replace(log, "").split("\n");
  expect(names).toEqual(expect.arrayContaining(["builder.cloud", "builder.cloud-vm", "provisioner.cloud-prov"]));
  expect(first(log)).toBe("Warning: packer-plugin-bad_v1.0.0_x5.0_OS_ARCH does not match its checksum");
  expect(first((await run(["schema", "builder.bad"], {})).text)).toContain("does not match its checksum");
});

test("hcl2_upgrade takes a builder of an installed plugin for one that is known", async () => {
  const { run, install } = newHome();
  install("github.com/me/cloud", "1.0.0", ["vm"]);
  expect((await run(["hcl2_upgrade", "t.json"], json("cloud-vm"))).text).toContain("Exit 0");
  expect((await run(["hcl2_upgrade", "t.json"], json("cloud-wm"))).text).toContain("Exit 1");
});
