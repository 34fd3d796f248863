import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The path of a program in PATH, undefined when it is not there. */
export async function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder || ".", name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** Throws an error that names the Debian package of a program that is not in PATH. */
export async function requireProgram(name: string, debianPackage: string): Promise<void> {
  if (await findProgram(name)) return;
  throw new Error(
    `The program "${name}" was not found in PATH. Install the Debian package "${debianPackage}" (apt-get install ${debianPackage}), or whatever has it on this system.`,
  );
}
