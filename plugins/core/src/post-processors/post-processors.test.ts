import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { captureProcess, type PostProcessContext } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { artifactOf, complaintsOf } from "../../test/complaints-of.ts";
import { artifice } from "./artifice.ts";
import { checksum } from "./checksum.ts";
import { manifest } from "./manifest.ts";

let bench: Bench;
let path: (name: string) => string;
beforeEach(async () => {
  bench = await openBench();
  path = (name) => join(bench.folder, name);
  await writeFile(path("a.bin"), "hello");
  await writeFile(path("b.bin"), "world");
});
afterEach(() => bench.remove());

describe("manifest", () => {
  async function note(
    config: object,
    change: Partial<PostProcessContext> = {},
    files = [path("a.bin")],
  ): Promise<string> {
    const component = await bench.ready(manifest, { output: path("m.json"), ...config });
    const artifact = artifactOf(files);
    const result = await component.postProcess(artifact, { ...bench.postProcessContext(), ...change });
    expect(result).toEqual({ artifact, keep: true, keepIsForced: true });
    return readFile(path("m.json"), "utf8");
  }

  test("the form of the file, to the last character", async () => {
    const text = await note({ strip_time: true, strip_path: true, custom_data: { b: "<i>&", a: "1" } });
    expect(text).toMatchInlineSnapshot(`
      "{
        "builds": [
          {
            "name": "web",
            "builder_type": "null",
            "files": [
              {
                "name": "a.bin",
                "size": 5
              }
            ],
            "artifact_id": "id-1",
            "packer_run_uuid": "00000000-0000-0000-0000-000000000001",
            "custom_data": {
              "a": "1",
              "b": "\\u003ci\\u003e\\u0026"
            }
          }
        ],
        "last_run_uuid": "00000000-0000-0000-0000-000000000001"
      }"
    `);
  });

  test("the time, the whole path, no files, a file that is not there", async () => {
    const [build] = (
      JSON.parse(await note({}, {}, [path("a.bin"), "nowhere"])) as { builds: Record<string, unknown>[] }
    ).builds;
    expect(Object.keys(build ?? {})).toEqual([
      "name",
      "builder_type",
      "build_time",
      "files",
      "artifact_id",
      "packer_run_uuid",
      "custom_data",
    ]);
    expect(build?.files).toEqual([
      { name: path("a.bin"), size: 5 },
      { name: "nowhere", size: 0 },
    ]);
    expect(build?.custom_data).toBeNull();
    expect(JSON.parse(await note({}, {}, []))).toMatchObject({ builds: [{}, { files: null }] });
  });

  test("builds add up, also those of one moment; -force begins anew, but not within a run", async () => {
    await Promise.all([note({}), note({}), note({}), note({})]);
    expect(await countBuilds()).toBe(4);
    expect(await readdir(bench.folder)).not.toContain("m.json.lock");
    const forced = { flags: { ...bench.context.flags, force: true } };
    await note({}, forced);
    expect(await countBuilds()).toBe(5);
    await note({}, { ...forced, runUuid: "other" });
    expect(await countBuilds()).toBe(1);
    await note({}, { ...forced, runUuid: "other" });
    expect(await countBuilds()).toBe(2);
  });
  const countBuilds = async () =>
    (JSON.parse(await readFile(path("m.json"), "utf8")) as { builds: unknown[] }).builds.length;

  test("the lock of a run that was killed holds nobody up for long", async () => {
    await writeFile(path("m.json.lock"), "");
    await note({});
    expect(await readdir(bench.folder)).not.toContain("m.json.lock");
  });

  test("what is no manifest is left alone", async () => {
    await writeFile(path("m.json"), "[1]");
    await expect(note({})).rejects.toThrow(`Unable to parse content from ${path("m.json")}`);
    expect(await readFile(path("m.json"), "utf8")).toBe("[1]");
  });
});

describe("checksum", () => {
  const run = async (config: object, files = [path("a.bin"), path("b.bin")]) => {
    const component = await bench.ready(checksum, {
      output: path("sums/{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}"),
      ...config,
    });
    return component.postProcess(artifactOf(files), bench.postProcessContext());
  };

  test("a line for each file, and the file with the artifact's", async () => {
    const { artifact, ...rest } = await run({ checksum_types: ["md5", "sha256"] });
    expect(rest).toEqual({ keep: true, keepIsForced: true });
    const made = [path("sums/web_null_md5"), path("sums/web_null_sha256")];
    const files = [path("a.bin"), path("b.bin"), ...made];
    expect(artifact).toMatchObject({ id: "", files, text: `Created artifact from files: ${files.join(", ")}` });
    expect(await readFile(made[0] ?? "", "utf8")).toBe(
      "5d41402abc4b2a76b9719d911017c592\ta.bin\n7d793037a0760186574b0282f2f435e7\tb.bin\n",
    );
  });

  test.each(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])("%ssum reads it", async (type) => {
    await run({ checksum_types: [type] });
    const checked = await captureProcess(`${type}sum`, ["-c", path(`sums/web_null_${type}`)], { cwd: bench.folder });
    expect(checked.stdout).toBe("a.bin: OK\nb.bin: OK\n");
  });

  test("a second run adds lines, and no file to the artifact", async () => {
    await run({}, [path("a.bin")]);
    const { artifact } = await run({}, [path("a.bin")]);
    expect(artifact?.files).toEqual([path("a.bin")]);
    expect((await readFile(path("sums/web_null_md5"), "utf8")).split("\n")).toHaveLength(3);
  });

  test("only what is a checksum", async () => {
    expect(await complaintsOf(bench, checksum, { checksum_types: ["md5", "crc32"] })).toEqual([
      'checksum_types.1: Invalid value for "checksum_types[1]"',
    ]);
  });
});

describe("artifice", () => {
  test("other files take the place of the artifact's", async () => {
    const component = await bench.ready(artifice, { files: [path("*.bin"), path("nothing*")] });
    const { artifact, ...rest } = await component.postProcess(artifactOf(["x", "y"]), bench.postProcessContext());
    const files = [path("a.bin"), path("b.bin")];
    expect(rest).toEqual({ keep: true, keepIsForced: false });
    expect(bench.lines).toEqual([
      "==> Discarding files from artifact: x, y",
      `==> Using these artifact files: ${files.join(", ")}`,
    ]);
    expect(artifact).toMatchObject({ id: "", files, text: `Created artifact from files: ${files.join(", ")}` });
    await artifact?.destroy(bench.abort.signal);
    expect(await readdir(bench.folder)).toEqual([]);
  });

  test.each([
    [{}, ["config: Missing required argument"]],
    [{ files: [] }, ["files: No files specified in artifice configuration"]],
    [{ files: ["a", "[b"] }, ['files.1: Bad pattern "[b"']],
  ])("validate %j", async (config, wanted) => expect(await complaintsOf(bench, artifice, config)).toEqual(wanted));
});
