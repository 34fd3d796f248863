import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { complaintsOf } from "../../test/complaints-of.ts";
import { file } from "./file.ts";
import { nullBuilder } from "./null.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

describe("file", () => {
  test("copies, and says how much", async () => {
    const [source, target] = [join(bench.folder, "a"), join(bench.folder, "new/b")];
    await writeFile(source, "x".repeat(3_000_000));
    const artifact = await (await bench.ready(file, { source, target })).run(bench.buildContext());
    expect(bench.lines).toEqual([`==> Copying ${source} to ${target}`, "==> Copied 3000000 bytes"]);
    expect((await stat(target)).size).toBe(3_000_000);
    expect(artifact).toMatchObject({ id: "File", files: [target], text: `Stored file: ${target}` });
    await artifact?.destroy(bench.abort.signal);
    expect(await readdir(join(bench.folder, "new"))).toEqual([]);
  });

  test("writes a content, for the owner only", async () => {
    const target = join(bench.folder, "b");
    await (await bench.ready(file, { content: "text", target })).run(bench.buildContext());
    expect(bench.lines).toEqual([]);
    expect(await readFile(target, "utf8")).toBe("text");
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  test("provisioners run against a machine that accepts everything; when they fail the file stays", async () => {
    const target = join(bench.folder, "b");
    let machine: Machine | undefined;
    const builder = await bench.ready(file, { content: "text", target });
    const building = builder.run(
      bench.buildContext(async (given) => {
        machine = given;
        throw new Error("provisioning failed");
      }),
    );
    await expect(building).rejects.toThrow("provisioning failed");
    expect(await machine?.communicator.exec("anything", { signal: bench.abort.signal })).toEqual({
      k: "exited",
      code: 0,
    });
    expect(await readFile(target, "utf8")).toBe("text");
  });

  test("a source that cannot be copied is named, and leaves nothing behind", async () => {
    const nowhere = join(bench.folder, "nowhere");
    const fail = async (source: string, target: string) =>
      (await bench.ready(file, { source, target })).run(bench.buildContext());
    await expect(fail(nowhere, join(bench.folder, "b"))).rejects.toThrow(
      `Could not read ${nowhere}: no such file or directory`,
    );
    await expect(fail(bench.folder, join(bench.folder, "b"))).rejects.toThrow(
      `Could not read ${bench.folder}: it is not a file`,
    );
    const below = "/etc/passwd/b";
    await expect(fail("/etc/passwd", below)).rejects.toThrow(`Could not make the folder of ${below}: `);
    expect(await readdir(bench.folder)).toEqual([]);
  });

  test.each([
    [{}, ["config: Missing required argument", "config: Both source file and content are blank"]],
    [{ target: "x" }, ["config: Both source file and content are blank"]],
    [{ target: "x", source: "a", content: "b" }, ['content: "source" and "content" exclude each other']],
  ])("validate %j", async (config, wanted) => expect(await complaintsOf(bench, file, config)).toEqual(wanted));
});

describe("null", () => {
  test("without a communicator: provisioners run, commands do nothing, files cannot be sent", async () => {
    let machine: Machine | undefined;
    const builder = await bench.ready(nullBuilder, { communicator: "none" });
    const artifact = await builder.run(
      bench.buildContext(async (given) => {
        machine = given;
      }),
    );
    const signal = bench.abort.signal;
    expect(await machine?.communicator.exec("false", { signal })).toEqual({ k: "exited", code: 0 });
    await expect(machine?.communicator.upload("/x", (async function* () {})(), {}, { signal })).rejects.toThrow(
      "Upload is not implemented when communicator = 'none'",
    );
    expect(artifact).toMatchObject({
      builderId: "fnoeding.null",
      id: "Null",
      files: [],
      text: "Did not export anything. This is the null builder",
    });
    expect(await artifact?.state("generated_data")).toEqual({ ID: "Null" });
  });

  test.each([
    [{ communicator: "none" }, []],
    [
      {},
      [
        "config: An ssh_username must be specified",
        "config: a Host must be specified, please reference your communicator documentation",
        "config: one authentication method must be specified",
      ],
    ],
    [{ ssh_username: "root", ssh_host: "h", ssh_password: "p" }, []],
    [{ ssh_username: "root", ssh_host: "h" }, ["config: one authentication method must be specified"]],
    [
      { ssh_username: "root", ssh_host: "h", ssh_password: "p", ssh_agent_auth: true },
      ["ssh_password: only one of ssh_agent_auth, ssh_password, and ssh_private_key_file must be specified"],
    ],
    [
      { ssh_username: "root", ssh_host: "h", ssh_private_key_file: "nowhere" },
      ["ssh_private_key_file: ssh_private_key_file is invalid"],
    ],
    [
      { communicator: "winrm", winrm_username: "a", winrm_password: "p", winrm_host: "h" },
      ['communicator: The communicator "winrm" cannot be used yet'],
    ],
    [{ communicator: "docker" }, ['communicator: Invalid value for "communicator"']],
  ])("validate %j", async (config, wanted) => expect(await complaintsOf(bench, nullBuilder, config)).toEqual(wanted));
});
