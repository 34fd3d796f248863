import { createHash } from "node:crypto";
import { open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { captureProcess } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { artifactOf } from "../../../test/complaints-of.ts";
import { bgzf } from "./bgzf.ts";
import { compress } from "./compress.ts";
import { detectFormat } from "./detect-format.ts";
import { gzip } from "./gzip.ts";

let bench: Bench;
let path: (name: string) => string;
beforeEach(async () => {
  bench = await openBench();
  path = (name) => join(bench.folder, name);
  await writeFile(path("a.bin"), Buffer.from("0123456789abcdef".repeat(70_000)), { mode: 0o640 });
  await writeFile(path("b.bin"), "world");
});
afterEach(() => bench.remove());

async function run(
  config: { output: string; format?: string; compression_level?: number },
  files = ["a.bin", "b.bin"],
) {
  const component = await bench.ready(compress, { ...config, output: path(config.output) });
  const result = await component.postProcess(artifactOf(files.map(path)), bench.postProcessContext());
  return { ...result, lines: bench.lines.map((line) => line.replaceAll(`${bench.folder}/`, "")) };
}

/** Unpacks with a program of this host, and gives the digests of what came out. */
async function unpack(script: string): Promise<Record<string, string>> {
  const made = await captureProcess("/bin/sh", ["-ec", `mkdir out; ${script}`], { cwd: bench.folder });
  expect(made).toMatchObject({ exit: { k: "exited", code: 0 }, stderr: "" });
  const digests: Record<string, string> = {};
  for (const name of await readdir(path("out"))) digests[name] = await digest(path(`out/${name}`));
  return digests;
}

async function digest(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

async function originals(...names: string[]): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await digest(path(name))] as const)));
}

const cores = availableParallelism();

describe("archives that other programs unpack", () => {
  test.each([
    ["x.tar", "tar -xf x.tar -C out", "no compression", undefined],
    ["x.tar.gz", "tar -xzf x.tar.gz -C out", "pgzip", cores],
    ["x.tar.lz4", "lz4 -dc x.tar.lz4 | tar -xf - -C out", "lz4", cores],
    ["x.tar.xz", "tar -xJf x.tar.xz -C out", "xz", cores],
    ["x.tar.bzip2", "bzip2 -dc x.tar.bzip2 | tar -xf - -C out", "bzip2", 1],
    ["x.tar.bgzf", "gzip -dc < x.tar.bgzf | tar -xf - -C out", "bgzf", cores],
    ["other", "tar -xzf other -C out", "pgzip", cores],
  ])("%s", async (output, script, algorithm, n) => {
    const { lines, artifact, keep, keepIsForced } = await run({ output });
    const using =
      n === undefined ? [] : [`==> Using ${algorithm} compression with ${n} core${n === 1 ? "" : "s"} for ${output}`];
    expect(lines).toEqual([...using, `==> Tarring ${output} with ${algorithm}`, `==> Archive ${output} completed`]);
    expect(await unpack(script)).toEqual(await originals("a.bin", "b.bin"));
    expect((await stat(path("out/a.bin"))).mode & 0o777).toBe(0o640);
    expect(artifact).toMatchObject({ id: "", files: [path(output)], text: `compressed artifacts in: ${path(output)}` });
    expect({ keep, keepIsForced }).toEqual({ keep: false, keepIsForced: false });
  });

  test.each([
    ["x.gz", "gzip -dc x.gz > out/a.bin", "pgzip", cores],
    ["x.lz4", "lz4 -dcq x.lz4 > out/a.bin", "lz4", cores],
    ["x.xz", "xz -dc x.xz > out/a.bin", "xz", cores],
    ["x.bzip2", "bzip2 -dc < x.bzip2 > out/a.bin", "bzip2", 1],
    ["x.bgzf", "gzip -dc < x.bgzf > out/a.bin", "bgzf", cores],
    // zstd reads the formats of others as well.
    ["z.gz", "zstd -dcq < z.gz > out/a.bin", "pgzip", cores],
    ["z.lz4", "zstd -dcq < z.lz4 > out/a.bin", "lz4", cores],
    ["z.xz", "zstd -dcq < z.xz > out/a.bin", "xz", cores],
  ])("%s", async (output, script, algorithm, n) => {
    expect((await run({ output }, ["a.bin"])).lines).toEqual([
      `==> Using ${algorithm} compression with ${n} core${n === 1 ? "" : "s"} for ${output}`,
      `==> Archiving a.bin with ${algorithm}`,
      `==> Archive ${output} completed`,
    ]);
    expect(await unpack(script)).toEqual(await originals("a.bin"));
  });

  test("x.zip, under the whole paths", async () => {
    expect((await run({ output: "x.zip" })).lines).toEqual(["==> Zipping x.zip", "==> Archive x.zip completed"]);
    expect(await unpack("unzip -qj x.zip -d out")).toEqual(await originals("a.bin", "b.bin"));
    const listed = await captureProcess("unzip", ["-Z1", path("x.zip")]);
    expect(listed.stdout).toBe(`${path("a.bin").slice(1)}\n${path("b.bin").slice(1)}\n`);
  });
});

test("format is what counts, and does not become part of the name", async () => {
  expect((await run({ output: "x.gz", format: "xz" }, ["a.bin"])).lines[1]).toBe("==> Archiving a.bin with xz");
  expect(await unpack("xz -dc < x.gz > out/a.bin")).toEqual(await originals("a.bin"));
});

