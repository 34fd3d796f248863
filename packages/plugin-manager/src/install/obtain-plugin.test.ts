import { createHash, randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { formatVersion, parseConstraints, parseVersion, processStat, type Version } from "@ingot/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import yazl from "yazl";
import { describeProgram } from "../describe/describe-program.ts";
import { listInstalled } from "../find/list-installed.ts";
import type { LockedPlugin } from "../lock/lock.ts";
import { InstallError } from "./install-error.ts";
import { type ObtainOptions, obtainPlugin } from "./obtain-plugin.ts";
import type { Origin, ReleaseFile } from "./origins/origin.ts";
import { type PluginSource, parseSource } from "./parse-source.ts";
import { temporaryPath } from "./temporary-files.ts";

const platform = { os: "linux", arch: "amd64" };
const source = parseSource("github.com/acme/probe") as PluginSource;
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const nameOf = (version: string, api = "x5.0") => `packer-plugin-probe_v${version}_${api}_linux_amd64`;

let root = "";
let ran = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ingot-obtain-"));
  ran = join(root, "ran");
});
afterEach(async () => {
  await chmod(join(root, "plugins"), 0o755).catch(() => undefined);
  await rm(root, { recursive: true });
});

/** A program that leaves a trace when it is run. */
function program(version: string, api = "x5.0"): string {
  const said = JSON.stringify({ version, api_version: api, builders: ["-packer-default-plugin-name-"] });
  return `#!/bin/sh\ntouch "${ran}"\nprintf '%s\\n' '${said}'\n`;
}

async function zipOf(name: string, content: string): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(content), name, { mode: 0o100755 });
  zip.end();
  return buffer(zip.outputStream);
}

interface Published {
  readonly version: string;
  readonly archive?: Uint8Array;
  readonly sum?: string;
  readonly api?: string;
  readonly says?: string;
  readonly saysApi?: string;
  readonly platform?: string;
}

/** A place that has these versions. */
function origin(published: readonly Published[], name = "ORIGIN"): Origin {
  return {
    name,
    versions: async () => published.map(({ version }) => parseVersion(version) as Version),
    release: async (_, wanted) => {
      const one = published.find(({ version }) => version === formatVersion(wanted));
      if (!one) throw new InstallError("missing", `${name} has no ${formatVersion(wanted)}.`);
      const { version, api = "x5.0", says = version, saysApi = api } = one;
      const archive = one.archive ?? (await zipOf(nameOf(version, api), program(says, saysApi)));
      const file: ReleaseFile = {
        fileName: "a.zip",
        sha256: one.sum ?? sha256(archive),
        platform: one.platform ?? "linux_amd64",
        apiVersion: api,
        form: "archive",
      };
      return { files: [file], signedBy: undefined, fetch: (_file, path) => writeFile(path, archive) };
    },
  };
}

function obtain(
  origins: readonly Origin[],
  {
    constraint = ">= 0.0.0",
    ...more
  }: {
    readonly constraint?: string;
    readonly locked?: LockedPlugin;
    readonly exact?: Version;
  } & Partial<ObtainOptions> = {},
) {
  const constraints = parseConstraints(constraint) ?? [];
  const signal = new AbortController().signal;
  const options: ObtainOptions = {
    origins,
    checksSignatures: false,
    root: join(root, "plugins"),
    platform,
    describe: (path) => describeProgram(path),
    present: async () => undefined,
    progress: () => undefined,
    signal,
    ...more,
  };
  return obtainPlugin({ source, constraints, exact: more.exact, locked: more.locked }, options);
}

async function leftIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test("what is installed has its place, its checksum and its rights", async () => {
  const { path, sha256: sum } = await obtain([origin([{ version: "1.2.3" }])]);
  expect(path).toBe(join(root, "plugins/github.com/acme/probe", nameOf("1.2.3")));
  expect(await readFile(`${path}_SHA256SUM`, "utf8")).toBe(sha256(await readFile(path)));
  expect(sum).toBe(sha256(await readFile(path)));
  expect([(await stat(path)).mode & 0o777, (await stat(`${path}_SHA256SUM`)).mode & 0o777]).toEqual([0o755, 0o644]);
  expect((await readdir(dirname(path))).sort()).toEqual([nameOf("1.2.3"), `${nameOf("1.2.3")}_SHA256SUM`]);
});

