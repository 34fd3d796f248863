import { resolve } from "node:path";
import type { Diagnostic } from "@ingot/hcl";
import type { RequiredPlugin } from "../hcl2/required-plugin.ts";
import { discoverTemplate } from "./discover.ts";

/** What a template needs to be there before anything else of it is read. */
export interface LoadedRequirements {
  /** Texts by file name, for messages that show the source. */
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Of a legacy JSON template nothing is known: it cannot ask for plugins. */
  readonly dialect: "hcl2" | "json";
  readonly plugins: readonly RequiredPlugin[];
  /** The folder that the template stands in, absolute. */
  readonly directory: string;
}

/** Reads only what a template requires: variables need no values for that, and what is wrong elsewhere keeps nobody from installing plugins. */
export async function loadRequirements(path: string, cwd: string): Promise<LoadedRequirements> {
  const found = await discoverTemplate(path, cwd);
  const nothing = { sources: new Map<string, string>(), plugins: [], directory: cwd };
  if (!found.files) return { ...nothing, dialect: "hcl2", diagnostics: found.diagnostics };
  if (found.files.k === "json") return { ...nothing, dialect: "json", diagnostics: [] };
  const { readTemplateFiles } = await import("../hcl2/read-template-files.ts");
  const { checkRequirements } = await import("../hcl2/requirements.ts");
  const { readRootBlocks } = await import("../hcl2/root-blocks.ts");
  const { parsed, sources, diagnostics } = await readTemplateFiles(found.files.files, cwd);
  const { blocks } = readRootBlocks(parsed.flatMap((file) => (file ? [file.body] : [])));
  const requirements = checkRequirements(blocks);
  return {
    sources,
    dialect: "hcl2",
    diagnostics: [...diagnostics, ...requirements.diagnostics],
    plugins: requirements.plugins,
    directory: resolve(cwd, found.files.root),
  };
}
