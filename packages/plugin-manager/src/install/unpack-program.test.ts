import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import yazl from "yazl";
import { unpackProgram } from "./unpack-program.ts";

const name = "packer-plugin-probe_v1.0.0_x5.0_linux_amd64";
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-unpack-"));
});
afterEach(() => rm(folder, { recursive: true }));

type File = readonly [name: string, content: string | Uint8Array, mode?: number];

async function zipOf(...files: readonly File[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [file, content, mode = 0o100755] of files) zip.addBuffer(Buffer.from(content), file, { mode });
  zip.end();
  return buffer(zip.outputStream);
}

async function unpacked(zip: Uint8Array): Promise<string> {
  await writeFile(join(folder, "a.zip"), zip);
  const target = join(folder, "program");
  await unpackProgram(join(folder, "a.zip"), name, target, new AbortController().signal);
  return readFile(target, "utf8");
}

test("only the program is taken", async () => {
  expect(await unpacked(await zipOf(["LICENSE", "x"], ["docs/README.md", "y"], [name, "#!/bin/sh"]))).toBe("#!/bin/sh");
});

/** The archive with another text of the same length in place of one, wherever it stands. */
async function renamed(from: string, to: string, ...files: readonly File[]): Promise<Uint8Array> {
  return Buffer.from((await zipOf(...files)).toString("latin1").replaceAll(from, to), "latin1");
}

/** The archive with a bit set in the flags of its first entry, in both places. */
async function encrypted(): Promise<Uint8Array> {
  const zip = await zipOf([name, "x"]);
  for (const [mark, at] of [
    ["PK\u0003\u0004", 6],
    ["PK\u0001\u0002", 8],
  ] as const) {
    const start = zip.indexOf(mark, 0, "latin1");
    zip.writeUInt16LE(zip.readUInt16LE(start + at) | 1, start + at);
  }
  return zip;
}

test.each<[string, () => Promise<Uint8Array>, string]>([
  [
    "the program alone under another name",
    () => zipOf(["packer-plugin-probe", "x"]),
    `The archive has no file ${name}, only "packer-plugin-probe". Ask the plugin's makers.`,
  ],
  [
    "in a folder",
    () => zipOf([`bin/${name}`, "x"]),
    `The archive has no file ${name}, only "bin/${name}". Ask the plugin's makers.`,
  ],
  ["nothing", () => zipOf(), `The archive has no file ${name}, only nothing at all. Ask the plugin's makers.`],
  [
    "a name that leads out",
    () => renamed("aa/evil", "../evil", [name, "x"], ["aa/evil", "x"]),
    "The archive is not used: invalid relative path: ../evil. Ask the plugin's makers.",
  ],
  [
    "an absolute name",
    () => renamed("aetc/evil", "/etc/evil", [name, "x"], ["aetc/evil", "x"]),
    "The archive is not used: absolute path: /etc/evil. Ask the plugin's makers.",
  ],
  [
    "a backslash",
    () => renamed("aa/evil", "aa\\evil", [name, "x"], ["aa/evil", "x"]),
    "The archive is not used: invalid characters in fileName: aa\\evil. Ask the plugin's makers.",
  ],
  [
    "a link",
    () => zipOf([name, "/bin/sh", 0o120777]),
    `The archive is not used: "${name}" is a link. Ask the plugin's makers.`,
  ],
  [
    "a link beside it",
    () => zipOf([name, "x"], ["other", "/bin/sh", 0o120777]),
    'The archive is not used: "other" is a link. Ask the plugin\'s makers.',
  ],
  [
    "it is there twice",
    () => zipOf([name, "x"], [name, "y"]),
    `The archive is not used: it has "${name}" twice. Ask the plugin's makers.`,
  ],
  ["it is encrypted", encrypted, `The archive is not used: "${name}" is encrypted. Ask the plugin's makers.`],
  [
    "a bomb",
    () => zipOf([name, Buffer.alloc(64 * 1024 * 1024)]),
    `The archive is not used: "${name}" unpacks to more than 200 times its size. Ask the plugin's makers.`,
  ],
  [
    "no archive",
    async () => Buffer.from("hello"),
    "The archive is not used: End of central directory record signature not found. Either not a zip file, or file is truncated. Ask the plugin's makers.",
  ],
])("%s: refused", async (_, zip, message) => {
  await expect(unpacked(await zip())).rejects.toThrow(message);
});

test("cut off anywhere, it is refused", async () => {
  const zip = await zipOf(["LICENSE", "free"], [name, "#!/bin/sh\nexit 0\n"]);
  for (let length = 0; length < zip.length; length++)
    await expect(
      unpacked(zip.subarray(0, length)).finally(() => rm(join(folder, "program"), { force: true })),
    ).rejects.toThrow("The archive is not used");
});

test("a size that is not that of the content is refused", async () => {
  const zip = await zipOf([name, "x".repeat(1000)]);
  const start = zip.indexOf("PK\u0001\u0002", 0, "latin1");
  zip.writeUInt32LE(10, start + 24);
  await expect(unpacked(zip)).rejects.toThrow("The archive is not used: too many bytes in the stream");
});
