import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CheckContext, Complaint } from "@ingot/sdk";

interface ScriptPaths {
  readonly script?: string | undefined;
  readonly scripts?: readonly string[] | undefined;
}

/** Looks whether the scripts of a template are there. */
export async function checkScriptFiles(draft: ScriptPaths, context: CheckContext): Promise<readonly Complaint[]> {
  const complaints: Complaint[] = [];
  const places = [
    ...(draft.script ? [{ path: draft.script, at: { field: "script" } }] : []),
    ...(draft.scripts ?? []).map((path, i) => ({ path, at: { field: "scripts", path: [i] } })),
  ];
  for (const { path, at } of places) {
    const wrong = await complainOfFile(resolve(context.cwd, path));
    if (wrong === undefined) continue;
    complaints.push({
      ...at,
      summary: `Bad script '${onOneLine(path)}'`,
      detail: `${wrong} Paths start at ${context.cwd}.`,
    });
  }
  return complaints;
}

/** A script that was written out in place of its path. */
function onOneLine(path: string): string {
  const [first = "", ...more] = path.split("\n");
  return more.length > 0 ? `${first} ...` : first;
}

async function complainOfFile(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "It is a directory. Name a file." : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? "It does not exist. Correct the path." : `It cannot be read (${code}).`;
  }
}
