import { discoverTemplate } from "./discover.ts";
import type { LoadedTemplate, LoadOptions } from "./template.ts";

/** Finds and reads a template of either dialect. */
export async function loadTemplate(path: string, options: LoadOptions): Promise<LoadedTemplate> {
  const found = await discoverTemplate(path, options.cwd);
  if (!found.files)
    return {
      sources: new Map(),
      diagnostics: found.diagnostics,
      template: undefined,
      secrets: [],
      isInDoubt: () => false,
    };
  // Each front end is loaded only when it is needed.
  if (found.files.k === "json") return (await import("../json/load-json.ts")).loadJson(found.files.path, options);
  return (await import("../hcl2/load-hcl2.ts")).loadHcl2(found.files, options);
}

/** What `console` and `inspect` have where no template is given: no variables, and in legacy JSON one builder that does nothing. */
export async function loadNoTemplate(dialect: "json" | "hcl2", options: LoadOptions): Promise<LoadedTemplate> {
  if (dialect === "json") return (await import("../json/load-json.ts")).loadJson(undefined, options);
  const nothing = { k: "hcl2", root: "", files: [], variableFiles: [] } as const;
  return (await import("../hcl2/load-hcl2.ts")).loadHcl2(nothing, options);
}