test.each<[string, readonly Published[], string, string]>([
  [
    "the highest, by numbers",
    [{ version: "1.9.0" }, { version: "1.10.0" }, { version: "1.2.0" }],
    ">= 1.0.0",
    "1.10.0",
  ],
  ["what the constraint allows", [{ version: "1.9.0" }, { version: "2.0.0" }], "~> 1.0", "1.9.0"],
  ["never a pre-release", [{ version: "1.0.0" }, { version: "1.1.0-rc1" }], ">= 1.0.0", "1.0.0"],
  [
    "one for another platform is passed over",
    [{ version: "1.0.0" }, { version: "1.1.0", platform: "darwin_arm64" }],
    ">= 1.0.0",
    "1.0.0",
  ],
  [
    "one with a newer API is passed over",
    [{ version: "1.0.0" }, { version: "2.0.0", api: "x6.0" }, { version: "1.5.0", api: "x5.1" }],
    ">= 1.0.0",
    "1.0.0",
  ],
  [
    "one that is of another version is passed over",
    [{ version: "1.0.0" }, { version: "1.1.0", says: "1.0.9" }],
    ">= 1.0.0",
    "1.0.0",
  ],
  [
    "one that speaks another API is passed over",
    [{ version: "1.0.0" }, { version: "1.1.0", saysApi: "x5.1" }],
    ">= 1.0.0",
    "1.0.0",
  ],
])("%s", async (_, published, constraint, want) => {
  expect(formatVersion((await obtain([origin(published)], { constraint })).version)).toBe(want);
  expect((await leftIn(join(root, "plugins"))).filter((name) => name.startsWith(".ingot-installing"))).toEqual([]);
});

test.each<[string, readonly Published[], string]>([
  [
    "no version fits",
    [{ version: "0.9.0" }, { version: "0.10.0" }],
    "ORIGIN has no release of it that meets the constraint; the newest there are 0.10.0, 0.9.0. Widen the constraint.",
  ],
  ["no version at all", [], "ORIGIN has no release of it that meets the constraint. Widen the constraint."],
  [
    "a pre-release that calls itself a release",
    [{ version: "1.0.0", says: "1.0.0-dev" }, { version: "0.9.0" }],
    "The program of version 1.0.0 says that it is the pre-release 1.0.0-dev, and only releases are installed. Tell the plugin's makers.",
  ],
  [
    "each version has its reason",
    [
      { version: "2.0.0", api: "x6.0" },
      { version: "1.0.0", platform: "plan9_mips" },
    ],
    '- Version 2.0.0 in ORIGIN speaks API 6.0, and this version of Ingot speaks 5.0. Allow an older version of it, or use a newer Ingot.\n- Version 1.0.0 in ORIGIN has no program for linux_amd64. Allow another version, or build it and install it with "ingot plugins install -path".',
  ],
])("%s: an error", async (_, published, message) => {
  await expect(obtain([origin(published)], { constraint: ">= 1.0.0" })).rejects.toThrow(message);
  expect(await leftIn(join(root, "plugins"))).toEqual([]);
});

test("a thousand archives with one bit changed are refused, and nothing of them is run", async () => {
  const archive = await zipOf(nameOf("1.0.0"), program("1.0.0"));
  const sum = sha256(archive);
  const bits = archive.length * 8;
  const step = Math.max(1, Math.floor(bits / 1000));
  let refused = 0;
  for (let bit = randomInt(step), done = 0; done < 1000; bit += step, done++) {
    const changed = Buffer.from(archive);
    const at = bit % bits;
    changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
    // An older version must not be taken instead.
    const published = [{ version: "1.0.0", archive: changed, sum }, { version: "0.9.0" }];
    await obtain([origin(published), origin(published, "OTHER")]).catch((error) => {
      if (error instanceof InstallError && error.kind === "refused" && error.message.includes(`${sum} was expected`))
        refused++;
    });
  }
  expect(refused).toBe(1000);
  expect(existsSync(ran)).toBe(false);
  expect(await leftIn(join(root, "plugins"))).toEqual([]);
});

test("archives that are cut off, at each length, are refused", async () => {
  const archive = await zipOf(nameOf("1.0.0"), program("1.0.0"));
  let refused = 0;
  for (let length = 0; length < archive.length; length++)
    await obtain([origin([{ version: "1.0.0", archive: archive.subarray(0, length), sum: sha256(archive) }])]).catch(
      (error) => error.kind === "refused" && refused++,
    );
  expect(refused).toBe(archive.length);
  expect(existsSync(ran)).toBe(false);
});

