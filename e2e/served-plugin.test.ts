// A TypeScript plugin in the hands of Packer 1.6.6: its builder provisioned by Packer's own provisioners, its artifact in Packer's own
// post-processors; ends of every kind. What a newer Packer reads is looked at without one.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "./environment/run-command.ts";
import { waitUntil } from "./environment/wait-until.ts";
import { buildPlugin, ingot, packInto } from "./served-plugin/pack-plugin.ts";

const noPacker = await runCommand("packer", ["version"], { env: { CHECKPOINT_DISABLE: "1" } }).then(
  ({ stdout }) => (stdout.includes("1.6.") ? false : "packer is not 1.6"),
  () => "there is no packer",
);

let folder = "";
let work = "";
const machines = () => readdirSync(join(work, "machines"));
const env = () => ({
  HOME: join(folder, "home"),
  CHECKPOINT_DISABLE: "1",
  INGOT_STATE_DIR: join(folder, "state"),
  TMPDIR: join(folder, "tmp"),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-served-"));
  await mkdir(join(folder, "tmp"));
  await buildPlugin(join(folder, "plugin"));
  await packInto(join(folder, "home/.packer.d/plugins"), join(folder, "plugin"), "-single-component");
  await packInto(join(folder, "packed"), join(folder, "plugin"), "-platform", "linux_amd64,darwin_arm64");
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  work = await mkdtemp(join(folder, "work-"));
  await mkdir(join(work, "machines"));
});

const builder = `
  root     = "machines"
  output   = "image.txt"
  size     = 3
  labels   = { a = "b" }
  password = "correct horse"
  disk { name = "root" }
  disk {
    name = "data"
    size = 20
  }`;

/** A template with the plugin's builder, and settings more. */
const hcl2 = (settings = "") => `
source "folder" "web" {${builder}
  ${settings}
}
build {
  sources = ["source.folder.web"]
  provisioner "shell" {
    environment_vars = ["WHO=packer"]
    inline = ["echo from $WHO >> provisioned", "echo to the screen"]
  }
  provisioner "file" {
    source      = "t.pkr.hcl"
    destination = "/copied"
  }
  provisioner "folder-note" {
    text    = "noted by \${build.ID}"
    only_in = "here"
  }
  post-processors {
    post-processor "folder-id" { file = "id.txt" }
    post-processor "manifest" { output = "m.json" }
  }
  post-processor "folder-id" {
    file = "same.txt"
    same = true
  }
}
`;

const json = {
  variables: { size: "7", word: "correct horse" },
  "sensitive-variables": ["word"],
  builders: [
    {
      type: "folder",
      name: "web",
      root: "machines",
      output: "image.txt",
      size: "{{user `size`}}",
      password: "{{user `word`}}",
      disk: { name: "root" },
    },
  ],
  provisioners: [
    { type: "shell", inline: ["echo from packer on {{build `ID`}} >> provisioned"] },
    { type: "folder-note", text: "noted by {{build `ID`}}", override: { web: { only_in: "there" } } },
  ],
  "post-processors": [
    [
      { type: "folder-id", file: "id-{{build `ID`}}.txt" },
      { type: "manifest", output: "m.json" },
    ],
  ],
};

async function packer(command: string, name: string, text: string) {
  await writeFile(join(work, name), text);
  const { code, stdout, stderr } = await runCommand(
    "packer",
    [command, ...(command === "build" ? ["-color=false"] : []), name],
    {
      cwd: work,
      env: env(),
      mayFail: true,
      timeoutMs: 60_000,
    },
  );
  return { code, output: stdout + stderr };
}

const read = (name: string) => readFile(join(work, name), "utf8");

/** Nothing is left: no machine, no run in the journal, no temporary file. */
async function expectNothingLeft() {
  await waitUntil(() => machines().length === 0, { timeoutMs: 20_000, what: () => machines().join() });
  const runs = join(folder, "state/runs");
  const left = () => [
    ...(existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith(".")) : []),
    ...readdirSync(join(folder, "tmp")).filter((name) => /^(ingot|packer-plugin)/.test(name)),
  ];
  await waitUntil(() => left().length === 0, { timeoutMs: 20_000, what: () => left().join() });
}

