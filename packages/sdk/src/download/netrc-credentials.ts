import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** What the user's netrc file (`$NETRC`, else `~/.netrc`) has for a host; undefined when there is nothing, or no file. */
export async function netrcCredentials(
  host: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Credentials | undefined> {
  const path = env.NETRC || join(env.HOME || homedir(), ".netrc");
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : findInNetrc(text, host);
}

/** Reads a netrc text: words `machine NAME`, `login`, `password`, `default`; macros end at an empty line and are passed over. */
export function findInNetrc(text: string, host: string): Credentials | undefined {
  const words = wordsOf(text);
  let isOurs = false;
  let login: string | undefined;
  let password: string | undefined;
  for (let at = 0; at < words.length; at++) {
    switch (words[at]) {
      case "machine":
        if (isOurs) return finish(login, password);
        isOurs = words[++at] === host;
        break;
      case "default":
        if (isOurs) return finish(login, password);
        isOurs = true;
        break;
      case "login":
        if (isOurs) login = words[at + 1];
        at++;
        break;
      case "password":
        if (isOurs) password = words[at + 1];
        at++;
        break;
      case "account":
        at++;
        break;
    }
  }
  return isOurs ? finish(login, password) : undefined;
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let isMacro = false;
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "") isMacro = false;
    if (line.startsWith("macdef ")) isMacro = true;
    if (line !== "" && !isMacro && !line.startsWith("#")) words.push(...line.split(/\s+/));
  }
  return words;
}

function finish(login: string | undefined, password: string | undefined): Credentials | undefined {
  return login === undefined ? undefined : { login, password: password ?? "" };
}
