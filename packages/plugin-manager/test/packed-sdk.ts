// The SDK as its users get it: packed, and installed with npm into a folder that has nothing else.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../../..");

export interface PackedProject {
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  /** Checks all types of `src`, and those of the SDK. Throws with what the compiler says. */
  readonly checkTypes: () => void;
  /** Bundles a file of TypeScript into one of JavaScript. */
  readonly bundle: (from: string, to: string, flags?: readonly string[]) => void;
  /** Runs Node.js there. */
  readonly node: (...args: readonly string[]) => string;
  readonly remove: () => void;
}

/** Packs the SDK and installs it in an empty folder, without a registry. */
export function packedProject(): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), "ingot-packed-"));
  const run = (file: string, args: readonly string[]) => {
    try {
      return execFileSync(file, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${file} ${args.join(" ")} failed:\n${stdout}${stderr}`);
    }
  };
  const node = (...args: readonly string[]) => run(process.execPath, args);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  node(join(root, "scripts/pack.mjs"), "sdk", folder);
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  write("package.json", '{ "type": "module", "private": true }\n');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${tarball}`]);
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  symlinkSync(join(root, "node_modules/undici-types"), join(folder, "node_modules/undici-types"));
  const options = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    module: "NodeNext",
    target: "ES2023",
    lib: ["ES2023"],
    types: ["node"],
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: false,
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["src"] }));
  return {
    folder,
    write,
    node,
    checkTypes: () => void node(join(root, "node_modules/tsc7/bin/tsc"), "-p", folder),
    bundle: (from, to, flags = []) => {
      const how = ["--bundle", "--format=esm", "--platform=node", "--target=node20", "--log-level=warning"];
      run(join(root, "node_modules/.bin/esbuild"), [from, ...how, ...flags, `--outfile=${to}`]);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
