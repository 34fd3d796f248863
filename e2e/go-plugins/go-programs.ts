// The Go programs of this folder, built once for a machine: plugins on three levels of Packer's plugin SDK, which tests run under Ingot.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../environment/cache.ts";
import { runCommand } from "../environment/run-command.ts";

const sources = fileURLToPath(new URL(".", import.meta.url));

/**
 * `probe`: every kind of component on SDK 0.6 (protobuf and gob). `old`: the same on SDK 0.2 (gob only). `tfvars`: a post-processor as an
 * article of 2021 has it, on SDK 0.1. `single`: one provisioner, in a program that is started without arguments. `host`: no plugin but the
 * other side, on SDK 0.6: it runs one component of a plugin. `codecs`: no plugin either; it reads and writes specs and values.
 */
export type GoProgram = "probe" | "old" | "tfvars" | "single" | "host" | "codecs";

/** Folders whose files are built together; what comes later replaces what has the same name. */
const parts: Readonly<Record<GoProgram, readonly string[]>> = {
  probe: ["probe"],
  old: ["probe", "old"],
  tfvars: ["tfvars"],
  single: ["single"],
  host: ["host"],
  codecs: ["codecs"],
};

/** Go's own places, where it is not on the PATH. */
const goFolders = ["/usr/local/go/bin", "/usr/lib/go/bin"];

/** The `go` command; undefined where there is none: tests that need it are skipped then. */
export const goCommand: string | undefined = [...(process.env.PATH ?? "").split(delimiter), ...goFolders]
  .map((folder) => join(folder, "go"))
  .find((path) => existsSync(path));

/** Why tests with Go programs are skipped; undefined where they run. */
export const noGo = goCommand === undefined ? "there is no Go here" : undefined;

/**
 * The path of a program, built from its modules where that has not been done.
 * @param options `version` is what it says of itself ("1.2.3" by default), for `probe` alone
 */
export async function goProgram(name: GoProgram, options: { readonly version?: string } = {}): Promise<string> {
  if (goCommand === undefined) throw new Error("There is no Go here");
  const go = goCommand;
  const folders = parts[name].map((part) => join(sources, part));
  const version = options.version ?? "1.2.3";
  const hash = createHash("sha256").update(version);
  for (const folder of folders) for (const file of readdirSync(folder)) hash.update(readFileSync(join(folder, file)));
  return cached(`go-${name}-${hash.digest("hex").slice(0, 16)}`, async (path) => {
    const work = `${path}.src`;
    mkdirSync(work, { recursive: true });
    for (const folder of folders) cpSync(folder, work, { recursive: true });
    const flags = ["-trimpath", "-ldflags", `-s -w -X main.Version=${version}`, "-o", path, "."];
    await runCommand(go, ["build", ...flags], { cwd: work, env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" } });
    rmSync(work, { recursive: true });
  });
}
