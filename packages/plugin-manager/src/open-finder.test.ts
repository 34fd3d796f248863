import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ComponentKind, RequiredPlugin } from "@ingot/engine";
import { describe, expect, it } from "vitest";
import { describing, installPlugin, newFolder, type Said, writeProgram } from "../test/plugin-folder.ts";
import { currentPlatform } from "./find/go-platform.ts";
import { type FinderOptions, openFinder } from "./open-finder.ts";
import { openInspector } from "./verify/inspector.ts";

const { os, arch } = currentPlatform();
const own = "-packer-default-plugin-name-";
const amazon: Said = { builders: ["ebs", own], datasources: ["ami"], protocol_version: "v2" };
const point = { line: 1, column: 1, byte: 0 };

/** NAME SOURCE CONSTRAINT */
function requirement(text: string): RequiredPlugin {
  const [, name = "", source = "", version = ""] = /^(\S+) (\S+) (.*)$/.exec(text) ?? [];
  return { name, source, version, range: { filename: "t", start: point, end: point } };
}

/** A machine with one plugin folder, on which a template is looked at. */
function machine() {
  const home = newFolder();
  const root = join(home, ".packer.d", "plugins");
  mkdirSync(root, { recursive: true });
  const template = newFolder();
  const commandFolder = newFolder();
  const stateDir = newFolder();
  const open = (required: readonly string[] = [], more: Partial<FinderOptions> = {}) => {
    const inspector = openInspector({ stateDir, now: () => Date.now() + 60_000 });
    const started: string[] = [];
    const finder = openFinder({
      env: { HOME: home },
      cwd: template,
      stateDir,
      required: required.map(requirement),
      builtInLevel: (source) => (source === "github.com/hashicorp/docker" ? "1.1.2" : undefined),
      templateDir: template,
      template: "t.pkr.hcl",
      isStrict: false,
      ignoresPrereleases: false,
      commandFolder,
      goPlugins: {
        component: async (kind, { path, args, encoding }, name) => {
          started.push([encoding, path.slice(path.lastIndexOf("/") + 1), ...args(kind, name)].join(" "));
          throw new Error("started");
        },
      },
      inspector,
      ...more,
    });
    /** What is started for a component, or what is said of it. */
    const find = async (kind: ComponentKind, type: string) => {
      const { entry, notes } = await finder.find(kind, type);
      const said = notes.map(({ severity, summary, detail }) => `${severity}: ${summary}. ${detail}`);
      if (!entry) return said.length === 0 ? "unknown" : said.join("\n").replaceAll(home, "~");
      expect(entry.offers[kind]).toContain(type);
      await entry.component(kind, type).catch(() => undefined);
      return [started.at(-1)?.replace(`_${os}_${arch}`, ""), ...said].join("\n").replaceAll(home, "~");
    };
    return { finder, find, inspector };
  };
  return { home, root, template, commandFolder, open };
}

const source = "github.com/hashicorp/amazon";