test("levels make a difference, and above 9 there is none", async () => {
  const size = async (output: string, compression_level: number) => {
    await run({ output, compression_level }, ["a.bin"]);
    return (await stat(path(output))).size;
  };
  for (const ending of ["gz", "bgzf", "zip"]) {
    expect(await size(`fast.${ending}`, 1)).toBeGreaterThan(await size(`small.${ending}`, 9));
    expect(await size(`small.${ending}`, 9)).toBe(await size(`more.${ending}`, 20));
  }
});

test("the same files give the same archive", async () => {
  for (const ending of ["tar.gz", "zip", "tar.xz"]) {
    await run({ output: `one.${ending}` });
    await run({ output: `two.${ending}` });
    expect(await digest(path(`one.${ending}`))).toBe(await digest(path(`two.${ending}`)));
  }
});

test("destroying the artifact removes the archive", async () => {
  const { artifact } = await run({ output: "x.tar" });
  await artifact?.destroy(bench.abort.signal);
  expect(await readdir(bench.folder)).toEqual(["a.bin", "b.bin"]);
});

describe("failures", () => {
  test("one file is needed where there is no archive", async () => {
    await expect(run({ output: "x.gz" })).rejects.toThrow(
      'Without an archive only one file can be compressed, and the artifact has 2. Let "output" end in ".tar.gz" or ".zip"',
    );
  });

  test.each(["x.tar", "x.tar.gz", "x.tar.xz", "x.zip", "x.bgzf"])(
    "a file that is gone: %s does not appear",
    async (output) => {
      await expect(
        run({ output }, [output === "x.bgzf" ? "nowhere" : "a.bin", "nowhere"].slice(output === "x.bgzf" ? 1 : 0)),
      ).rejects.toThrow("ENOENT");
      expect((await readdir(bench.folder)).filter((name) => name.startsWith("x."))).toEqual([]);
    },
  );

  test("a program that is not there is named, with its package", async () => {
    const before = process.env.PATH;
    process.env.PATH = bench.folder;
    try {
      await expect(run({ output: "x.xz" }, ["a.bin"])).rejects.toThrow(
        'The program "xz" was not found in PATH. Install it (Debian and Ubuntu have it in the package xz-utils), or choose another format',
      );
    } finally {
      process.env.PATH = before;
    }
  });

  test("a cancelled build leaves no archive", async () => {
    const file = await open(path("large.bin"), "w");
    await file.truncate(4 * 1024 ** 3);
    await file.close();
    const running = run({ output: "x.tar.gz" }, ["large.bin"]);
    setTimeout(() => bench.abort.abort(new Error("cancelled")), 200);
    await expect(running).rejects.toThrow();
    expect(await readdir(bench.folder)).not.toContain("x.tar.gz");
  });
});

test.each([
  ["x", "tar", "pgzip"],
  ["packer_{{.BuildName}}_{{.BuilderType}}", "tar", "pgzip"],
  ["x.zip", "zip", undefined],
  ["x.tar", "tar", undefined],
  ["x.tar.gz", "tar", "pgzip"],
  ["x.gz", undefined, "pgzip"],
  ["v1.2.tar.lz4", "tar", "lz4"],
  ["x.tar.zst", "tar", "pgzip"],
  ["x.bz2", "tar", "pgzip"],
  ["x.constructor", "tar", "pgzip"],
  ["x.bzip2", undefined, "bzip2"],
])("%s is %s with %s", (name, archive, algorithm) => expect(detectFormat(name)).toEqual({ archive, algorithm }));

describe("our own gzip and bgzf", () => {
  async function* chunks(content: Uint8Array, size: number) {
    for (let i = 0; i < content.length; i += size) yield content.subarray(i, i + size);
  }
  async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts);
  }

  test("give back what went in, whatever it is and however it came", async () => {
    const content = fc
      .uint8Array({ maxLength: 5000 })
      .chain((seed) =>
        fc
          .integer({ min: 1, max: 700 })
          .map((times) => Buffer.concat(Array.from({ length: times }, () => Buffer.from(seed)))),
      );
    const property = fc.asyncProperty(
      content,
      fc.integer({ min: 1, max: 300_000 }),
      fc.integer({ min: -1, max: 9 }),
      async (bytes, size, level) => {
        const isSame = async (packed: Buffer) => gunzipSync(packed).equals(bytes);
        return (
          (await isSame(await collect(gzip(chunks(bytes, size), level, 2)))) &&
          (await isSame(await collect(bgzf(chunks(bytes, size), level, 2))))
        );
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  test("blocks of bgzf say their length and stay below 64 KiB", async () => {
    const random = createHash("shake256", { outputLength: 300_000 }).update("seed").digest();
    const packed = await collect(bgzf(chunks(random, 65_536), -1, 2));
    let offset = 0;
    for (; offset < packed.length; offset += packed.readUInt16LE(offset + 16) + 1)
      expect(packed.toString("latin1", offset + 12, offset + 14)).toBe("BC");
    expect(offset).toBe(packed.length);
    // The empty block that ends every such file, as the SAM specification spells it.
    expect(packed.subarray(-28).toString("hex")).toBe("1f8b08040000000000ff0600424302001b0003000000000000000000");
  });
});
