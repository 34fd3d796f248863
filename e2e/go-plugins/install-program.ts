import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The name that a plugin's program has in Packer's layout on this machine. */
export function programName(name: string, version: string): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return `packer-plugin-${name}_v${version}_x5.0_${process.platform}_${architecture}`;
}

/**
 * Puts a program into a plugin directory as Packer has it installed there, with the file of its checksum.
 * @param source "github.com/hashicorp/docker"
 * @returns the program's path in the plugin directory
 */
export function installProgram(directory: string, source: string, version: string, program: string): string {
  const path = join(directory, source, programName(basename(source), version));
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(program, path);
  chmodSync(path, 0o755);
  writeFileSync(`${path}_SHA256SUM`, createHash("sha256").update(readFileSync(path)).digest("hex"));
  return path;
}