describe("by requirement", () => {
  it("takes the newest version that is allowed, under the name that the template gives it", async () => {
    const { root, open } = machine();
    for (const version of ["1.2.3", "1.3.0", "1.3.1-dev", "2.0.0"]) installPlugin(root, source, version, amazon);
    const { find } = open([`aws ${source} ~> 1.2`]);
    expect(await find("builder", "aws-ebs")).toBe(
      "protobuf packer-plugin-amazon_v1.3.1-dev_x5.0 start builder --protobuf ebs",
    );
    expect(await find("builder", "aws")).toContain(`start builder --protobuf ${own}`);
    expect(await find("data source", "aws-ami")).toContain("start datasource --protobuf ami");
    // What is not required under its own name is the newest of all.
    expect(await find("builder", "amazon-ebs")).toContain("packer-plugin-amazon_v2.0.0");
  });

  it.each([
    ["~> 1.2", true, "packer-plugin-amazon_v1.3.0_x5.0"],
    [">= 1.3.1", false, "packer-plugin-amazon_v1.3.1-dev_x5.0"],
    ["1.2.3", false, "packer-plugin-amazon_v1.2.3_x5.0"],
  ])("%s, ignoring pre-releases: %s", async (constraint, ignoresPrereleases, want) => {
    const { root, open } = machine();
    for (const version of ["1.2.3", "1.3.0", "1.3.1-dev"]) installPlugin(root, source, version, amazon);
    expect(
      await open([`amazon ${source} ${constraint}`], { ignoresPrereleases }).find("builder", "amazon-ebs"),
    ).toContain(want);
  });

  it("says what is missing, and how to get it", async () => {
    const { home, root, open } = machine();
    const ask = (constraint: string, of = source, more = {}) =>
      open([`amazon ${of} ${constraint}`], more).find("builder", "amazon-ebs");
    expect(await ask(">= 1.0.0")).toBe(
      `error: Plugin ${source} is not installed. The template requires it as "amazon", version >= 1.0.0. No version of it is installed. Run "ingot init t.pkr.hcl", which installs what is missing.`,
    );
    installPlugin(join(home, ".config", "packer", "plugins"), source, "1.2.3", amazon);
    expect(await ask(">= 1.0.0")).toContain(
      `It lies in ~/.config/packer/plugins/${source}, where nobody looks since there is a folder ~/.packer.d: move it`,
    );
    installPlugin(root, source, "1.2.3-dev", amazon);
    expect(await ask("< 1")).toContain("Installed is version 1.2.3-dev. Run");
    expect(await ask("> 1", source, { ignoresPrereleases: true })).toContain(
      "Installed is version 1.2.3-dev, and pre-releases are to be ignored (-ignore-prerelease-plugins).",
    );
    installPlugin(root, "github.com/me/amazon", "1.0.0", { ...amazon, api_version: "x5.1" });
    expect(await ask("> 0", "github.com/me/amazon")).toContain("_x5.1_");
    expect(await open(["docker github.com/hashicorp/docker >= 2"]).find("builder", "docker")).toContain(
      "The plugin that comes with Ingot is at the level of 1.1.2.",
    );
    writeProgram(join(root, "packer-plugin-tfvars"), describing("{}"));
    expect(await open(["tfvars github.com/me/tfvars >= 1"]).find("post-processor", "tfvars")).toContain(
      "~/.packer.d/plugins/packer-plugin-tfvars may be it, but nothing tells its version or checksum. Install it:\n\n  ingot plugins install -path ~/.packer.d/plugins/packer-plugin-tfvars github.com/me/tfvars",
    );
  });

  it("knows components by what the plugin says", async () => {
    const { root, open } = machine();
    installPlugin(root, source, "1.2.3", amazon);
    expect(await open([`amazon ${source} >= 1`]).find("builder", "amazon-ebz")).toBe(
      `error: Unknown builder "amazon-ebz". The plugin ${source} 1.2.3, known as "amazon", has no builder "amazon-ebz". It has the builder "amazon-ebs", the builder "amazon", the data source "amazon-ami". Did you mean "amazon-ebs"?`,
    );
  });

  it("asks the longest name first, and then shorter ones", async () => {
    const { root, open } = machine();
    installPlugin(root, "github.com/me/a", "1.0.0", { builders: ["b-c", "b"] });
    installPlugin(root, "github.com/me/b", "1.0.0", { builders: ["c"] });
    const { find } = open(["a github.com/me/a >= 1", "a-b github.com/me/b >= 1"]);
    expect(await find("builder", "a-b-c")).toContain("packer-plugin-b_v1.0.0");
    expect(await find("builder", "a-b")).toContain("packer-plugin-a_v1.0.0");
  });

  it("is as the lock file has it", async () => {
    const { root, template, open } = machine();
    const [old, newer] = ["1.2.3", "1.3.0"].map((version) => installPlugin(root, source, version, amazon));
    const lock = (version: string, path: string) =>
      writeFileSync(
        join(template, "ingot.lock.hcl"),
        `plugin "${source}" {\n  version     = "${version}"\n  constraints = ">= 1"\n  binaries = {\n    ${os}_${arch} = "sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}"\n  }\n}\n`,
      );
    const ask = () => open([`amazon ${source} >= 1`]).find("builder", "amazon-ebs");
    lock("1.2.3", old ?? "");
    expect(await ask()).toContain("packer-plugin-amazon_v1.2.3");
    lock("1.2.3", newer ?? "");
    expect(await ask()).toContain("is not the program that was locked");
    lock("1.2.4", newer ?? "");
    expect(await ask()).toContain("is not at its locked version");
    writeFileSync(join(template, "ingot.lock.hcl"), 'plugin "a" {\n');
    expect(await ask()).toMatch(/^error: .*ingot.lock.hcl, line/);
  });
});

