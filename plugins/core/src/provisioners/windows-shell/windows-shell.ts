import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { defineProvisioner, type ProvisionContext } from "@ingot/sdk";
import { acceptExit } from "../../scripts/accept-exit.ts";
import { checkScriptFiles } from "../../scripts/check-script-files.ts";
import { environmentOf, formatEnvironment } from "../../scripts/environment.ts";
import { listScripts } from "../../scripts/list-scripts.ts";
import { openScript, runOnMachine } from "../../scripts/run-remote-script.ts";
import { type WindowsShellConfig, windowsShellConfig } from "./config.ts";

export const windowsShell = defineProvisioner({
  schema: windowsShellConfig,
  doc: "Runs batch scripts on a Windows machine, by cmd.exe.",
  check: checkScriptFiles,
  provision,
});

async function provision(config: WindowsShellConfig, context: ProvisionContext): Promise<void> {
  context.ui.say("Provisioning with windows-shell...");
  // cmd.exe has no escapes that would hold for every value.
  const format = config.env_var_format || 'set "%s=%s" && ';
  const variables = formatEnvironment(environmentOf(config, context), format, (value) => value);
  const path = config.remote_path || "c:/Windows/Temp/script.bat";
  const command = config.execute_command?.source
    ? config.execute_command.render({ Vars: variables, Path: path })
    : `${variables}"${path}"`;
  const scripts = await listScripts(config, async (commands) => {
    const file = await context.temp.file("packer-windows-shell", ".bat");
    // cmd.exe loses its way to labels where lines end without a carriage return.
    await writeFile(file, [...commands, ""].join("\n").replace(/\r?\n/g, "\r\n"));
    return file;
  });
  for (const script of scripts) {
    context.ui.say(`Provisioning with shell script: ${script}`);
    const { sendTo } = await openScript(script, createReadStream, context);
    const send = () => sendTo(path);
    const exit = await runOnMachine({ command, retryTimeoutMs: config.start_retry_timeout, send }, context);
    acceptExit(exit, config.valid_exit_codes);
  }
}
