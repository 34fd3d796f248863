import { randomUUID } from "node:crypto";
import type { ProvisionContext } from "@ingot/sdk";
import { runCode, runFile, windowsPowershell } from "../../powershell/powershell-command.ts";
import { quoteLiteral } from "../../powershell/quote-powershell.ts";
import { uploadText } from "../../scripts/upload-text.ts";
import { elevatedScript, outputPathOf } from "./elevated-script.ts";

interface Elevated {
  /** Runs the command as the other user. */
  readonly command: string;
  /** Puts the script on the machine that the command needs. */
  readonly send: () => Promise<void>;
  /** Ends and removes what a command leaves that did not come to its end. */
  readonly withdraw: (signal: AbortSignal) => Promise<void>;
}

/** Makes a command one that runs as another user. Their password stands in a script and in no command line. */
export function elevate(command: string, user: string, password: string, context: ProvisionContext): Elevated {
  const id = randomUUID();
  const name = `packer-${id}`;
  const path = `C:/Windows/Temp/packer-elevated-shell-${id}.ps1`;
  const removal = [
    `schtasks /end /tn ${name}`,
    `schtasks /delete /f /tn ${name}`,
    `Remove-Item -Force -ErrorAction SilentlyContinue -LiteralPath (${outputPathOf(name)}), ${quoteLiteral(path)}`,
  ];
  return {
    command: runFile(windowsPowershell, path),
    send: () => uploadText(path, elevatedScript({ name, path, command, user, password }), context),
    withdraw: async (signal) => {
      await context.communicator.exec(runCode(windowsPowershell, removal.join("; ")), { signal });
    },
  };
}