describe("by what is installed", () => {
  it("looks only at plugins whose name fits", async () => {
    const { root, open } = machine();
    const paths = ["amazon", "azure", "ama"].map((name) =>
      installPlugin(root, `github.com/h/${name}`, "1.0.0", amazon),
    );
    const { find, inspector } = open();
    expect(await find("builder", "amazon-ebs")).toContain("packer-plugin-amazon_v1.0.0");
    expect(inspector.count).toEqual({ hashed: 1, described: 1 });
    expect(paths.map((path) => existsSync(`${path}.log`))).toEqual([true, false, false]);
    expect(await find("builder", "google")).toBe("unknown");
    expect(inspector.count).toEqual({ hashed: 1, described: 1 });
  });

  it("hashes and describes nothing when it is asked again by another command", async () => {
    const { root, open } = machine();
    installPlugin(root, source, "1.0.0", amazon);
    for (const count of [1, 0]) {
      const { find, finder, inspector } = open();
      expect(await find("builder", "amazon-ebs")).toContain("packer-plugin-amazon_v1.0.0");
      expect(await find("data source", "amazon-ami")).toContain("start datasource");
      expect(inspector.count).toEqual({ hashed: count, described: count });
      expect(finder.names("builder")).toEqual(["amazon-ebs", "amazon"]);
      await inspector.save();
    }
    const { find, finder, inspector } = open();
    expect(await find("builder", "amazn-ebs")).toBe("unknown");
    expect(finder.names("builder")).toEqual(["amazon-ebs", "amazon"]);
    expect(inspector.count).toEqual({ hashed: 0, described: 0 });
  });

  it("refuses what is not what it says", async () => {
    const { root, open } = machine();
    const refused = async (name: string) => (await open().find("builder", name)).replace(/[0-9a-f]{64}/g, "SUM");
    writeFileSync(installPlugin(root, "h/o/a", "1.0.0", { builders: [own] }), "changed");
    expect(await refused("a")).toContain(
      `a_v1.0.0_x5.0_${os}_${arch} does not match its checksum. ~/.packer.d/plugins/h/o/a/`,
    );
    installPlugin(root, "h/o/b", "1.0.0", { builders: [own], version: "1.0.1" });
    expect(await refused("b")).toContain(
      'is not the version that its name says. ~/.packer.d/plugins/h/o/b/packer-plugin-b_v1.0.0_x5.0_@ says that it is version "1.0.1". Install it again'.replace(
        "@",
        `${os}_${arch}`,
      ),
    );
    installPlugin(root, "h/o/c", "1.0.0", { builders: [own], version: "1.0.0-dev" });
    expect(await refused("c")).toContain("is not the version that its name says");
    const d = installPlugin(root, "h/o/d", "1.0.0", { builders: [own], version: "1.0.0+meta" });
    expect(await refused("d")).toContain("start builder");
    expect(existsSync(`${d}.log`)).toBe(true);
    const silent = "#!/bin/sh\nexit 0\n";
    const e = join(root, `h/o/e/packer-plugin-e_v1.0.0_x5.0_${os}_${arch}`);
    writeProgram(e, silent, createHash("sha256").update(silent).digest("hex"));
    expect(await refused("e")).toContain("it printed nothing");
  });

  it("several folders in PACKER_PLUGIN_PATH, and no home folder", async () => {
    const { open } = machine();
    expect(await open([], { env: { PACKER_PLUGIN_PATH: "/a:/b" } }).find("builder", "x")).toContain(
      "error: Several folders in PACKER_PLUGIN_PATH.",
    );
    expect(await open([], { env: {} }).find("builder", "x")).toBe("unknown");
  });
});

