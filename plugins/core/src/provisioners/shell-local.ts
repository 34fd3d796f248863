import { defineProvisioner } from "@ingot/sdk";
import { checkScriptFiles } from "../scripts/check-script-files.ts";
import { localConfig } from "../scripts/local-config.ts";
import { runLocalScripts } from "../scripts/run-local.ts";

export const shellLocal = defineProvisioner({
  schema: localConfig,
  doc: "Runs shell scripts on this host, while the machine is there.",
  check: checkScriptFiles,
  provision: (config, context) => runLocalScripts(config, context, { wrapsSingleCommand: false }),
});
