import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 120_000 });

const root = join(import.meta.dirname, "../../..");
const examples = join(root, "packages/hcl/examples");

/** One function of each library that is loaded only when it is needed. */
const functions = `
import { parseExpression, standardFunctions, toJs } from "@ingot/hcl";
const text = \`[
  yamldecode("a: 1").a, regex("a+", "caat"), length(bcrypt("a", 4)),
  textdecodebase64(textencodebase64("é", "UTF-16LE"), "UTF-16LE"),
]\`;
const functions = standardFunctions({ baseDir: ".", cwd: "/", startedAt: new Date(), env: {} });
const { value } = parseExpression(text, "x.hcl").value.evaluate({ variables: new Map(), functions });
process.stdout.write(JSON.stringify(toJs(value)));
`;

it("makes a package that runs and has its types, without any source of ours", () => {
  const folder = mkdtempSync(join(tmpdir(), "ingot-hcl-"));
  const run = (file: string, ...args: string[]) => execFileSync(file, args, { cwd: folder, encoding: "utf8" });
  try {
    const packed = run(process.execPath, join(root, "scripts/pack.mjs"), "hcl", folder);
    const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    expect(packed).toContain(tarball);
    const installed = join(folder, "node_modules/@ingot/hcl");
    mkdirSync(installed, { recursive: true });
    run("tar", "-xzf", tarball, "--strip-components=1", "-C", installed);
    for (const name of ["bcryptjs", "iconv-lite", "re2js", "safer-buffer", "yaml", "@types"]) {
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const names = readdirSync(examples);
    for (const name of names) copyFileSync(join(examples, name), join(folder, name));
    const options = {
      strict: true,
      module: "NodeNext",
      target: "ES2023",
      types: ["node"],
      outDir: "out",
      rootDir: ".",
    };
    const config = { compilerOptions: { ...options, skipLibCheck: false }, files: names };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    run(process.execPath, join(root, "node_modules/tsc7/bin/tsc"), "-p", folder);
    for (const name of names) run(process.execPath, join(folder, "out", name.replace(/\.ts$/, ".js")));
    writeFileSync(join(folder, "functions.js"), functions);
    expect(run(process.execPath, "functions.js")).toBe('[1,"aa",60,"é"]');
    expect(readdirSync(installed).filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