describe("programs from before Packer 1.7", () => {
  const tfvars = describing(
    '{"version":"0.1.0","sdk_version":"0.2.11","api_version":"x5.0","post_processors":["-packer-default-plugin-name-"]}',
  );
  const warning = (path: string) =>
    `warning: packer-plugin-tfvars runs without having been verified. ${path} has no version in its name and no checksum beside it, and newer versions of Packer ignore such a file; with -strict-plugins Ingot does so, too. Install it properly:\n\n  ingot plugins install -path`;

  it("runs a plugin without version and checksum, after a warning", async () => {
    const { root, open } = machine();
    writeProgram(join(root, "packer-plugin-tfvars"), tfvars);
    const said = await open().find("post-processor", "tfvars");
    expect(said).toContain(
      `gob packer-plugin-tfvars start post-processor ${own}\n${warning("~/.packer.d/plugins/packer-plugin-tfvars")}`,
    );
    expect(said).toContain("github.com/<you>/tfvars");
    expect(await open([], { isStrict: true }).find("post-processor", "tfvars")).toContain(
      'error: The post-processor "tfvars" is in a file that is ignored. ~/.packer.d/plugins/packer-plugin-tfvars may have it',
    );
  });

  it("prefers one with a checksum, and one in the layout of today", async () => {
    const { root, open } = machine();
    writeProgram(join(root, "packer-plugin-tfvars"), tfvars);
    const sumless = installPlugin(root, "github.com/me/tfvars", "2.0.0", { post_processors: [own] });
    rmSync(`${sumless}_SHA256SUM`);
    const said = await open().find("post-processor", "tfvars");
    expect(said).toContain("packer-plugin-tfvars_v2.0.0_x5.0 start");
    expect(said).toContain(" has no checksum beside it, and newer");
    expect(said).toContain("github.com/me/tfvars");
    expect(await open([], { isStrict: true }).find("post-processor", "tfvars")).toContain("_v2.0.0_");
    installPlugin(root, "github.com/me/tfvars", "1.0.0", { post_processors: [own] });
    expect(await open().find("post-processor", "tfvars")).toBe(
      `gob packer-plugin-tfvars_v1.0.0_x5.0 start post-processor ${own}`,
    );
    expect(await open(["tfvars github.com/me/tfvars 2.0.0"]).find("post-processor", "tfvars")).toContain(
      "has no checksum file beside it, by which it could be verified.",
    );
  });

  it("does not run one in the place of a plugin that was changed", async () => {
    const { root, open } = machine();
    const log = writeProgram(join(root, "packer-plugin-tfvars"), tfvars);
    writeFileSync(installPlugin(root, "github.com/me/tfvars", "1.0.0", { post_processors: [own] }), "changed");
    expect(await open().find("post-processor", "tfvars")).toContain("does not match its checksum");
    expect(existsSync(`${log}.log`)).toBe(false);
  });

  it("runs programs with one component from the plugin folders and from beside the command", async () => {
    const { root, commandFolder, template, open } = machine();
    writeProgram(join(root, "packer-provisioner-greet"), "");
    writeProgram(join(commandFolder, "packer-builder-x"), "");
    writeProgram(join(template, "packer-builder-here"), "");
    const { find, inspector } = open();
    expect(await find("provisioner", "greet")).toBe(
      "gob packer-provisioner-greet\nwarning: packer-provisioner-greet runs without having been verified. ~/.packer.d/plugins/packer-provisioner-greet is a program with a single component, which newer versions of Packer ignore; with -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or later, and install that:\n\n  ingot plugins install -path FILE github.com/<you>/NAME",
    );
    expect(await find("builder", "x")).toContain("gob packer-builder-x\n");
    expect(await find("builder", "greet")).toBe("unknown");
    expect(await find("builder", "here")).toBe("unknown");
    expect(inspector.count).toEqual({ hashed: 0, described: 0 });
    expect(await open([], { isStrict: true }).find("builder", "x")).toContain("is in a file that is ignored");
  });

  it("runs programs that Packer's config file names", async () => {
    const { home, root, open } = machine();
    writeProgram(join(root, "packer-builder-x"), "");
    writeFileSync(
      join(home, ".packerconfig"),
      JSON.stringify({
        builders: { x: "/opt/one", "odd name": "~/two" },
        provisioners: { y: "rel/three" },
        "post-processors": {},
        disable_checkpoint: true,
      }),
    );
    const { find, finder } = open();
    expect(await find("builder", "x")).toContain("gob one\n");
    expect(await find("builder", "odd name")).toContain("~/two is a program with a single component");
    expect(await find("provisioner", "y")).toContain("~/rel/three is a program with a single component");
    expect(finder.names("builder")).toEqual(["x", "odd name", "x"]);
    expect(await open([], { isStrict: true }).find("builder", "x")).toContain(
      "error: Packer's config file names components. It names x, odd name, y, which",
    );
  });

  it.each([
    ["not JSON", "{", "is not JSON"],
    ["a list", "[]", "is not a JSON object"],
    ["a list of builders", '{"builders": []}', 'has "builders" that is not an object of names and paths'],
    ["a number as a path", '{"provisioners": {"a": 1}}', 'has no path for "a" in "provisioners"'],
    ["NUL in a path", '{"provisioners": {"a": "x\\u0000"}}', 'has no path for "a" in "provisioners"'],
  ])("a config file that is %s", async (_, text, said) => {
    const { home, open } = machine();
    writeFileSync(join(home, ".packerconfig"), text);
    expect(await open().find("builder", "x")).toBe(
      `error: Packer's config file is not right. ~/.packerconfig ${said}. Correct it, or set PACKER_CONFIG to another file.`,
    );
  });
});

