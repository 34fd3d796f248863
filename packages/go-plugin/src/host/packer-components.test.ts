// The components that Debian's Packer brings along, run by us as its own core runs them (plugin-protocol 13.1): gob, and the handshake of old.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Artifact,
  type Communicator,
  findProgram,
  type PostProcessContext,
  type ProvisionContext,
} from "@ingot/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPluginBench, type PluginBench, told } from "../../test/plugin-bench.ts";
import type { PluginProgram } from "./plugin-program.ts";

const packer = await findProgram("packer");
const program: PluginProgram = {
  path: packer ?? "",
  args: (kind, name) => ["plugin", `packer-${kind}-${name}`],
  encoding: "gob",
};

describe.skipIf(packer === undefined)("packer's own components (needs packer 1.6.6)", () => {
  let bench: PluginBench;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ingot-packer-"));
    bench = openPluginBench({ env: { PACKER_CACHE_DIR: join(folder, "cache") } });
  });
  afterEach(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the null builder hands a machine to the provisioners and gives its artifact", async () => {
    const builder = await bench.plugins.component("builder", program, "null");
    const { value, diagnostics } = await bench.prepare(builder, { communicator: "none" });
    expect(told(diagnostics)).toEqual([]);
    const ids: unknown[] = [];
    const provision = async ({ generated }: { readonly generated: { readonly ID?: unknown } }) => {
      ids.push(generated.ID);
    };
    const artifact = await value?.run(bench.buildContext({ provision }));
    expect(ids).toEqual(["Null"]);
    expect(artifact).toMatchObject({
      builderId: "fnoeding.null",
      id: "Null",
      text: "Did not export anything. This is the null builder",
    });
  });

  test("what the null builder complains of", async () => {
    const builder = await bench.plugins.component("builder", program, "null");
    const { diagnostics } = await bench.prepare(builder, { ssh_host: "192.0.2.1", ssh_username: "" });
    expect(told(diagnostics)).toMatchInlineSnapshot(`
      [
        "error: An ssh_username must be specified | Note: some builders used to default ssh_username to "root".
      This is what the plugin packer says of the builder "fake". Correct it.",
        "error: a Username must be specified, please reference your communicator documentation | This is what the plugin packer says of the builder "fake". Correct it.",
        "error: one authentication method must be specified, please reference your communicator documentation | This is what the plugin packer says of the builder "fake". Correct it.",
      ]
    `);
  });

  test("a JSON template's unknown setting is told of by the plugin", async () => {
    const builder = await bench.plugins.component("builder", program, "null");
    const facts = {
      dialect: "json",
      startedAt: new Date(0),
      cwd: "/",
      packerVersion: "1.16.0",
      buildName: "web",
    } as const;
    const { diagnostics } = await bench.prepare(builder, { communicator: "none", ssh_hots: "a" }, { facts });
    expect(told(diagnostics)).toMatchInlineSnapshot(`
      [
        "error: Unknown configuration key "ssh_hots" | The builder "fake" has no setting of that name. Did you mean "ssh_host"?",
      ]
    `);
  });

  test("the shell provisioner uploads its script and runs it", async () => {
    const provisioner = await bench.plugins.component("provisioner", program, "shell");
    const { value, diagnostics } = await bench.prepare(provisioner, { inline: ["echo $PACKER_BUILD_NAME"] });
    expect(told(diagnostics)).toEqual([]);
    const uploaded: string[] = [];
    const commands: string[] = [];
    const communicator: Partial<Communicator> = {
      type: "test",
      upload: async (to, content) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of content) chunks.push(chunk);
        uploaded.push(`${to.replace(/\d+/, "N")}: ${Buffer.concat(chunks).toString("utf8")}`);
      },
      exec: async (command, { stdout, stderr }) => {
        commands.push(command.replaceAll(/\d{3,}/g, "N"));
        await stdout?.(Buffer.from("out\n"));
        await stderr?.(Buffer.from("err\n"));
        return { k: "exited", code: 0 };
      },
    };
    const context = {
      ...bench.buildContext(),
      communicator,
      generated: { ID: "x", PackerHTTPAddr: "ERR" },
      tellWayIn: async () => undefined,
    } as unknown as ProvisionContext;
    await value?.provision(context);
    expect(uploaded).toMatchInlineSnapshot(`
      [
        "/tmp/script_N.sh: #!/bin/sh -e
      echo $PACKER_BUILD_NAME
      ",
      ]
    `);
    expect(commands).toMatchInlineSnapshot(`
      [
        "chmod N /tmp/script_N.sh",
        "chmod +x /tmp/script_N.sh; PACKER_BUILDER_TYPE='' PACKER_BUILD_NAME='web' PACKER_HTTP_ADDR='ERR'  /tmp/script_N.sh",
        "rm -f /tmp/script_N.sh",
        "rm -f ",
      ]
    `);
    const said = bench.lines.filter((line) => !line.startsWith("log"));
    // The two streams come by ways of their own.
    expect(said.map((line) => line.replace(/\d{3,}/, "N")).sort()).toMatchInlineSnapshot(`
      [
        "    out",
        "!!! err",
        "==> Provisioning with shell script: /tmp/packer-shellN",
      ]
    `);
  });

  test("a script that fails is an error of the provisioner", async () => {
    const provisioner = await bench.plugins.component("provisioner", program, "shell");
    const { value } = await bench.prepare(provisioner, { inline: ["false"] });
    const communicator: Partial<Communicator> = {
      upload: async (_, content) => {
        for await (const _chunk of content);
      },
      exec: async () => ({ k: "exited", code: 7 }),
    };
    const context = { ...bench.buildContext(), communicator, generated: {} } as unknown as ProvisionContext;
    await expect(value?.provision(context)).rejects.toThrow("Script exited with non-zero exit status: 7");
  });

  const input: Artifact = {
    builderId: "ingot.test",
    id: "in-1",
    files: [],
    text: "an input",
    state: async (key) => (key === "generated_data" ? { ID: "in-1" } : undefined),
    destroy: async () => undefined,
  };

  test("the manifest post-processor writes its file and gives the very artifact back", async () => {
    const postProcessor = await bench.plugins.component("post-processor", program, "manifest");
    const output = join(folder, "manifest.json");
    const { value, diagnostics } = await bench.prepare(postProcessor, { output });
    expect(told(diagnostics)).toEqual([]);
    const context: PostProcessContext = { ...bench.buildContext(), generated: {} };
    const { artifact, keep, keepIsForced } = (await value?.postProcess(input, context)) ?? {};
    expect(artifact === input).toBe(true);
    expect([keep, keepIsForced]).toEqual([true, true]);
    expect(JSON.parse(readFileSync(output, "utf8"))).toMatchObject({ builds: [{ name: "web", artifact_id: "in-1" }] });
  });
});
