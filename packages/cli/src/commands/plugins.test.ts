import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type FakePlugin,
  fakeProgram,
  here,
  type PluginServer,
  sha256,
  startPluginServer,
} from "../../test/fixtures/plugin-server.ts";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

let server: PluginServer;
let home = "";
let root = "";
beforeEach(async () => {
  server = await startPluginServer();
  home = mkdtempSync(join(tmpdir(), "ingot-home-"));
  root = join(home, ".config/packer/plugins");
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

async function plugins(
  words: readonly string[],
  files: Files = {},
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { text } = await runIngot(["plugins", ...words], files, { env: { HOME: home, ...server.env, ...env } });
  return plain(text);
}

function plain(text: string): string {
  return text
    .replaceAll(root, "ROOT")
    .replaceAll(home, "HOME")
    .replaceAll(server.base, "SERVER")
    .replaceAll(here, "OS_ARCH")
    .replaceAll(/[0-9a-f]{64}/g, "SHA256");
}

/** Writes a program that is a plugin; gives its path. */
function built(plugin: FakePlugin, name = "my-plugin"): string {
  const path = join(home, name);
  writeFileSync(path, fakeProgram(plugin));
  chmodSync(path, 0o755);
  return path;
}

/** Puts a program into the plugin folder, as somebody might by hand. */
function put(name: string, content: string, sum: string | undefined = sha256(content)): string {
  const path = join(root, name.replace("OS_ARCH", here));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  if (sum !== undefined) writeFileSync(`${path}_SHA256SUM`, sum);
  return path;
}

test.each([[[]], [["nonsense"]], [["-help"]]])("%j: help", async (words) => {
  expect(await plugins(words)).toMatchSnapshot();
});

test("install: the newest, or what a constraint allows; what is there is not fetched again", async () => {
  for (const version of ["1.0.0", "1.2.0", "1.1.0"]) await server.release("probe", version);
  expect(await plugins(["install", "github.com/hashicorp/probe", "< 1.2.0"])).toMatchInlineSnapshot(`
    "Installed plugin github.com/hashicorp/probe v1.1.0 in "ROOT/github.com/hashicorp/probe/packer-plugin-probe_v1.1.0_x5.0_OS_ARCH"
    exit 0
    "
  `);
  const before = server.asked.length;
  expect(await plugins(["install", "github.com/hashicorp/probe", "~> 1.0"])).toBe("exit 0\n");
  expect(server.asked.length).toBe(before);
  expect(await plugins(["install", "-force", "github.com/hashicorp/probe"])).toContain("v1.1.0");
  expect(await plugins(["install", "github.com/hashicorp/probe", ">= 1.2.0"])).toContain("v1.2.0");
  expect((await plugins(["installed"])).split("\n").map((line) => line.replace(/.*\//, ""))).toEqual([
    "packer-plugin-probe_v1.1.0_x5.0_OS_ARCH",
    "packer-plugin-probe_v1.2.0_x5.0_OS_ARCH",
    "exit 0",
    "",
  ]);
});

test.each([
  ["no source", []],
  ["too many words", ["a", "b", "c"]],
  ["no such form", ["amazon"]],
  ["a URL", ["https://github.com/hashicorp/amazon"]],
  ["a way out", ["github.com/../../evil"]],
  ["an absolute way", ["github.com//etc/evil"]],
  ["packer- in front", ["github.com/hashicorp/packer-plugin-amazon"]],
  ["no constraint", ["github.com/hashicorp/probe", "latest"]],
  ["a pre-release", ["github.com/hashicorp/probe", "1.0.0-dev"]],
  ["a constraint with -path", ["-path=x", "github.com/hashicorp/probe", "1.0.0"]],
  ["a path to nothing", ["-path=nothing", "github.com/hashicorp/probe"]],
])("install: %s", async (_, words) => {
  const text = await plugins(["install", ...words]);
  expect(text.slice(Math.max(0, text.search(/Error: |Failed /)))).toMatchSnapshot();
  expect([server.asked, existsSync(root)]).toEqual([[], false]);
});

test.each<[string, FakePlugin]>([
  ["a release", { version: "1.2.3" }],
  ["-dev", { version: "1.2.3-dev" }],
  ["with metadata", { version: "1.2.3-dev+abc.1" }],
  ["written short", { version: "1.2" }],
  ["another pre-release", { version: "1.2.3-rc1" }],
  ["no version", { version: "latest" }],
  ["another API", { version: "1.2.3", apiVersion: "x6.0" }],
  ["garbage", { version: "1.2.3", before: "echo oops" }],
])("install -path: %s", async (_, plugin) => {
  const path = built(plugin);
  const text = await plugins(["install", "-path", path, "github.com/acme/probe"]);
  expect(text).toMatchSnapshot();
  const target = /ROOT\/(\S+)"/.exec(text)?.[1];
  const files = existsSync(join(root, "github.com/acme/probe")) ? readdirSync(join(root, "github.com/acme/probe")) : [];
  if (target === undefined) return expect(files).toEqual([]);
  const installed = join(root, target.replace("OS_ARCH", here));
  expect(readFileSync(installed, "utf8")).toBe(readFileSync(path, "utf8"));
  expect(readFileSync(`${installed}_SHA256SUM`, "utf8")).toBe(sha256(readFileSync(path)));
  expect([statSync(installed).mode & 0o777, files.length]).toEqual([0o755, 2]);
  expect(await plugins(["installed"])).toBe(`ROOT/${target}\nexit 0\n`);
});

test("install -path: a relative path, and its environment", async () => {
  const files = { plugin: fakeProgram({ version: "1.0.0" }) };
  // Files of tests are not executable.
  expect(await plugins(["install", "-path", "plugin", "github.com/acme/probe"], files)).toContain("chmod +x");
});

test("installed: only what is as it should be", async () => {
  const right = fakeProgram({ version: "1.0.0" });
  put("github.com/acme/a/packer-plugin-a_v1.0.0_x5.0_OS_ARCH", right);
  put("github.com/acme/b/packer-plugin-b_v1.0.0-dev_x5.0_OS_ARCH", fakeProgram({ version: "1.0.0-dev" }));
  put("github.com/acme/no-sum/packer-plugin-no-sum_v1.0.0_x5.0_OS_ARCH", right, "");
  rmSync(`${put("github.com/acme/gone/packer-plugin-gone_v1.0.0_x5.0_OS_ARCH", right)}_SHA256SUM`);
  put("github.com/acme/wrong-sum/packer-plugin-wrong-sum_v1.0.0_x5.0_OS_ARCH", right, "0".repeat(64));
  put("github.com/acme/wrong/packer-plugin-wrong_v2.0.0_x5.0_OS_ARCH", right);
  put("github.com/acme/api/packer-plugin-api_v1.0.0_x5.1_OS_ARCH", right);
  put("github.com/acme/short/packer-plugin-short_v1.0_x5.0_OS_ARCH", right);
  put("github.com/acme/other/packer-plugin-other_v1.0.0_x5.0_plan9_mips", right);
  put(
    "github.com/acme/dies/packer-plugin-dies_v1.0.0_x5.0_OS_ARCH",
    fakeProgram({ version: "1.0.0", before: "exit 3" }),
  );
  put("packer-plugin-old", right);
  expect(await plugins(["installed"])).toMatchInlineSnapshot(`
    "ROOT/github.com/acme/a/packer-plugin-a_v1.0.0_x5.0_OS_ARCH
    ROOT/github.com/acme/b/packer-plugin-b_v1.0.0-dev_x5.0_OS_ARCH
    exit 0
    "
  `);
  expect(await plugins(["installed", "x"])).toContain('"plugins installed" takes no arguments, 1 given');
  expect((await plugins(["installed", "-machine-readable"])).replaceAll(/^\d+/gm, "TIME")).toMatchInlineSnapshot(`
    "TIME,,ui,say,ROOT/github.com/acme/a/packer-plugin-a_v1.0.0_x5.0_OS_ARCH
    TIME,,plugin,github.com/acme/a,1.0.0,ROOT/github.com/acme/a/packer-plugin-a_v1.0.0_x5.0_OS_ARCH
    TIME,,ui,say,ROOT/github.com/acme/b/packer-plugin-b_v1.0.0-dev_x5.0_OS_ARCH
    TIME,,plugin,github.com/acme/b,1.0.0-dev,ROOT/github.com/acme/b/packer-plugin-b_v1.0.0-dev_x5.0_OS_ARCH
    exit 0
    "
  `);
});

test("remove", async () => {
  const [one, two, dev, other] = ["1.0.0", "1.1.0", "2.0.0-dev", "1.0.0"].map((version, at) =>
    put(
      `github.com/acme/${at === 3 ? "other" : "probe"}/packer-plugin-${at === 3 ? "other" : "probe"}_v${version}_x5.0_OS_ARCH`,
      "not even a program",
    ),
  ) as [string, string, string, string];
  writeFileSync(join(home, "precious"), "x");
  const failed = /^Error: .*\nexit 1\n$/;
  expect(await plugins(["remove", "github.com/acme/nothing"])).toMatchInlineSnapshot(`
    "Error: there is no such plugin for this platform in ROOT or HOME/.local/share/ingot/plugins. "ingot plugins installed" lists those that there are.
    exit 1
    "
  `);
  expect(await plugins(["remove", "github.com/acme/probe", ">= 3.0.0"])).toMatch(failed);
  expect(await plugins(["remove", "github.com/acme/probe", "newest"])).toMatch(failed);
  expect(await plugins(["remove", join(home, "precious")])).toMatch(failed);
  expect(await plugins(["remove", join(root, "../../../precious")])).toMatch(failed);
  expect(await plugins(["remove", one, ">= 0"])).toMatch(failed);
  expect(existsSync(join(home, "precious"))).toBe(true);
  expect(await plugins(["remove", "github.com/acme/probe", ">= 2.0.0"])).toBe(`${plain(dev)}\nexit 0\n`);
  expect(await plugins(["remove", one])).toBe(`${plain(one)}\nexit 0\n`);
  expect(await plugins(["remove", "github.com/acme/probe"])).toBe(`${plain(two)}\nexit 0\n`);
  expect([one, two, dev].flatMap((path) => [path, `${path}_SHA256SUM`]).filter(existsSync)).toEqual([]);
  expect(existsSync(`${other}_SHA256SUM`)).toBe(true);
});

test("required", async () => {
  put("github.com/acme/probe/packer-plugin-probe_v1.0.0_x5.0_OS_ARCH", fakeProgram({ version: "1.0.0" }));
  put("github.com/acme/probe/packer-plugin-probe_v1.1.0_x5.0_OS_ARCH", fakeProgram({ version: "1.1.0" }));
  put("github.com/acme/probe/packer-plugin-probe_v1.2.0_x5.0_OS_ARCH", "damaged", "0".repeat(64));
  const template = `packer {
  required_plugins {
    mine   = { source = "github.com/acme/probe", version = "~> 1.0" }
    docker = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
    amazon = { source = "github.com/hashicorp/amazon", version = ">= 1.2.0, < 2.0.0" }
    own    = { source = "./own" }
  }
}
`;
  expect(await plugins(["required", "a.pkr.hcl"], { "a.pkr.hcl": template })).toMatchInlineSnapshot(`
    "mine github.com/acme/probe "~> 1.0" ROOT/github.com/acme/probe/packer-plugin-probe_v1.1.0_x5.0_OS_ARCH ROOT/github.com/acme/probe/packer-plugin-probe_v1.0.0_x5.0_OS_ARCH
    docker github.com/hashicorp/docker ">= 1.0.0" (built in)
    amazon github.com/hashicorp/amazon ">= 1.2.0, < 2.0.0"
    own ./own ">= 0"
    exit 0
    "
  `);
  expect(await plugins(["required", "."], { "a.pkr.hcl": "" })).toBe("The template requires no plugins.\nexit 0\n");
  expect(await plugins(["required", "a.json"], { "a.json": "{}" })).toBe(
    "A legacy JSON template cannot say which plugins it requires.\nexit 0\n",
  );
  expect(await plugins(["required"])).toMatch(/takes 1 argument, 0 given(.|\n)*exit 1\n$/);
});
