import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A path with a leading `~` or `~name` replaced by that user's home folder; left as it is where there is no such user. */
export async function expandHome(path: string): Promise<string> {
  const [, name, rest = ""] = /^~([^/\\]*)(?:[/\\](.*))?$/s.exec(path) ?? [];
  if (name === undefined) return path;
  const home = name === "" ? homedir() : await homeOf(name);
  return home === undefined ? path : join(home, rest);
}

async function homeOf(name: string): Promise<string | undefined> {
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  for (const line of users.split("\n")) {
    const fields = line.split(":");
    if (fields[0] === name) return fields[5];
  }
  return undefined;
}
