import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeProgram, here, type PluginServer, sha256, startPluginServer } from "../../test/fixtures/plugin-server.ts";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

let server: PluginServer;
let home = "";
beforeEach(async () => {
  server = await startPluginServer();
  home = mkdtempSync(join(tmpdir(), "ingot-home-"));
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

function template(plugins: Readonly<Record<string, readonly [source: string, version: string]>>): Files {
  const lines = Object.entries(plugins).map(
    ([name, [source, version]]) => `    ${name} = { source = "${source}", version = "${version}" }\n`,
  );
  return { "a.pkr.hcl": `packer {\n  required_plugins {\n${lines.join("")}  }\n}\n` };
}

const probe = (version = ">= 1.0.0") => template({ probe: ["github.com/hashicorp/probe", version] });

/** What is said, with places and checksums that are the same everywhere, and the files that there are afterwards. */
async function init(words: readonly string[], files: Files, env: Readonly<Record<string, string>> = {}) {
  const run = await runIngot(["init", ...words, "."], files, { env: { HOME: home, ...server.env, ...env } });
  return { ...run, text: plain(run.text), lock: plain(run.files["ingot.lock.hcl"] ?? "") };
}

function plain(text: string): string {
  return text
    .replaceAll(home, "HOME")
    .replaceAll(server.base, "SERVER")
    .replaceAll(here, "OS_ARCH")
    .replaceAll(/[0-9a-f]{64}/g, "SHA256");
}

test("installs the newest version that is allowed, and locks it", async () => {
  await server.release("probe", "1.0.0");
  await server.release("probe", "1.10.0", { platforms: [here, "plan9_mips"] });
  await server.release("probe", "1.9.0");
  await server.release("probe", "2.0.0");
  await server.release("probe", "1.11.0-beta1");
  const { text, lock, files } = await init([], probe("~> 1.0"));
  expect(text).toMatchInlineSnapshot(`
    "Installed plugin github.com/hashicorp/probe v1.10.0 in "HOME/.config/packer/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.10.0_x5.0_OS_ARCH"
    Wrote ingot.lock.hcl: commit it together with the template.
    exit 0
    "
  `);
  expect(lock).toMatchInlineSnapshot(`
    "# Written by "ingot init". Commit it with the template; "ingot init -upgrade" brings it up to date.
    # What is changed by hand is lost when it is written again.

    plugin "github.com/hashicorp/probe" {
      version     = "1.10.0"
      constraints = "~> 1.0"

      archives = {
        OS_ARCH = "sha256:SHA256"
        plan9_mips  = "sha256:SHA256"
      }

      binaries = {
        OS_ARCH = "sha256:SHA256"
      }
    }
    "
  `);
  const before = server.asked.length;
  const again = await init([], files);
  expect(again.text).toBe("exit 0\n");
  expect(again.files).toEqual(files);
  expect(server.asked.length - before).toBe(0);
});

test("a newer version, a changed constraint, an upgrade", async () => {
  await server.release("probe", "1.0.0");
  const first = await init([], probe());
  await server.release("probe", "1.1.0");
  expect((await init([], first.files)).text).toBe("exit 0\n");
  // The lock counts on a machine that has nothing, too.
  rmSync(join(home, ".config"), { recursive: true });
  const elsewhere = await init([], first.files);
  expect(elsewhere.text).toContain("Installed plugin github.com/hashicorp/probe v1.0.0 in");
  expect(elsewhere.files["ingot.lock.hcl"]).toBe(first.files["ingot.lock.hcl"]);
  const changed = await init([], { ...first.files, ...probe(">= 1.1.0") });
  expect(changed.text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    ingot.lock.hcl locks version 1.0.0, which does not meet ">= 1.1.0". Run "ingot init -upgrade ." to lock one that does.

    exit 1
    "
  `);
  const upgraded = await init(["-upgrade"], first.files);
  expect(upgraded.text).toMatchInlineSnapshot(`
    "Installed plugin github.com/hashicorp/probe v1.1.0 in "HOME/.config/packer/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.1.0_x5.0_OS_ARCH"
    Updated ingot.lock.hcl.
    exit 0
    "
  `);
  expect(upgraded.lock).toContain('version     = "1.1.0"');
  expect((await init(["-upgrade"], upgraded.files)).text).toBe("exit 0\n");
});

test("a pre-release that is installed is told of where no release can be had", async () => {
  const program = fakeProgram({ version: "1.1.0-dev" });
  const folder = join(home, ".config/packer/plugins/github.com/hashicorp/probe");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `packer-plugin-probe_v1.1.0-dev_x5.0_${here}`);
  writeFileSync(path, program, { mode: 0o755 });
  writeFileSync(`${path}_SHA256SUM`, sha256(program));
  expect((await init(["-offline"], probe(), { INGOT_PLUGIN_MIRROR: "" })).text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    There is no place to install it (>= 1.0.0) from: -offline leaves only folders, and INGOT_PLUGIN_MIRROR names none. Name one, or run it once without -offline.
    Version 1.1.0-dev is installed, and builds use it; only releases are installed and locked by "ingot init .". If that version is meant, there is nothing to do.

    exit 1
    "
  `);
  expect((await init(["-offline"], probe(">= 2"), { INGOT_PLUGIN_MIRROR: "" })).text).not.toContain("1.1.0-dev");
});

test("-force installs what there is again; nothing newer", async () => {
  await server.release("probe", "1.0.0");
  const first = await init([], probe());
  await server.release("probe", "1.1.0");
  const { "ingot.lock.hcl": _, ...unlocked } = first.files;
  for (const files of [first.files, unlocked])
    expect((await init(["-force"], files)).text).toContain("Installed plugin github.com/hashicorp/probe v1.0.0 in");
});

test("what comes with Ingot needs no network, and says so", async () => {
  const files = template({ docker: ["github.com/hashicorp/docker", ">= 1.0.0"] });
  const { text, lock } = await init([], files);
  expect(text).toMatchInlineSnapshot(`
    "github.com/hashicorp/docker comes with Ingot: there is nothing to install.
    exit 0
    "
  `);
  expect([lock, server.asked]).toEqual(["", []]);
  // Where it is not of the right level, another one is installed.
  await server.release("docker", "99.0.0");
  const newer = await init([], template({ docker: ["github.com/hashicorp/docker", ">= 99.0.0"] }));
  expect(newer.text).toContain("Installed plugin github.com/hashicorp/docker v99.0.0 in");
  const none = await init(["-offline"], template({ docker: ["github.com/hashicorp/docker", "< 0.1.0"] }), {
    INGOT_PLUGIN_MIRROR: "",
  });
  expect(none.text).toContain(
    "\nThe one that comes with Ingot is at the level of 1.1.2, and the template asks for < 0.1.0.\n",
  );
});

test("several are fetched side by side, told in their order, and one that fails stops no other", async () => {
  await server.release("slow", "1.0.0");
  await server.github("acme", "quick", "2.0.0");
  const index = server.answers.get("/releases/packer-plugin-slow/index.json") as string;
  server.answers.set("/releases/packer-plugin-slow/index.json", (_, response) => {
    // It is answered when the other one has been fetched.
    const timer = setInterval(() => {
      if (!server.asked.some((path) => path.includes("quick_v2.0.0_x5.0"))) return;
      clearInterval(timer);
      response.end(index);
    }, 5);
  });
  const files = template({
    slow: ["github.com/hashicorp/slow", ">= 1.0.0"],
    missing: ["github.com/acme/missing", ">= 1.0.0"],
    elsewhere: ["example.com/acme/thing", ">= 1.0.0"],
    quick: ["github.com/acme/quick", ">= 1.0.0"],
  });
  const { text, lock } = await init([], files);
  expect(text).toMatchInlineSnapshot(`
    "Installed plugin github.com/hashicorp/slow v1.0.0 in "HOME/.config/packer/plugins/github.com/hashicorp/slow/packer-plugin-slow_v1.0.0_x5.0_OS_ARCH"
    Failed getting the "github.com/acme/missing" plugin:
    - SERVER/releases has no plugin "missing". Check the source's spelling.
    - There is no repository acme/packer-plugin-missing on GitHub. Check the source's spelling. If it is private, set the environment variable PACKER_GITHUB_API_TOKEN.

    Failed getting the "example.com/acme/thing" plugin:
    - SERVER/releases has no plugin "thing". Check the source's spelling.
    - Only plugins of sources such as github.com/OWNER/NAME can be fetched, and example.com/acme/thing is none. Install it with "ingot plugins install -path FILE example.com/acme/thing", or give a mirror that has it.

    Installed plugin github.com/acme/quick v2.0.0 in "HOME/.config/packer/plugins/github.com/acme/quick/packer-plugin-quick_v2.0.0_x5.0_OS_ARCH"
    Wrote ingot.lock.hcl: commit it together with the template.
    exit 1
    "
  `);
  expect(lock.match(/^plugin .*/gm)).toEqual([
    'plugin "github.com/acme/quick" {',
    'plugin "github.com/hashicorp/slow" {',
  ]);
});

test.each([
  ["no plugins", { "a.pkr.hcl": "" }, "The template requires no plugins: there is nothing to install.\nexit 0\n"],
  ["a local one", template({ own: ["./own", ">= 0"] }), "exit 0\n"],
])("%s", async (_, files, want) => {
  expect((await init([], files)).text).toBe(want);
});

test("a legacy JSON template", async () => {
  const { text } = await runIngot(["init", "a.json"], { "a.json": '{"builders": []}' });
  expect(text).toMatchInlineSnapshot(`
    "Error: A legacy JSON template requires no plugins

    Only HCL2 templates say which plugins they need, and a.json is read as legacy
    JSON. Install its plugins one by one with "ingot plugins install SOURCE", or
    make it an HCL2 template with "ingot hcl2_upgrade".

    exit 1
    "
  `);
});

test("variables need no values, and the flags of templates are taken", async () => {
  await server.release("probe", "1.0.0");
  const files = { ...probe(), "b.pkr.hcl": 'variable "x" {}\nsource "null" "a" {\n  nonsense = var.x\n}\n' };
  expect((await init(["-var", "x=1", "-only=a"], files)).code).toBe(0);
});

test("the same plugin under two names has to meet both", async () => {
  for (const version of ["1.0.0", "1.5.0", "2.0.0"]) await server.release("probe", version);
  const files = template({
    a: ["github.com/hashicorp/probe", ">= 1.0.0"],
    b: ["github.com/hashicorp/probe", "< 2.0.0"],
  });
  const { text, lock } = await init([], files);
  expect(text).toContain("v1.5.0");
  expect(lock).toContain('constraints = ">= 1.0.0, < 2.0.0"');
});

test("the lock file read-only", async () => {
  await server.release("probe", "1.0.0", { platforms: [here, "plan9_mips"] });
  const readonly = "-lockfile=readonly";
  expect((await init([readonly], probe())).text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    It is not in ingot.lock.hcl, which -lockfile=readonly keeps as it is. Run "ingot init ." without it, and commit the file.

    exit 1
    "
  `);
  const { files } = await init([], probe());
  rmSync(join(home, ".config"), { recursive: true });
  expect((await init([readonly], files)).text).toMatch(/^Installed plugin .*\nexit 0\n$/);
  expect((await init([readonly, "-upgrade"], files)).text).toContain(
    "-upgrade and -lockfile=readonly exclude each other",
  );
});

test("on another platform the archive is verified, and its program added", async () => {
  await server.release("probe", "1.0.0", { platforms: [here, "plan9_mips"] });
  const { files } = await init([], probe());
  const text = files["ingot.lock.hcl"] ?? "";
  // As if the lock had been written on the other platform.
  const other = text.replace(new RegExp(`(binaries = \\{\\n +)${here}`), "$1plan9_mips");
  const again = await init([], { ...files, "ingot.lock.hcl": other });
  expect(again.text).toMatch(/^Installed plugin .*\nUpdated ingot.lock.hcl.\nexit 0\n$/);
  expect(again.files["ingot.lock.hcl"]?.match(/sha256:/g)?.length).toBe(4);
  // And as if the release had been changed since.
  const wrong = other.replace(new RegExp(`(archives = \\{\\n +${here} += "sha256:)[0-9a-f]{8}`), "$100000000");
  expect((await init([], { ...files, "ingot.lock.hcl": wrong })).text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    - SERVER/releases has another archive of version 1.0.0 for OS_ARCH than the one that the lock file has (sha256:SHA256). If that is right, lock it anew with "ingot init -upgrade -force .".
    - SERVER/site/hashicorp/packer-plugin-probe/releases/download/v1.0.0/packer-plugin-probe_v1.0.0_SHA256SUMS is not there: the version has no released files.

    exit 1
    "
  `);
});

test("a program that was changed after it was installed is installed again", async () => {
  await server.release("probe", "1.0.0");
  const { files, text } = await init([], probe());
  const path = join(home, /HOME\/(\S+)"/.exec(text)?.[1]?.replace("OS_ARCH", here) ?? "");
  const ran = join(home, "ran");
  appendFileSync(path, `touch "${ran}"\n`);
  expect((await init([], files)).text).toContain("Installed plugin github.com/hashicorp/probe v1.0.0 in");
  // Also when its checksum was changed with it.
  appendFileSync(path, `touch "${ran}"\n`);
  writeFileSync(`${path}_SHA256SUM`, sha256(readFileSync(path)));
  expect((await init([], files)).text).toContain("Installed plugin github.com/hashicorp/probe v1.0.0 in");
  appendFileSync(path, `touch "${ran}"\n`);
  writeFileSync(`${path}_SHA256SUM`, sha256(readFileSync(path)));
  expect((await init(["-offline"], files)).text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    HOME/.config/packer/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.0.0_x5.0_OS_ARCH is not the program that ingot.lock.hcl has. If you have built it anew, take its block out of ingot.lock.hcl and run "ingot init ."; the one that was locked could not be had:
    There is no place to install version 1.0.0 from: -offline leaves only folders, and INGOT_PLUGIN_MIRROR names none. Name one, or run it once without -offline.

    exit 1
    "
  `);
  expect(existsSync(ran)).toBe(false);
});

test("a lock file that is not right", async () => {
  const { text } = await init([], { ...probe(), "ingot.lock.hcl": 'plugin "x" {\n  version = 1\n}\n' });
  expect(text).toMatchInlineSnapshot(`
    "Error: Invalid lock file

      on ingot.lock.hcl line 2, in plugin "x":
       2:   version = 1
                      ^

    "version" must be a text. Take back what was changed by hand, or delete the file
    and run "ingot init .", which writes it anew.

    exit 1
    "
  `);
});

test("offline", async () => {
  await server.release("probe", "1.0.0");
  expect((await init(["-offline"], probe())).text).toMatchInlineSnapshot(`
    "Failed getting the "github.com/hashicorp/probe" plugin:
    There is no place to install it (>= 1.0.0) from: -offline leaves only folders, and INGOT_PLUGIN_MIRROR names none. Name one, or run it once without -offline.

    exit 1
    "
  `);
  expect(server.asked).toEqual([]);
  const { files } = await init([], probe());
  server.asked.length = 0;
  expect((await init([], files, { INGOT_OFFLINE: "1" })).text).toBe("exit 0\n");
  expect(server.asked).toEqual([]);
});

test("GitHub: pages of tags, the token, and only there", async () => {
  for (const version of ["1.0.0", "1.2.0", "1.1.0"]) await server.github("acme", "probe", version);
  const path = "/api/repos/acme/packer-plugin-probe/git/matching-refs/tags";
  const refs = JSON.parse(server.answers.get(path) as string) as object[];
  server.answers.set(path, (_, response) =>
    response
      .writeHead(200, { link: `<${server.base}${path}?page=2>; rel="next"` })
      .end(JSON.stringify(refs.slice(0, 2))),
  );
  server.answers.set(`${path}?page=2`, JSON.stringify(refs.slice(2)));
  server.authorizations.clear();
  const files = template({ probe: ["github.com/acme/probe", ">= 1.0.0"] });
  // A server of assets that is another host than that of the API does not get the token.
  const site = server.env.INGOT_GITHUB?.replace("127.0.0.1", "localhost") ?? "";
  const { text } = await init([], files, {
    PACKER_GITHUB_API_TOKEN: "secret-token",
    INGOT_GITHUB: site,
    INGOT_PLUGIN_MIRROR: "github",
  });
  expect(text).toContain("v1.2.0");
  expect([...server.authorizations.keys()]).toEqual([path]);
  expect(text).not.toContain("secret-token");
});

test.each<[string, number, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  ["rate limit", 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1790000000" }, {}],
  ["rate limit with a token", 429, {}, { PACKER_GITHUB_API_TOKEN: "t" }],
  ["wrong token", 401, {}, { PACKER_GITHUB_API_TOKEN: "t" }],
  ["forbidden", 403, {}, { PACKER_GITHUB_API_TOKEN: "t" }],
  ["no such repository", 404, {}, {}],
])("GitHub answers %s", async (_, status, headers, env) => {
  server.answers.set("/api/repos/acme/packer-plugin-probe/git/matching-refs/tags", (_request, response) =>
    response.writeHead(status, headers).end("{}"),
  );
  const files = template({ probe: ["github.com/acme/probe", ">= 1.0.0"] });
  expect((await init([], files, { INGOT_PLUGIN_MIRROR: "github", ...env })).text).toMatchSnapshot();
});

test.each<[string, (folder: string) => void]>([
  [
    "a list of checksums without its last line break",
    (sums) => server.answers.set(sums, (server.answers.get(sums) as string).trimEnd()),
  ],
  ["a list without the line", (sums) => server.answers.set(sums, `${"0".repeat(64)}  other.zip\n`)],
  [
    "two checksums for one file",
    (sums) =>
      server.answers.set(sums, `${server.answers.get(sums)}${"0".repeat(64)}  packer-plugin-probe_1.0.0_${here}.zip\n`),
  ],
  [
    "a wrong checksum",
    (sums) => server.answers.set(sums, `${"0".repeat(64)}  packer-plugin-probe_1.0.0_${here}.zip\n`),
  ],
  [
    "no archive",
    () => server.answers.delete(`/releases/packer-plugin-probe/1.0.0/packer-plugin-probe_1.0.0_${here}.zip`),
  ],
  [
    "no manifest",
    () => server.answers.delete("/releases/packer-plugin-probe/1.0.0/packer-plugin-probe_1.0.0_manifest.json"),
  ],
  ["an index that is not JSON", () => server.answers.set("/releases/packer-plugin-probe/index.json", "<html>")],
])("%s", async (_, spoil) => {
  await server.release("probe", "1.0.0");
  spoil("/releases/packer-plugin-probe/1.0.0/packer-plugin-probe_1.0.0_SHA256SUMS");
  const { text, lock } = await init([], probe(), { INGOT_PLUGIN_MIRROR: `${server.base}/releases` });
  expect(text).toMatchSnapshot();
  expect(lock).toBe("");
});

test("a folder as a mirror: release files, HashiCorp's layout, unpacked programs", async () => {
  await server.github("acme", "flat", "1.0.0");
  await server.release("deep", "2.0.0");
  const mirror = join(home, "mirror");
  const save = (path: string, to: string) => {
    mkdirSync(dirname(join(mirror, to)), { recursive: true });
    writeFileSync(join(mirror, to), server.answers.get(path) as Uint8Array);
  };
  for (const path of server.answers.keys()) {
    if (path.includes("/releases/download/")) save(path, path.split("/").at(-1) ?? "");
    if (path.startsWith("/releases/packer-plugin-deep")) save(path, path.slice("/releases/".length));
  }
  const program = `github.com/acme/ready/packer-plugin-ready_v3.0.0_x5.0_${here}`;
  mkdirSync(dirname(join(mirror, program)), { recursive: true });
  writeFileSync(join(mirror, program), fakeProgram({ version: "3.0.0" }));
  writeFileSync(join(mirror, `${program}_SHA256SUM`), sha256(fakeProgram({ version: "3.0.0" })));
  server.asked.length = 0;
  const files = template({
    flat: ["github.com/acme/flat", ">= 1.0.0"],
    deep: ["github.com/hashicorp/deep", ">= 1.0.0"],
    ready: ["github.com/acme/ready", ">= 1.0.0"],
    none: ["github.com/acme/none", ">= 1.0.0"],
  });
  const { text, lock } = await init(["-offline", `-mirror=${mirror}`], files);
  expect(text).toMatchInlineSnapshot(`
    "Installed plugin github.com/acme/flat v1.0.0 in "HOME/.config/packer/plugins/github.com/acme/flat/packer-plugin-flat_v1.0.0_x5.0_OS_ARCH"
    Installed plugin github.com/hashicorp/deep v2.0.0 in "HOME/.config/packer/plugins/github.com/hashicorp/deep/packer-plugin-deep_v2.0.0_x5.0_OS_ARCH"
    Installed plugin github.com/acme/ready v3.0.0 in "HOME/.config/packer/plugins/github.com/acme/ready/packer-plugin-ready_v3.0.0_x5.0_OS_ARCH"
    Failed getting the "github.com/acme/none" plugin:
    HOME/mirror has no files of packer-plugin-none. Put them there.

    Wrote ingot.lock.hcl: commit it together with the template.
    exit 1
    "
  `);
  expect(lock.match(/(archives|binaries) = /g)).toHaveLength(5);
  expect(server.asked).toEqual([]);
  appendFileSync(join(mirror, program), "# changed\n");
  rmSync(join(home, ".config"), { recursive: true });
  expect(
    (await init(["-offline", `-mirror=${mirror}`], template({ ready: ["github.com/acme/ready", ">= 1.0.0"] }))).text,
  ).toContain("It was damaged on its way or is not the plugin: nothing of it was run.");
});

test.each([
  ["no folder", { INGOT_PLUGIN_MIRROR: "/no/such/folder" }],
  ["plain http", { INGOT_PLUGIN_MIRROR: "http://mirror.example.com/plugins" }],
  ["no address", { INGOT_GITHUB_API: "api.github.com" }],
  ["several plugin folders", { PACKER_PLUGIN_PATH: "/a:/b" }],
])("settings: %s", async (_, env) => {
  expect((await init([], probe(), env)).text).toMatchSnapshot();
});

test("for programs: events", async () => {
  await server.release("probe", "1.0.0");
  const { text } = await init(["-json"], probe());
  const events = text
    .split("\n")
    .slice(0, -2)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(
    events.map(({ type, category, args, level }) =>
      [type, category ?? level, ...((args as string[]) ?? []).slice(0, 2)].join(" "),
    ),
  ).toMatchInlineSnapshot(`
    [
      "progress ",
      "say say",
      "machine plugin-installed github.com/hashicorp/probe 1.0.0",
      "progress ",
      "say say",
    ]
  `);
});

test.skipIf(spawnSync("gpg", ["--version"]).status !== 0)(
  "signed checksums, with the keys of INGOT_PLUGIN_KEYS",
  async () => {
    const keys = join(home, "keys");
    const gpgHome = join(home, "g");
    mkdirSync(keys);
    mkdirSync(gpgHome, { mode: 0o700 });
    const gpg = (words: readonly string[], input = "") =>
      execFileSync(
        "gpg",
        ["--homedir", gpgHome, "--batch", "--pinentry-mode", "loopback", "--passphrase", "", ...words],
        { input, stdio: "pipe" },
      );
    gpg(["--quick-gen-key", "maker@example.com", "ed25519", "sign", "never"]);
    writeFileSync(join(keys, "maker.asc"), gpg(["--armor", "--export"]));
    const sumsOf = (version: string) =>
      `/releases/packer-plugin-probe/${version}/packer-plugin-probe_${version}_SHA256SUMS`;
    const sign = (version: string) =>
      server.answers.set(
        `${sumsOf(version)}.sig`,
        gpg(["--detach-sign"], server.answers.get(sumsOf(version)) as string),
      );
    const env = { INGOT_PLUGIN_KEYS: keys };
    const withoutKey = (text: string) => text.replaceAll(/[0-9A-F]{40}/g, "KEY");

    await server.release("probe", "1.0.0");
    sign("1.0.0");
    const first = await init([], probe(), env);
    expect(withoutKey(first.text)).toMatchInlineSnapshot(`
      "Installed plugin github.com/hashicorp/probe v1.0.0 in "HOME/.config/packer/plugins/github.com/hashicorp/probe/packer-plugin-probe_v1.0.0_x5.0_OS_ARCH"
      Its checksums are signed by the key KEY.
      Wrote ingot.lock.hcl: commit it together with the template.
      exit 0
      "
    `);
    expect(withoutKey(first.lock)).toContain('signed_by   = "KEY"');
    // One that is not signed does not come after one that is.
    await server.release("probe", "1.1.0");
    expect(withoutKey((await init(["-upgrade"], first.files, env)).text)).toMatchInlineSnapshot(`
      "Failed getting the "github.com/hashicorp/probe" plugin:
      SERVER/releases has no signature for version 1.1.0, and that of version 1.0.0 was signed by KEY. Find out why; "ingot init -upgrade -force ." takes it without.

      exit 1
      "
    `);
    // A signature of something else is refused.
    server.answers.set(`${sumsOf("1.1.0")}.sig`, server.answers.get(`${sumsOf("1.0.0")}.sig`) as Uint8Array);
    expect((await init(["-upgrade"], first.files, env)).text).toMatchInlineSnapshot(`
      "Failed getting the "github.com/hashicorp/probe" plugin:
      The signature of SERVER/releases/packer-plugin-probe/1.1.0/packer-plugin-probe_1.1.0_SHA256SUMS is not right: it was not made on this list. One of the two was changed: nothing was installed.

      exit 1
      "
    `);
    sign("1.1.0");
    expect((await init(["-upgrade"], first.files, env)).text).toContain("v1.1.0");
    spawnSync("gpgconf", ["--homedir", gpgHome, "--kill", "all"]);
  },
);

test("Ctrl-C in the middle of a transfer leaves nothing half", async () => {
  await server.release("probe", "1.0.0");
  const path = `/releases/packer-plugin-probe/1.0.0/packer-plugin-probe_1.0.0_${here}.zip`;
  const archive = server.answers.get(path) as Uint8Array;
  server.answers.set(path, (_, response) => {
    response.writeHead(200, { "content-length": archive.length }).write(archive.subarray(0, 100));
    setTimeout(() => process.emit("SIGINT"), 50);
  });
  const { text, lock } = await init([], probe());
  expect([text, lock]).toEqual(["Stopping; what is not whole is removed.\nexit 1\n", ""]);
  expect(readdirSync(join(home, ".config/packer/plugins/github.com/hashicorp/probe"))).toEqual([]);
});