describe.skipIf(noPacker)("Packer 1.6.6", () => {
  test("builds from an HCL2 template", async () => {
    const { code, output } = await packer("build", "t.pkr.hcl", hcl2());
    expect(output).toContain("==> folder.web: Made the machine\n");
    expect(output).toContain("    folder.web: to the screen\n");
    expect(output).toContain("==> folder.web (folder-id): Noted folder:image.txt\n");
    expect(output).not.toContain("loaded");
    expect(code).toBe(0);
    const [config = "", ...provisioned] = (await read("image.txt")).split("\n");
    expect(JSON.parse(config)).toEqual({
      root: "machines",
      output: "image.txt",
      size: 3,
      labels: { a: "b" },
      password: "correct horse",
      fail: false,
      wait: 0,
      disk: [
        { name: "root", size: 8 },
        { name: "data", size: 20 },
      ],
    });
    expect(provisioned).toEqual(["from packer", "noted by folder-1 here on folder-1", ""]);
    expect(await read("id.txt")).toBe("test.folder folder:image.txt image.txt folder-1\n");
    expect(await read("same.txt")).toBe("test.folder folder:image.txt image.txt folder-1\n");
    expect(JSON.parse(await read("m.json")).builds[0]).toMatchObject({
      artifact_id: "id.txt",
      files: [{ name: "id.txt" }],
    });
    await expectNothingLeft();
  });

  test("builds from a legacy JSON template", async () => {
    const { code, output } = await packer("build", "t.json", JSON.stringify(json));
    expect(output).toContain("==> web: noted by folder-1 there on folder-1\n");
    expect(code).toBe(0);
    const [config = "", ...provisioned] = (await read("image.txt")).split("\n");
    expect(JSON.parse(config)).toMatchObject({ size: 7, password: "correct horse", disk: [{ name: "root", size: 8 }] });
    expect(provisioned).toEqual(["from packer on folder-1", "noted by folder-1 there on folder-1", ""]);
    expect(await read("id-folder-1.txt")).toBe("test.folder folder:image.txt image.txt folder-1\n");
    await expectNothingLeft();
  });

  test("builds with components that come with Ingot", async () => {
    const plugins = join(folder, "home/.packer.d/plugins");
    for (const [kind, name] of [
      ["builder", "file"],
      ["provisioner", "shell"],
      ["post-processor", "checksum"],
    ]) {
      const script = `#!/bin/sh\nexec ${ingot} plugin serve -program=/packer-${kind}-${name} core "$@"\n`;
      await writeFile(join(plugins, `packer-${kind}-ingot-${name}`), script, { mode: 0o755 });
    }
    const { code, output } = await packer(
      "build",
      "t.pkr.hcl",
      `
source "ingot-file" "f" {
  target  = "out.txt"
  content = "some text"
}
source "folder" "web" {${builder}
}
build {
  sources = ["source.ingot-file.f", "source.folder.web"]
  provisioner "ingot-shell" {
    inline = ["echo on the machine >> provisioned", "echo ours"]
    only   = ["folder.web"]
  }
  post-processor "ingot-checksum" {
    checksum_types = ["sha256"]
    output         = "{{.BuildName}}.sum"
  }
}
`,
    );
    expect(output).toContain("==> folder.web: ours\n");
    expect(code).toBe(0);
    expect((await read("image.txt")).split("\n").at(-2)).toBe("on the machine");
    const sum = createHash("sha256").update("some text").digest("hex");
    expect(await read("f.sum")).toBe(`${sum}\tout.txt\n`);
    await expectNothingLeft();
  });

  test.each([
    ['"image.txt"', '""', 'output: Missing required argument. The builder "folder" needs "output"; here it is empty.'],
    [
      '"here"',
      '"her"',
      'only_in: Invalid value for "only_in". "only_in" must be "here" or "there"; "her" is not one of them.',
    ],
    ["1", "1", ""],
  ])("says what is wrong with a config: %s is %s", async (right, wrong, message) => {
    const { code, output } = await packer("validate", "t.pkr.hcl", hcl2().replace(right, wrong));
    // Packer breaks lines.
    expect(output.replaceAll(/\s+/g, " ")).toContain(message);
    expect(code === 0).toBe(message === "");
  });

  test("has nothing left of a build that fails", async () => {
    const { code, output } = await packer("build", "t.pkr.hcl", hcl2("fail = true"));
    expect(output).toContain("The image cannot be written");
    expect(output).toContain("Provisioning step had errors: Running the cleanup provisioner, if present...");
    expect(code).not.toBe(0);
    await expectNothingLeft();
  });

  test.each([
    ["is interrupted", "packer", "SIGINT"],
    ["is killed", "packer", "SIGKILL"],
    ["loses the plugin", "plugin", "SIGKILL"],
  ] as const)("has nothing left of a build that %s", async (_, who, signal) => {
    await writeFile(join(work, "t.pkr.hcl"), hcl2('wait = "1m"'));
    const child = spawn("packer", ["build", "-color=false", "t.pkr.hcl"], {
      cwd: work,
      env: { ...process.env, ...env() },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await waitUntil(() => machines().length > 0, { timeoutMs: 30_000, what: () => "no machine" });
    const pid = child.pid ?? Number.NaN;
    const below = processesBelow(pid);
    if (signal === "SIGINT") process.kill(-pid, signal);
    else for (const { pid: one } of below.filter(who === "packer" ? isPacker : isPlugin)) process.kill(one, signal);
    await ended;
    await expectNothingLeft();
    expect(existsSync(join(work, "image.txt"))).toBe(false);
  });
});

describe("Ingot", () => {
  const required = (source: string) => `
packer {
  required_plugins {
    folder = {
      source  = "${source}"
      version = ">= 0.3.0"
    }
  }
}
`;
  const build = async (name: string, text: string, extra: Record<string, string> = {}) => {
    await writeFile(join(work, name), text);
    const { stdout } = await runCommand(ingot, ["build", name], { cwd: work, env: { ...env(), ...extra } });
    expect(stdout).toContain("Noted folder:image.txt");
    return await read("image.txt");
  };

  beforeAll(async () => {
    const packed = join(folder, "packed/packer-plugin-folder_v0.3.0_x5.0_linux_amd64");
    await runCommand(ingot, ["plugins", "install", "-path", packed, "example.com/test/folder"], { env: env() });
  });

  test("gets over the wire, in both encodings, what it gets from the plugin's code", async () => {
    const installed = required("example.com/test/folder") + hcl2();
    const overWire = await build("t.pkr.hcl", installed);
    await expectNothingLeft();
    expect(overWire).toContain("noted by folder-1 here on folder-1");
    expect(await build("t.pkr.hcl", installed, { PACKER_FORCE_GOB: "1" })).toBe(overWire);
    expect(await build("t.pkr.hcl", required("../plugin") + hcl2())).toBe(overWire);
  });

  test("also from a legacy JSON template", async () => {
    const overWire = await build("t.json", JSON.stringify(json));
    expect(overWire).toContain("noted by folder-1 there on folder-1");
    expect(await build("t.json", JSON.stringify(json), { PACKER_FORCE_GOB: "1" })).toBe(overWire);
    await expectNothingLeft();
  });

  test("serves the plugins that come with it", async () => {
    const { stdout } = await runCommand(ingot, ["plugin", "serve", "core", "describe"]);
    expect(JSON.parse(stdout)).toMatchObject({ builders: ["file", "null"], datasources: ["http", "null"] });
  });
});

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

/** Packer is two processes: one watches over the other. */
const isPacker = ({ words }: Running) => words[0]?.endsWith("packer") === true && words[1] === "build";
const isPlugin = ({ words }: Running) =>
  words[0] === "node" && words.some((word) => word.endsWith("/packer-builder-folder"));

/** A process and all below it. */
function processesBelow(pid: number): readonly Running[] {
  const all = readdirSync("/proc").flatMap((name): Running[] => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return [{ pid: Number(name), parent, words: readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0") }];
    } catch {
      return [];
    }
  });
  const below = (top: number): Running[] =>
    all.filter(({ parent }) => parent === top).flatMap((one) => [one, ...below(one.pid)]);
  return [...all.filter((one) => one.pid === pid), ...below(pid)];
}

describe("the packed file", () => {
  const description = {
    version: "0.3.0",
    sdk_version: "0.1.0",
    api_version: "x5.0",
    builders: ["-packer-default-plugin-name-"],
    post_processors: ["id"],
    provisioners: ["note"],
    datasources: ["-packer-default-plugin-name-"],
    protocol_version: "v2",
  };
  const file = (platform = "linux_amd64") => join(folder, `packed/packer-plugin-folder_v0.3.0_x5.0_${platform}`);

  test("is named, and has a checksum, as Packer wants it", async () => {
    expect(readdirSync(join(folder, "packed")).sort()).toEqual([
      "packer-plugin-folder_v0.3.0_x5.0_darwin_arm64",
      "packer-plugin-folder_v0.3.0_x5.0_darwin_arm64_SHA256SUM",
      "packer-plugin-folder_v0.3.0_x5.0_linux_amd64",
      "packer-plugin-folder_v0.3.0_x5.0_linux_amd64_SHA256SUM",
    ]);
    const bytes = await readFile(file());
    expect(await readFile(`${file()}_SHA256SUM`, "utf8")).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(bytes).toEqual(await readFile(file("darwin_arm64")));
    expect(bytes.includes(folder)).toBe(false);
  });

  test("describes itself, without Node", async () => {
    const { stdout } = await runCommand(file(), ["describe"], { env: { PATH: "" } });
    expect(JSON.parse(stdout)).toEqual(description);
    expect(stdout.endsWith("}\n")).toBe(true);
  });

  test("says so where there is no Node", async () => {
    const { code, stderr } = await runCommand(file(), ["start", "builder", "x"], { env: { PATH: "" }, mayFail: true });
    expect([code, stderr]).toEqual([127, `${file()} needs Node.js 20.20 or newer on the PATH, and there is none\n`]);
  });

  test("does not start for a person", async () => {
    const { code, stdout, stderr } = await runCommand(file(), ["start", "builder", "x"], { mayFail: true });
    expect([code, stdout, stderr]).toEqual([
      1,
      "",
      "Please do not execute plugins directly. Packer will execute these for you.\n",
    ]);
  });

  test("prints nothing but the handshake", async () => {
    const cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
    const child = spawn(file(), ["start", "--protobuf", "provisioner", "note"], {
      env: { ...process.env, PACKER_PLUGIN_MAGIC_COOKIE: cookie, TMPDIR: join(folder, "tmp") },
    });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await waitUntil(() => stdout.includes("\n"), { timeoutMs: 20_000, what: () => stderr });
    expect(stdout).toMatch(/^5\|0\|unix\|\/.*\/socket\n$/);
    expect(stderr).toBe("the plugin is loaded\n");
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    expect(existsSync(stdout.trim().split("|")[3] ?? "")).toBe(false);
  });
});

describe("what cannot be packed", () => {
  const pack = async (manifest: object | undefined, code: string, ...flags: string[]) => {
    const plugin = await mkdtemp(join(folder, "wrong-"));
    if (manifest) await writeFile(join(plugin, "package.json"), JSON.stringify({ type: "module", ...manifest }));
    await writeFile(join(plugin, "index.js"), code);
    await writeFile(join(plugin, "other.js"), "export const other = 1;");
    await mkdir(join(plugin, "node_modules/some-package"), { recursive: true });
    await writeFile(join(plugin, "node_modules/some-package/index.js"), "exports.some = 1;");
    const { stdout, stderr } = await runCommand(
      ingot,
      ["plugin", "pack", ...flags, "-output", join(plugin, "out"), plugin],
      {
        mayFail: true,
      },
    );
    expect(existsSync(join(plugin, "out"))).toBe(false);
    return (stdout + stderr).replaceAll(plugin, "PLUGIN").replaceAll(/\s+/g, " ").trim();
  };
  const plain = `export default { name: "a", builders: {}, provisioners: {}, postProcessors: {}, dataSources: {}, resourceKinds: [], sdkVersion: "0.1.0" };`;

  test.each<[string, object | undefined, string, string[]]>([
    ["no version", {}, plain, []],
    ["a pre-release", { version: "1.0.0-beta" }, plain, []],
    ["two files", { version: "1.0.0" }, `import "./other.js";\n${plain}`, []],
    ["another file later", { version: "1.0.0" }, `${plain}\nexport const later = () => import("./other.js");`, []],
    ["a package that is elsewhere", { version: "1.0.0" }, `import "some-package";\n${plain}`, []],
    ["a name with an underscore", { version: "1.0.0" }, plain.replace('"a"', '"a_b"'), []],
    ["Windows", { version: "1.0.0" }, plain, ["-platform", "windows_amd64"]],
    ["a platform that is none", { version: "1.0.0" }, plain, ["-platform", "windows"]],
    ["no plugin", { version: "1.0.0" }, "export const a = 1;", []],
  ])("%s", async (_, manifest, code, flags) => {
    expect(await pack(manifest, code, ...flags)).toMatchSnapshot();
  });
});
