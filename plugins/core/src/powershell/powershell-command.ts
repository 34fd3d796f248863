import { quoteLiteral } from "./quote-powershell.ts";

// Command lines that start PowerShell. The shell behind a communicator may be cmd.exe, PowerShell itself or, on test machines, a POSIX shell;
// so that each of them hands the code over as it is, nothing in it has a dollar sign, a double quote or a percent sign.

export interface Interpreter {
  readonly program: "powershell" | "pwsh";
  /** In small letters; "none" leaves it to the machine. */
  readonly executionPolicy: string;
}

/** The one that is on every machine, for scripts of our own. */
export const windowsPowershell: Interpreter = { program: "powershell", executionPolicy: "bypass" };

/** Runs a script file; PowerShell ends as the script does. */
export function runFile(interpreter: Interpreter, path: string): string {
  return `${start(interpreter)} -file ${/^[\w:\\/.~-]+$/.test(path) ? path : `"${path}"`}`;
}

/** Runs code. */
export function runCode(interpreter: Interpreter, code: string): string {
  return `${start(interpreter)} -command "${code}"`;
}

/** Code that reads variables from one script and runs another, without a progress display. */
export function codeForScript(variablesPath: string, scriptPath: string, traceLevel: number): string {
  return [
    "Set-Variable ProgressPreference SilentlyContinue",
    ...(traceLevel > 0 ? [`Set-PSDebug -Trace ${traceLevel}`] : []),
    `. ${quoteLiteral(variablesPath)}`,
    `& ${quoteLiteral(scriptPath)}`,
    // It is not there where nothing has set it.
    "exit (Get-Variable LASTEXITCODE -ValueOnly -ErrorAction SilentlyContinue)",
  ].join("; ");
}

function start({ program, executionPolicy }: Interpreter): string {
  return executionPolicy === "none" ? program : `${program} -executionpolicy ${executionPolicy}`;
}
