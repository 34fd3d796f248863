import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeDocker, fakeDocker } from "../../test/fake-docker.ts";
import type { Container } from "./container.ts";
import { downloadDirectory, downloadFile } from "./download.ts";

type Entry = { name: string; type?: "file" | "directory" | "symlink" | "link"; linkname?: string; content?: string };

let fake: FakeDocker;
let container: Container;
let target: string;
const signal = new AbortController().signal;

beforeEach(async () => {
  fake = await fakeDocker(
    '[ -e "$FOLDER/archive" ] || { echo "Error: No such container:path: id:/x" >&2; exit 1; }\nexec cat "$FOLDER/archive"',
  );
  container = {
    engine: fake.engine,
    clientName: "docker",
    id: "id",
    execUser: undefined,
    hasTerminal: false,
    uploadOwner: undefined,
    mountPoint: "/shared",
    memoryPaths: [],
    gone: signal,
  };
  target = await mkdtemp(join(tmpdir(), "ingot-download-"));
});
afterEach(async () => {
  await fake.remove();
  await rm(target, { recursive: true });
});

async function archiveOf(entries: readonly Entry[]): Promise<void> {
  const packing = pack();
  for (const { content = "", ...header } of entries) packing.entry({ type: "file", ...header }, content);
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing as AsyncIterable<Uint8Array>) chunks.push(chunk);
  await writeFile(join(fake.folder, "archive"), Buffer.concat(chunks));
}

describe("a file", () => {
  const download = async () => {
    let text = "";
    const take = (chunk: Uint8Array) => {
      text += Buffer.from(chunk).toString();
    };
    await downloadFile(container, "/x", take, { signal });
    return text;
  };

  test("comes as it is", async () => {
    await archiveOf([{ name: "x", content: "hello" }]);
    expect(await download()).toBe("hello");
    expect(await fake.calls()).toEqual(["cp --follow-link id:/x -"]);
  });
  test("that is a folder is an error", async () => {
    await archiveOf([
      { name: "x", type: "directory" },
      { name: "x/y", content: "z" },
    ]);
    await expect(download()).rejects.toThrow("/x is a directory in the container, and a file was to be downloaded");
  });
  test("that is not there is an error", async () => {
    await expect(download()).rejects.toThrow("/x does not exist in the container");
  });
});

describe("a folder", () => {
  test("comes with its links, under its name or, with a slash, without", async () => {
    await archiveOf([
      { name: "x/", type: "directory" },
      { name: "x/a", content: "A" },
      { name: "x/sub/", type: "directory" },
      { name: "x/sub/b", content: "B" },
      { name: "x/soft", type: "symlink", linkname: "/etc/passwd" },
      { name: "x/hard", type: "link", linkname: "x/a" },
    ]);
    await downloadDirectory(container, "/x", target, { signal });
    await downloadDirectory(container, "/x/", join(target, "flat"), { signal, exclude: ["sub"] });
    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      "flat",
      "flat/a",
      "flat/hard",
      "flat/soft",
      "x",
      "x/a",
      "x/hard",
      "x/soft",
      "x/sub",
      "x/sub/b",
    ]);
    expect(await readFile(join(target, "x/hard"), "utf8")).toBe("A");
    expect(await readlink(join(target, "x/soft"))).toBe("/etc/passwd");
  });

  test.each<[string, Entry[]]>([
    ["a name", [{ name: "x/../../evil", content: "!" }]],
    [
      "a link and a name behind it",
      [
        { name: "x/l", type: "symlink", linkname: "../.." },
        { name: "x/l/evil", content: "!" },
      ],
    ],
    ["a hard link", [{ name: "x/l", type: "link", linkname: "x/../../../secret" }]],
  ])("does not get out of its place by %s", async (_, entries) => {
    await writeFile(join(target, "secret"), "");
    await archiveOf([{ name: "x/", type: "directory" }, ...entries]);
    await downloadDirectory(container, "/x", join(target, "deep/down"), { signal }).catch(() => undefined);
    expect((await readdir(target)).sort()).toEqual(["deep", "secret"]);
    expect((await readdir(join(target, "deep"))).sort()).toEqual(["down"]);
  });

  test("does not get out by a link that is there already", async () => {
    await symlink("/", join(target, "x"));
    await archiveOf([
      { name: "x/", type: "directory" },
      { name: "x/sub/evil", content: "!" },
    ]);
    await expect(downloadDirectory(container, "/x/", target, { signal })).resolves.toBeUndefined();
    await rm(join(target, "sub"), { recursive: true });
    await symlink("/", join(target, "sub"));
    await expect(downloadDirectory(container, "/x/", target, { signal })).rejects.toThrow(
      "leads out of the downloaded folder by a link",
    );
  });
});
