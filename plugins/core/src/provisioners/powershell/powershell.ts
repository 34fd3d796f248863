import { defineProvisioner } from "@ingot/sdk";
import { checkScriptFiles } from "../../scripts/check-script-files.ts";
import { powershellConfig } from "./config.ts";
import { provisionWithPowershell } from "./provision.ts";

export const powershell = defineProvisioner({
  schema: powershellConfig,
  doc: "Runs PowerShell scripts on the machine.",
  check: checkScriptFiles,
  provision: provisionWithPowershell,
});