test("two installations at once do not mix, and both have it", async () => {
  const place = origin([{ version: "1.0.0" }]);
  const all = await Promise.all(Array.from({ length: 8 }, () => obtain([place])));
  const [{ path }] = all as [Awaited<ReturnType<typeof obtain>>];
  expect(new Set(all.map((one) => one.path)).size).toBe(1);
  expect(await readFile(`${path}_SHA256SUM`, "utf8")).toBe(sha256(await readFile(path)));
  expect((await readdir(dirname(path))).length).toBe(2);
});

test("what a dead installation has left is removed by the next one, and that of a living one is not", async () => {
  const folder = join(root, "plugins/github.com/acme/probe");
  await mkdir(folder, { recursive: true });
  const ours = basename(await temporaryPath(folder))
    .split("-")
    .slice(0, 3)
    .join("-");
  const parent = (await processStat(process.ppid))?.startTicks;
  const dead = `${ours}-4194304000-1-abc.program`;
  const reused = `${ours}-${process.ppid}-1-abc.program`;
  const living = `${ours}-${process.ppid}-${parent}-abc.zip`;
  const foreign = ".ingot-installing-00000000-1-1-abc.zip";
  for (const name of [dead, reused, living, foreign]) await writeFile(join(folder, name), "half");
  expect((await listInstalled([join(root, "plugins")], platform)).plugins).toEqual([]);
  await obtain([origin([{ version: "1.0.0" }])]);
  const left = await readdir(folder);
  expect([dead, reused, living, foreign].map((name) => left.includes(name))).toEqual([false, false, true, true]);
});

test("a folder in which nothing can be made", async () => {
  await writeFile(join(root, "plugins"), "a file");
  await expect(obtain([origin([{ version: "1.0.0" }])])).rejects.toThrow(
    `${join(root, "plugins/github.com/acme/probe")} could not be written: not a directory. Make room and see that the folder may be written to, or set PACKER_PLUGIN_PATH to another one.`,
  );
});

const locked = (change: Partial<LockedPlugin>): LockedPlugin => ({
  source: source.text,
  version: "1.0.0",
  constraints: "",
  archives: new Map(),
  binaries: new Map(),
  signedBy: undefined,
  integrity: undefined,
  contents: undefined,
  ...change,
});

test("a place that has another archive than the locked one is passed over for one that has it", async () => {
  const right = await zipOf(nameOf("1.0.0"), program("1.0.0"));
  const other = await zipOf(nameOf("1.0.0"), `${program("1.0.0")}# packed anew\n`);
  const lock = locked({ archives: new Map([["linux_amd64", sha256(right)]]) });
  const exact = parseVersion("1.0.0") as Version;
  const places = [
    origin([{ version: "1.0.0", archive: other }]),
    origin([{ version: "1.0.0", archive: right }], "SECOND"),
  ];
  expect((await obtain(places, { locked: lock, exact })).sha256).toBe(sha256(program("1.0.0")));
  await expect(obtain(places.slice(0, 1), { locked: lock, exact })).rejects.toThrow(
    `ORIGIN has another archive of version 1.0.0 for linux_amd64 than the one that the lock file has (sha256:${sha256(right)}). If that is right, lock it anew with "ingot init -upgrade -force".`,
  );
});

test("a program that is not the locked one is not run", async () => {
  const lock = locked({ binaries: new Map([["linux_amd64", "0".repeat(64)]]) });
  await expect(obtain([origin([{ version: "1.0.0" }])], { locked: lock })).rejects.toThrow(
    "It is not the one that was locked, and was not run",
  );
  expect(existsSync(ran)).toBe(false);
  expect(await leftIn(join(root, "plugins"))).toEqual([]);
});

test.each([
  ["prints garbage", "echo hello", "what it printed is not JSON. Install it again, or ask its makers."],
  ["fails", "echo no >&2; exit 3", "it ended with exit code 3 and said: no. Install it again, or ask its makers."],
  ["floods", "yes", "it printed more than 1 MB. Install it again, or ask its makers."],
  ["dies", "kill -9 $$", "it was ended by the signal SIGKILL. Install it again, or ask its makers."],
])("a plugin that %s", async (_, script, reason) => {
  const archive = await zipOf(nameOf("1.0.0"), `#!/bin/sh\n${script}\n`);
  await expect(obtain([origin([{ version: "1.0.0", archive }])])).rejects.toThrow(
    `The program of version 1.0.0 cannot be used. Asked by "PROGRAM describe" what it is, ${reason}`,
  );
  expect(await leftIn(join(root, "plugins"))).toEqual([]);
});
