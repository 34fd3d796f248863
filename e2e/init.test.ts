// From a template and an empty machine to a build: a Go plugin is fetched from a server, locked, and used.

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  here,
  type PluginServer,
  sha256,
  startPluginServer,
  zipOf,
} from "../packages/cli/test/fixtures/plugin-server.ts";
import { goProgram, noGo } from "./go-plugins/go-programs.ts";
import { useStage } from "./go-plugins/use-stage.ts";

const stage = useStage();

let server: PluginServer;
beforeEach(async () => {
  server = await startPluginServer();
});
afterEach(() => server.close());

const template = `packer {
  required_plugins {
    probe = {
      source  = "github.com/hashicorp/probe"
      version = ">= 1.0.0"
    }
    docker = {
      source  = "github.com/hashicorp/docker"
      version = ">= 1.0.0"
    }
  }
}

source "file" "image" {
  content = "an image"
  target  = "image.bin"
}

build {
  sources = ["source.file.image"]
  post-processor "probe-note" {
    keep = true
  }
}
`;

describe.skipIf(noGo !== undefined)("a Go plugin", () => {
  const see = async (words: readonly string[]) => {
    const text = await stage.see(words, server.env);
    return text
      .replaceAll(server.base, "SERVER")
      .replaceAll(here, "OS_ARCH")
      .replaceAll(/[0-9a-f]{64}/g, "SHA256");
  };

  test("init, validate, build; and what was changed afterwards is not run", async () => {
    const program = readFileSync(await goProgram("probe", { version: "1.4.0" }));
    const name = `packer-plugin-probe_v1.4.0_x5.0_${here}`;
    await server.release("probe", "1.4.0", { archive: await zipOf({ [name]: program }) });
    stage.write({ "app.pkr.hcl": template });
    expect(await see(["validate", "app.pkr.hcl"])).toContain("ingot init");
    expect(await see(["init", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Installed plugin github.com/hashicorp/probe v1.4.0 in ".packer.d/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.4.0_x5.0_OS_ARCH"
      github.com/hashicorp/docker comes with Ingot: there is nothing to install.
      Wrote ingot.lock.hcl: commit it together with the template.
      exit 0
      "
    `);
    expect(await see(["init", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "github.com/hashicorp/docker comes with Ingot: there is nothing to install.
      exit 0
      "
    `);
    expect(await see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "The configuration is valid.
      exit 0
      "
    `);
    expect(await see(["build", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "==> file.image: Running post-processor:  (type probe-note)
      ==> file.image (probe-note): Artifact File of packer.file: Stored file: image.bin, 1 files
          file.image (probe-note): list: <nil>, map: <nil>, unknown: <nil>
      Build 'file.image' finished after TIME.

      ==> Wait completed after TIME

      ==> Builds finished. The artifacts of successful builds are:
      --> file.image: Stored file: image.bin
      --> file.image: Stored file: image.bin
      exit 0
      "
    `);

    const path = join(stage.plugins(), "github.com/hashicorp/probe", name);
    appendFileSync(path, "x");
    expect(await see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: packer-plugin-probe_v1.4.0_x5.0_OS_ARCH does not match its checksum

        on app.pkr.hcl line 21, in build:
        21:   post-processor "probe-note" {
                             ^^^^^^^^^^^^

      .packer.d/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.4.0_x5.0_OS_ARCH
      has the SHA-256 checksum
      SHA256, and
      packer-plugin-probe_v1.4.0_x5.0_OS_ARCH_SHA256SUM beside it says
      SHA256. It was damaged
      or changed after it was installed, and is not run. Install it again:
      "ingot init app.pkr.hcl" does so where a template requires it,
      "ingot plugins install" with its source elsewhere.

      exit 1
      "
    `);
    writeFileSync(`${path}_SHA256SUM`, sha256(readFileSync(path)));
    expect(await see(["validate", "app.pkr.hcl"])).toMatchInlineSnapshot(`
      "Error: Plugin github.com/hashicorp/probe is not the program that was locked

        on app.pkr.hcl line 21, in build:
        21:   post-processor "probe-note" {
                             ^^^^^^^^^^^^

      .packer.d/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.4.0_x5.0_OS_ARCH
      has the SHA-256 checksum
      SHA256, and
      ingot.lock.hcl locks
      SHA256. Run
      "ingot init -force app.pkr.hcl" to install the locked one again. If you have
      built it anew, take its block out of ingot.lock.hcl and run
      "ingot init app.pkr.hcl"; if nobody has, find out what changed.

      exit 1
      "
    `);
    expect(await see(["init", "app.pkr.hcl"])).toContain("Installed plugin github.com/hashicorp/probe v1.4.0");
    expect(await see(["validate", "app.pkr.hcl"])).toContain("The configuration is valid.");
  });
});
