import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { here, type PluginServer, startPluginServer } from "../../test/fixtures/plugin-server.ts";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

let server: PluginServer;
let home = "";
beforeAll(async () => {
  server = await startPluginServer();
});
afterAll(() => server.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ingot-home-"));
  server.answers.clear();
  server.asked.length = 0;
});
afterEach(() => rmSync(home, { recursive: true }));

function template(plugins: Readonly<Record<string, readonly [source: string, version: string]>>): Files {
  const lines = Object.entries(plugins).map(
    ([name, [source, version]]) => `    ${name} = { source = "${source}", version = "${version}" }\n`,
  );
  return { "a.pkr.hcl": `packer {\n  required_plugins {\n${lines.join("")}  }\n}\n` };
}

const probe = (version = ">= 1.0.0") => template({ probe: ["github.com/hashicorp/probe", version] });

/** What is said, with places and checksums that are the same everywhere, and the files that there are afterwards. */
async function init(words: readonly string[], files: Files, env: Readonly<Record<string, string>> = {}) {
  const run = await runIngot(["init", ...words, "."], files, { env: { HOME: home, ...server.env, ...env } });
  return { ...run, text: plain(run.text), lock: plain(run.files["ingot.lock.hcl"] ?? "") };
}

function plain(text: string): string {
  return text
    .replaceAll(home, "HOME")
    .replaceAll(server.base, "SERVER")
    .replaceAll(here, "OS_ARCH")
    .replaceAll(/[0-9a-f]{64}/g, "SHA256");
}

test("installs the newest version that is allowed, and locks it", async () => {
  await server.release("probe", "1.0.0");
  await server.release("probe", "1.10.0", { platforms: [here, "plan9_mips"] });
  await server.release("probe", "1.9.0");
  await server.release("probe", "2.0.0");
  await server.release("probe", "1.11.0-beta1");
  const { text, lock, files } = await init([], probe("~> 1.0"));
  expect(text).toMatchInlineSnapshot(`
    "Installed plugin github.com/hashicorp/probe v1.10.0 in "HOME/.config/packer/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.10.0_x5.0_OS_ARCH"
    Wrote ingot.lock.hcl: commit it together with the template.
    exit 0
    "
  `);
  expect(lock).toMatchInlineSnapshot(`
    "# Written by "ingot init". Commit it with the template; "ingot init -upgrade" brings it up to date.
    # What is changed by hand is lost when it is written again.

    plugin "github.com/hashicorp/probe" {
      version     = "1.10.0"
      constraints = "~> 1.0"

      archives = {
        OS_ARCH = "sha256:SHA256"
        plan9_mips  = "sha256:SHA256"
      }

      binaries = {
        OS_ARCH = "sha256:SHA256"
      }
    }
    "
  `);
  const before = server.asked.length;
  const again = await init([], files);
  expect(again.text).toBe("exit 0\n");
  expect(again.files).toEqual(files);
  expect(server.asked.length - before).toBe(0);
});