it("opens everything for who asks for all names", async () => {
  const { root, open } = machine();
  installPlugin(root, source, "1.0.0", amazon);
  writeFileSync(installPlugin(root, "h/o/bad", "1.0.0"), "changed");
  writeProgram(join(root, "packer-plugin-old"), describing('{"version":"0.1.0","builders":["x"]}'));
  writeProgram(join(root, "packer-builder-y"), "");
  const { finder } = open([`aws ${source} >= 1`]);
  expect((await finder.openAll()).map(({ summary }) => summary)).toEqual([
    `packer-plugin-bad_v1.0.0_x5.0_${os}_${arch} does not match its checksum`,
  ]);
  expect(finder.names("builder")).toEqual(["aws-ebs", "aws", "amazon-ebs", "amazon", "old-x", "y"]);
});

it("speaks of the lock file where that cannot be read, and not of the template", async () => {
  const { root, template, open } = machine();
  installPlugin(root, source, "1.0.0", amazon);
  writeFileSync(join(template, "ingot.lock.hcl"), "}{");
  expect(await open([`amazon ${source} >= 1`]).find("builder", "amazon-ebs")).toMatch(
    /^error: Invalid lock file. ingot.lock.hcl, line 1: Unexpected closing brace. .* run "ingot init t.pkr.hcl", which writes it anew.$/,
  );
});

it("asks plugins in JavaScript first", async () => {
  const { template, open } = machine();
  mkdirSync(dirname(join(template, "x")), { recursive: true });
  expect(await open(["tf ./tf >= 0"]).find("post-processor", "tf")).toMatch(/^error: /);
});

it("says so where it was interrupted while a plugin was asked", async () => {
  const { root, open } = machine();
  installPlugin(root, source, "1.0.0", amazon);
  const signal = AbortSignal.abort(new Error("interrupted"));
  const inspector = openInspector({ stateDir: newFolder(), signal });
  expect(await open([], { signal, inspector }).find("builder", "amazon-ebs")).toBe(
    "error: Interrupted. A plugin was being asked what it has. Run this again.",
  );
});
