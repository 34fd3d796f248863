// Which templates there are below a folder. An `index.json` in the form of the conformance folder says so; where there is none, every file
// that is a template, and every folder with several files that HCL2 would read as one.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Unit } from "./unit.ts";

const isHcl2File = (name: string) => /\.(pkr|pkrvars)\.(hcl|json)$/.test(name);
const isTemplate = (name: string) => /\.pkr\.(hcl|json)$/.test(name);
const passedOver = new Set([".git", "node_modules"]);

/** All units below the folder, by path. */
export function findUnits(folder: string): readonly Unit[] {
  const index = join(folder, "index.json");
  const rows: unknown = existsSync(index) ? JSON.parse(readFileSync(index, "utf8")) : undefined;
  const units = isIndex(rows)
    ? rows.map(({ at, kind }) => ({ kind, at, files: filesOf(folder, at) }))
    : unitsBelow(folder, ".");
  return [...units].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function isIndex(rows: unknown): rows is readonly { readonly at: string; readonly kind: Unit["kind"] }[] {
  return Array.isArray(rows) && rows.every((row) => typeof row?.at === "string" && /^(hcl2|json)$/.test(row.kind));
}

function filesOf(folder: string, at: string): readonly string[] {
  if (!statSync(join(folder, at)).isDirectory()) return [at];
  return readdirSync(join(folder, at))
    .filter(isHcl2File)
    .sort()
    .map((name) => join(at, name));
}

function unitsBelow(folder: string, at: string): readonly Unit[] {
  const entries = readdirSync(join(folder, at), { withFileTypes: true });
  const files = filesOf(folder, at);
  const units: Unit[] = files.length > 1 ? [{ kind: "hcl2", at, files }] : [];
  for (const entry of entries) {
    const path = join(at, entry.name);
    if (entry.isDirectory() && !passedOver.has(entry.name)) units.push(...unitsBelow(folder, path));
    else if (!entry.isFile()) continue;
    else if (isTemplate(entry.name)) units.push({ kind: "hcl2", at: path, files: [path] });
    else if (isLegacyTemplate(join(folder, path))) units.push({ kind: "json", at: path, files: [path] });
  }
  return units;
}

/** A JSON file that has builders, at whatever place: one that cannot be read as JSON is compared as well. */
function isLegacyTemplate(path: string): boolean {
  return path.endsWith(".json") && !isHcl2File(path) && /"builders"\s*:/i.test(readFileSync(path, "utf8"));
}
