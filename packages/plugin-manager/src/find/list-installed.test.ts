import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { listInstalled } from "./list-installed.ts";

const platform = { os: "linux", arch: "amd64" };
const end = "x5.0_linux_amd64";

/** A plugin folder with these files. */
function folderWith(...files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "plugins-"));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  return root;
}

async function found(...roots: readonly string[]) {
  const { plugins, unversioned, single, skipped } = await listInstalled(roots, platform);
  const short = (path: string) => roots.reduce((text, root, index) => text.replace(`${root}/`, `${index}:`), path);
  return {
    plugins: plugins.map(({ path, version, source }) => `${source} ${version.original} ${dirname(short(path))}`),
    legacy: [...unversioned, ...single].map(({ path }) => short(path)),
    skipped: skipped.map(({ path, reason }) => `${short(path)}: ${reason}`),
  };
}

test("the best comes first: the version counts, a release before its -dev, and of equals the first folder", async () => {
  const a = "github.com/hashicorp/amazon/packer-plugin-amazon";
  const one = folderWith(`${a}_v1.2.9_${end}`, `${a}_v1.2.10-dev_${end}`, `${a}_v1.2.9_${end}_SHA256SUM`);
  const two = folderWith(
    `${a}_v1.2.9_${end}`,
    `${a}_v1.2.10_${end}`,
    "example.com/a/b/c/packer-plugin-c_v1.0.0_x5.1_linux_amd64",
  );
  expect((await found(one, two)).plugins).toEqual([
    "github.com/hashicorp/amazon 1.2.10 1:github.com/hashicorp/amazon",
    "github.com/hashicorp/amazon 1.2.10-dev 0:github.com/hashicorp/amazon",
    "github.com/hashicorp/amazon 1.2.9 0:github.com/hashicorp/amazon",
    "github.com/hashicorp/amazon 1.2.9 1:github.com/hashicorp/amazon",
    "example.com/a/b/c 1.0.0 1:example.com/a/b/c",
  ]);
});

test.each([
  ["another platform", "h/o/n/packer-plugin-n_v1.0.0_x5.0_darwin_arm64", undefined],
  ["no plugin", "h/o/n/README.md", undefined],
  ["not canonical", `h/o/n/packer-plugin-n_v1.2_${end}`, "the version is to be written v1.2.0"],
  ["a leading zero", `h/o/n/packer-plugin-n_v01.2.3_${end}`, "the version is to be written v1.2.3"],
  ["no v", `h/o/n/packer-plugin-n_1.2.3_${end}`, '"1.2.3" is not a version such as v1.2.3'],
  ["metadata", `h/o/n/packer-plugin-n_v1.2.3+a_${end}`, "a version in a file name has no build metadata"],
  [
    "no API version",
    "h/o/n/packer-plugin-n_v1.2.3_linux_amd64",
    "a plugin is named packer-plugin-NAME_vVERSION_xAPI_OS_ARCH",
  ],
  ["a bad API version", "h/o/n/packer-plugin-n_v1.2.3_x5_linux_amd64", '"x5" is not an API version such as x5.0'],
  [
    "a dot in the name",
    `h/o/n/packer-plugin-..n_v1.2.3_${end}`,
    "what stands behind packer-plugin- is not the name of a plugin",
  ],
  ["two parts only", `h/o/packer-plugin-n_v1.2.3_${end}`, "its folder is not a source such as github.com/you/name"],
  ["a hidden folder", `h/.o/n/packer-plugin-n_v1.2.3_${end}`, "its name cannot be part of a source"],
  ["two dots", `h/a..b/n/packer-plugin-n_v1.2.3_${end}`, "its name cannot be part of a source"],
  ["odd characters", `h/\u001b[31m\n/n/packer-plugin-n_v1.2.3_${end}`, "its name cannot be part of a source"],
  ["too deep", `${"d/".repeat(17)}packer-plugin-n_v1.2.3_${end}`, "it lies deeper than a source can"],
])("%s: passed over", async (_, file, reason) => {
  const { plugins, legacy, skipped } = await found(folderWith(file));
  expect({ plugins, legacy }).toEqual({ plugins: [], legacy: [] });
  expect(skipped.map((text) => text.slice(text.lastIndexOf(": ") + 2))).toEqual(reason === undefined ? [] : [reason]);
});

test("programs of old lie in the folder itself", async () => {
  const root = folderWith(
    "packer-plugin-tfvars",
    "packer-builder-x",
    "packer-post-processor-y-z",
    "packer-plugin-a_v1",
    "h/o/n/packer-plugin-n",
  );
  expect(await found(root)).toEqual({
    plugins: [],
    legacy: ["0:packer-plugin-tfvars", "0:packer-builder-x", "0:packer-post-processor-y-z"],
    skipped: [],
  });
});

test("a folder that contains itself, a pipe, a link to nowhere, a folder that may not be read", async () => {
  const plugin = `packer-plugin-n_v1.2.3_${end}`;
  const root = folderWith(`h/o/n/${plugin}`);
  symlinkSync(root, join(root, "h/o/loop"));
  symlinkSync("/nowhere", join(root, "h/o/n/packer-plugin-n_v1.2.4_x5.0_linux_amd64"));
  symlinkSync("/dev/zero", join(root, "h/o/n/packer-plugin-n_v1.2.5_x5.0_linux_amd64"));
  execFileSync("mkfifo", [
    join(root, "packer-plugin-pipe"),
    join(root, "h/o/n/packer-plugin-n_v1.2.6_x5.0_linux_amd64"),
  ]);
  mkdirSync(join(root, "h/closed"), { mode: 0 });
  symlinkSync(join(root, "h/o/n"), join(root, "h/o/linked"));
  const { plugins, skipped } = await found(root);
  expect(plugins).toEqual(["h/o/linked 1.2.3 0:h/o/linked", "h/o/n 1.2.3 0:h/o/n"]);
  const closed = process.getuid?.() === 0 ? [] : ["0:h/closed: it cannot be read (EACCES)"];
  expect(skipped).toEqual([...closed, "0:h/o/loop: the folder contains itself"]);
  chmodSync(join(root, "h/closed"), 0o700);
});

test("a folder that is not there, and one that is a file", async () => {
  const root = folderWith("file");
  expect(await found(join(root, "none"))).toEqual({ plugins: [], legacy: [], skipped: [] });
  expect((await found(join(root, "file"))).skipped).toEqual([expect.stringContaining("ENOTDIR")]);
});

test("folders that link to one another do not multiply without end", async () => {
  const root = folderWith("a/f", "b/f", "c/f", "d/f");
  for (const from of "abcd")
    for (const to of "abcd") if (from !== to) symlinkSync(join(root, to), join(root, from, to));
  const { plugins, skipped } = await found(root);
  expect(plugins).toEqual([]);
  expect(skipped.every((text) => text.endsWith("contains itself"))).toBe(true);
});

test("a folder with more files than plugins can have is left alone", async () => {
  const root = folderWith(
    ...Array.from({ length: 60 }, (_, i) => `h/o/n/packer-plugin-n_v1.0.${i}_${end}`),
    "packer-plugin-z",
  );
  const { plugins, unversioned, skipped } = await listInstalled([root], platform, 50);
  expect([plugins.length, unversioned.length]).toEqual([0, 1]);
  expect(skipped.map(({ reason }) => reason)).toEqual(["there are more than 50 files in the plugin folders"]);
});
