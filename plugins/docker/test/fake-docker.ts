import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, engineAt } from "../src/engine.ts";

/** A program that stands in for the client. */
export interface FakeDocker {
  readonly engine: Engine;
  readonly folder: string;
  readonly path: string;
  /** The arguments of every call so far, one call a line. */
  readonly calls: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

/**
 * Makes a client of the given shell commands, which see the client's arguments. Its calls are written down.
 *
 * @param commands `case "$1" in login) cat > "$FOLDER/password" ;; esac`; $FOLDER is the folder that the program stands in
 */
export async function fakeDocker(commands: string): Promise<FakeDocker> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-fake-docker-"));
  const path = join(folder, "docker");
  const script = `#!/bin/sh\nFOLDER='${folder}'\nprintf '%s\\n' "$*" >> "$FOLDER/calls"\n${commands}\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return {
    engine: engineAt({ path, env: { HOME: folder } }),
    folder,
    path,
    calls: async () => (await readFile(join(folder, "calls"), "utf8")).trimEnd().split("\n"),
    remove: () => rm(folder, { recursive: true }),
  };
}
