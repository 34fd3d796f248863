// A plugin from its first command to its users, as docs/how-to/write-a-plugin.md tells it: every command of that page is run, in order. npm
// asks a registry on this machine, which has the development tools of this repository.

import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type NpmRegistry, startNpmRegistry } from "../packages/plugin-manager/test/npm-registry.ts";

const root = join(import.meta.dirname, "..");

let registry: NpmRegistry;
let folder: string;
beforeAll(async () => {
  registry = await startNpmRegistry();
  const esbuild = `@esbuild/${process.platform}-${process.arch}`;
  for (const name of ["typescript", "esbuild", esbuild, "@types/node", "undici-types"])
    await registry.publishFolder(join(root, "node_modules", name));
});
afterAll(() => registry.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ingot-plugin-new-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a shell script in a folder; gives what it wrote. Throws with that where it fails. */
async function run(script: string, cwd = folder): Promise<string> {
  const path = [join(root, "bin"), process.env.PATH].join(delimiter);
  const env = { ...registry.env, PATH: path, INGOT_PLUGIN_PATH: join(folder, "plugins"), PACKER_NO_COLOR: "1" };
  try {
    // The registry answers in this process meanwhile.
    const shell = promisify(execFile)("/bin/sh", ["-e", "-c", `exec 2>&1\n${script}`], { cwd, env, timeout: 120_000 });
    shell.child.stdin?.end();
    return (await shell).stdout;
  } catch (error) {
    throw new Error(`${script}\nfailed:\n${(error as { stdout?: string }).stdout}`);
  }
}

describe("ingot plugin new", () => {
  test.each([
    ["post-processor", "image-note", "Wrote File into image-id.txt"],
    ["provisioner", "add-user", "Creating the user web..."],
    ["builder", "text", "The file image.txt"],
    ["data-source", "lines", "Stored file: lines.txt"],
  ])("-kind %s makes a project whose code is right, tested, built and used", async (kind, name, said) => {
    await run(`ingot plugin new -kind ${kind} ${name}`);
    const project = join(folder, `ingot-plugin-${name}`);
    await run("npm install --no-audit --no-fund", project);
    await run("npm run check", project);
    expect(await run("npm test", project)).toMatch(/^# fail 0$/m);
    await run("npm run build", project);
    expect(await run(`ingot build example/${name}.pkr.hcl`, project)).toContain(said);
    expect(readdirSync(join(project, "dist"))).toEqual(["index.js"]);
  });

  test("writes over nothing, and takes no name that would not do", async () => {
    mkdirSync(join(folder, "ingot-plugin-tfvars"));
    writeFileSync(join(folder, "ingot-plugin-tfvars/x"), "");
    await expect(run("ingot plugin new tfvars")).rejects.toThrow("is not empty");
    await expect(run("ingot plugin new docker")).rejects.toThrow("comes with Ingot");
    expect(readdirSync(folder)).toEqual(["ingot-plugin-tfvars"]);
    mkdirSync(join(folder, "empty"));
    await run("ingot plugin new -dir empty tfvars");
    expect(existsSync(join(folder, "empty/package.json"))).toBe(true);
  });
});

interface Block {
  readonly language: string;
  readonly text: string;
  /** The last path that stands in the words before it. */
  readonly path: string | undefined;
}

function blocksOf(page: string): readonly Block[] {
  const parts = page.split(/^```/m);
  return parts.flatMap((part, i) => {
    if (i % 2 === 0) return [];
    const [, language = "", text = ""] = /^(\w*)\n(.*)$/s.exec(part) ?? [];
    const path = [...(parts[i - 1] ?? "").matchAll(/`([\w./-]+\.(?:ts|hcl))`/g)].at(-1)?.[1];
    return [{ language, text, path }];
  });
}

test("docs/how-to/write-a-plugin.md does what it says", async () => {
  const blocks = blocksOf(readFileSync(join(root, "docs/how-to/write-a-plugin.md"), "utf8"));
  expect(blocks.filter(({ language }) => language === "sh").length).toBeGreaterThan(5);
  const example = join(root, "examples/tfvars-plugin");
  let cwd = folder;
  let output = "";
  for (const { language, text, path } of blocks) {
    if (language === "sh") {
      output = await run(`${text}pwd > ${join(folder, "where")}`, cwd);
      cwd = readFileSync(join(folder, "where"), "utf8").trim();
    } else if (language === "text") {
      for (const line of text.trimEnd().split("\n")) expect(output).toContain(line);
    } else {
      if (path === undefined) throw new Error(`no path before:\n${text}`);
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
      // The finished project is the page's.
      if (!path.startsWith("web/")) expect(readFileSync(join(example, path), "utf8")).toBe(text);
    }
  }
  const project = join(folder, "ingot-plugin-tfvars");
  expect(readdirSync(join(project, "dist-packer")).length).toBeGreaterThan(0);
  // What was locked and is another now is not loaded.
  const installed = join(folder, "plugins/npm/ingot-plugin-tfvars@0.1.0/node_modules/ingot-plugin-tfvars");
  appendFileSync(join(installed, "dist/index.js"), "\n// changed");
  await expect(run("ingot validate web.pkr.hcl", join(project, "web"))).rejects.toThrow("ingot.lock.hcl");
  const manifest = (path: string) => JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  expect(manifest(example)).toEqual(manifest(project));
});

test("examples/tfvars-plugin works as its README says", async () => {
  const project = join(folder, "examples/tfvars-plugin");
  cpSync(join(root, "examples/tfvars-plugin"), project, {
    recursive: true,
    filter: (path) => !/\/(node_modules|vendor|dist|package-lock\.json)$/.test(path),
  });
  await run(`node ${join(root, "scripts/pack.mjs")} sdk ${join(project, "vendor")}`);
  const readme = readFileSync(join(project, "README.md"), "utf8");
  const commands = [...readme.matchAll(/^ {4}(.+)$/gm)].map((match) => match[1] ?? "");
  expect(commands[0]).toBe("npm run pack:sdk -- examples/tfvars-plugin/vendor");
  const output = await run(commands.slice(1).join("\n").replaceAll("../../bin/ingot", "ingot"));
  expect(output).toContain("Wrote web_image = File into packer.auto.tfvars");
});
