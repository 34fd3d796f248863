import { readFileSync } from "node:fs";
import type { Case } from "./case.ts";

/** A case that the facts about Packer contradict, or all those of a table for which that holds. */
export interface KnownDifference {
  /** The id of a case; or of a table and `/*`, for its cases that are as `where` says. */
  readonly id: string;
  /** The place in the reference. */
  readonly reason: string;
  /** Regular expressions for parts of the case, by their paths: `{"args.1.value": "^-"}` */
  readonly where?: Readonly<Record<string, string>>;
}

/**
 * Reads the file of known differences.
 *
 * @returns the list, or what is wrong with the file and what to do
 */
export function readKnownDifferences(path: string): readonly KnownDifference[] | string {
  try {
    const list: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(list) && list.every(isKnownDifference)) return list;
    return `${path} is not a list of {"id", "reason"} and, where the id ends in "/*", "where". Correct it.`;
  } catch (error) {
    return `${path} could not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isKnownDifference(x: unknown): x is KnownDifference {
  if (!isRecord(x) || typeof x.id !== "string" || typeof x.reason !== "string") return false;
  if (x.where === undefined) return !x.id.endsWith("/*");
  return x.id.endsWith("/*") && isRecord(x.where) && Object.values(x.where).every((text) => typeof text === "string");
}

/** The entry that a case falls under, if any. */
export function findDifference(known: readonly KnownDifference[], given: Case): KnownDifference | undefined {
  return known.find(({ id, where }) => {
    if (!where) return id === given.id;
    const isOfTable = given.id.startsWith(id.slice(0, -1));
    return isOfTable && Object.entries(where).every(([path, text]) => new RegExp(text).test(textAt(given, path)));
  });
}

/** The text of a part of a case; "" where there is none. */
function textAt(given: Case, path: string): string {
  let part: unknown = given;
  for (const step of path.split("."))
    part = Array.isArray(part) ? part[Number(step)] : isRecord(part) ? part[step] : "";
  return typeof part === "string" ? part : part === undefined ? "" : JSON.stringify(part);
}

function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}
