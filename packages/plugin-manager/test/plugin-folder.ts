import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { currentPlatform } from "../src/find/go-platform.ts";

const { os, arch } = currentPlatform();

/** What a plugin for tests says of itself. */
export interface Said {
  readonly version?: string;
  readonly api_version?: string;
  readonly builders?: readonly string[];
  readonly provisioners?: readonly string[];
  readonly post_processors?: readonly string[];
  readonly datasources?: readonly string[];
  readonly protocol_version?: string;
}

/** A program that answers `describe` by printing a text, and writes down in FILE.log that it was run. */
export function describing(text: string): string {
  return `#!/bin/sh\necho "$@" >> "$0.log"\ncat <<'END'\n${text}\nEND\n`;
}

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "ingot-plugins-"));
}

/** Writes a program, and what is beside it. Returns its path. */
export function writeProgram(path: string, script: string, sum?: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  if (sum !== undefined) writeFileSync(`${path}_SHA256SUM`, sum);
  return path;
}

/** Installs a plugin as Packer does. Returns the path of its program. */
export function installPlugin(root: string, source: string, version: string, said: Said = {}): string {
  const name = source.split("/").at(-1);
  const { api_version = "x5.0" } = said;
  const script = describing(JSON.stringify({ ...nothing, version, api_version, sdk_version: "0.6.10", ...said }));
  const file = `packer-plugin-${name}_v${version}_${api_version}_${os}_${arch}`;
  return writeProgram(join(root, source, file), script, createHash("sha256").update(script).digest("hex"));
}

const nothing = { builders: [], provisioners: [], post_processors: [], datasources: [] };
