// A TypeScript plugin in the hands of Packer's own library for hosts, SDK 0.6: what newer Packer does with a plugin, in both encodings.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "./environment/run-command.ts";
import { goProgram, noGo } from "./go-plugins/go-programs.ts";
import { buildPlugin, packInto } from "./served-plugin/pack-plugin.ts";

describe.skipIf(noGo)("SDK 0.6", () => {
  let folder = "";
  let host = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ingot-served-"));
    host = await goProgram("host");
    await buildPlugin(join(folder, "plugin"));
    await packInto(folder, join(folder, "plugin"), "-platform", "linux_amd64");
    await mkdir(join(folder, "machines"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const run = async (encoding: string, kind: string, name: string, config: string) => {
    await writeFile(join(folder, "config.hcl"), config);
    const program = join(folder, "packer-plugin-folder_v0.3.0_x5.0_linux_amd64");
    const { stdout } = await runCommand(host, [program, encoding, kind, name, "config.hcl"], {
      cwd: folder,
      env: { INGOT_STATE_DIR: join(folder, "state") },
      timeoutMs: 60_000,
    });
    return JSON.parse(stdout);
  };
  const ended = { exit: "<nil>" };
  const notImplemented = (what: string) => `ERR_HTTP_${what}_NOT_IMPLEMENTED_BY_BUILDER`;

  describe.each(["gob", "protobuf"])("by %s", (encoding) => {
    test("runs a builder, and provisions its machine", async () => {
      const config = `
        root   = "machines"
        output = "image.txt"
        size   = 3
        labels = { a = "b" }
        disk { name = "root" }
        disk {
          name = "data"
          size = 20
        }`;
      expect(await run(encoding, "builder", "-packer-default-plugin-name-", config)).toEqual({
        ...ended,
        spec: [
          "object",
          {
            disk: ["list", ["object", { name: "string", size: "number" }]],
            fail: "bool",
            labels: ["map", "string"],
            output: "string",
            password: "string",
            root: "string",
            size: "number",
            wait: "string",
          },
        ],
        generated: ["Root"],
        warnings: [],
        hook: "packer_provision",
        data: {
          ID: "folder-1",
          PackerHTTPAddr: notImplemented("ADDR"),
          PackerHTTPIP: notImplemented("IP"),
          PackerHTTPPort: notImplemented("PORT"),
        },
        stdout: "from stdin\n700000\n",
        stderr: "bad\n",
        "exit status": 7,
        downloaded: 700_000,
        said: ["Made the machine", "said on the builder's stream", "Wrote image.txt"],
        artifact: {
          builder: "test.folder",
          id: "folder:image.txt",
          files: ["image.txt"],
          text: "Image in image.txt",
          unknown: null,
          data: "true",
        },
      });
    });

    test("runs a provisioner on its machine", async () => {
      expect(await run(encoding, "provisioner", "note", 'text = "noted"')).toEqual({
        ...ended,
        spec: ["object", { only_in: "string", text: "string" }],
        uploaded: "noted there on i-1\n",
        command: "cat note >> provisioned; cat note",
        said: ["its output"],
      });
    });

    test.each([
      ["another artifact", "", { builder: "test.folder-id", id: "id.txt", files: ["id.txt"], data: "false" }, false],
      ["the same artifact", "same = true", { builder: "test.input", id: "input-1", files: ["a"], data: "true" }, true],
    ])("gets %s from a post-processor", async (_, config, artifact, isDestroyed) => {
      expect(await run(encoding, "post-processor", "id", `file = "id.txt"\n${config}`)).toMatchObject({
        ...ended,
        keep: true,
        force: false,
        said: ["Noted input-1"],
        artifact,
        "input destroyed": isDestroyed,
      });
    });

    test("reads a data source", async () => {
      expect(await run(encoding, "datasource", "-packer-default-plugin-name-", 'name = "abc"')).toEqual({
        ...ended,
        spec: ["object", { name: "string" }],
        outputs: ["object", { length: "number", name: "string" }],
        value: { value: { length: 3, name: "abc" }, type: ["object", { length: "number", name: "string" }] },
      });
    });

    test("gets errors", async () => {
      const fails = 'root = "machines"\noutput = "image.txt"\nfail = true';
      expect(await run(encoding, "builder", "-packer-default-plugin-name-", fails)).toMatchObject({
        ...ended,
        error: "The image cannot be written",
      });
      expect((await run(encoding, "post-processor", "id", 'file = ""')).error).toContain(
        'The post-processor "folder-id" needs "file"; here it is empty.',
      );
    });
  });
});
