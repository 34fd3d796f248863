import { defineProvisioner } from "@ingot/sdk";
import { checkScriptFiles } from "../../scripts/check-script-files.ts";
import { shellConfig } from "./config.ts";
import { provisionWithShell } from "./provision.ts";

export const shell = defineProvisioner({
  schema: shellConfig,
  doc: "Runs shell scripts on the machine.",
  check: checkScriptFiles,
  provision: provisionWithShell,
});
