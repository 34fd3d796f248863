import { createHash } from "node:crypto";
import { packerLevel } from "@ingot/engine";
import type { TemplateFacts, VersionFacts } from "@ingot/sdk";

/** Names a template by what was read of it, so that a record of a run can be held against a file. */
export function templateFacts(path: string, sources: ReadonlyMap<string, string>): TemplateFacts {
  const files = [...sources].map(([file, text]) => ({
    path: file,
    sha256: createHash("sha256").update(text).digest("hex"),
  }));
  return { path, files };
}

/** What runs here. */
export function versionFacts(ingot: string): VersionFacts {
  return { ingot, packerLevel, node: process.version, system: `${process.platform} ${process.arch}` };
}
