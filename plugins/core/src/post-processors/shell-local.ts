import { definePostProcessor } from "@ingot/sdk";
import { checkScriptFiles } from "../scripts/check-script-files.ts";
import { localConfig } from "../scripts/local-config.ts";
import { runLocalScripts } from "../scripts/run-local.ts";

export const shellLocal = definePostProcessor({
  schema: localConfig,
  doc: "Runs shell scripts on this host, when the artifact is there. The artifact goes on as it is.",
  check: checkScriptFiles,
  postProcess: async (config, artifact, context) => {
    await runLocalScripts(config, context, { wrapsSingleCommand: true });
    return { artifact, keep: true, keepIsForced: true };
  },
});
