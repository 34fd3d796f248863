import { complainOfExit, disconnectedStatus, type Exit, exitStatus } from "@ingot/sdk";
import { signalNumber } from "./signal-number.ts";

/** Throws where a script on a Windows machine did not end as `valid_exit_codes` wants it. */
export function acceptExit(exit: Exit, validExitCodes: readonly number[]): void {
  if (exit.k === "disconnected" && !validExitCodes.includes(disconnectedStatus))
    throw new Error(
      `Script disconnected unexpectedly. If the script makes the machine restart, add ${disconnectedStatus} to "valid_exit_codes", and let "windows-restart" follow`,
    );
  const wrong = complainOfExit(exitStatus(exit, signalNumber), validExitCodes);
  if (wrong !== undefined) throw new Error(wrong);
}
