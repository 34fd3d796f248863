import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Case } from "./case.ts";

export interface Cases {
  /** The categories and their cases, from all files, in the order in which the folder has them. */
  readonly categories: ReadonlyMap<string, readonly Case[]>;
  /** What could not be read, each with the file and what to do. */
  readonly problems: readonly string[];
}

/**
 * Reads every `*.json` below a folder that has the form of a vector file: `{"category": "...", "cases": [...]}`. Other JSON is left
 * alone. What is no JSON is a problem, except below a folder `templates`, where a broken file may be there on purpose.
 *
 * @param folder an absolute path
 */
export function readCases(folder: string): Cases {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return { categories: new Map(), problems: [`${folder} is not a folder. Give a folder of conformance cases.`] };
  }
  const found = new Map<string, Case[]>();
  const problems: string[] = [];
  const names = readdirSync(folder, { recursive: true }).map(String);
  for (const name of names.filter((name) => name.endsWith(".json")).sort()) {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const content = parse(readFileSync(path, "utf8"));
    if ("problem" in content) {
      const isTemplate = name.split(sep).includes("templates");
      if (!isTemplate) problems.push(`${path} is not JSON: ${content.problem}. Correct it or take it away.`);
    } else if (isVectorFile(content.value)) {
      const { category, cases } = content.value;
      const all = found.get(category) ?? [];
      found.set(category, all);
      for (const [i, given] of cases.entries()) all.push(withId(given, `${category}/#${i}`));
    }
  }
  const isEmpty = [...found.values()].every((cases) => cases.length === 0);
  if (isEmpty && problems.length === 0) {
    problems.push(`${folder} has no conformance cases. Give a folder with files of the form {"category", "cases"}.`);
  }
  return { categories: found, problems };
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isVectorFile(x: unknown): x is { readonly category: string; readonly cases: readonly unknown[] } {
  return isRecord(x) && typeof x.category === "string" && Array.isArray(x.cases);
}

/** A case that is broken itself keeps a name by which it can fail. */
function withId(given: unknown, id: string): Case {
  return isRecord(given) ? { ...given, id: typeof given.id === "string" ? given.id : id } : { id };
}

function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}
