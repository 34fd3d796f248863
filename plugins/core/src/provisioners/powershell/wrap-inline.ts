import { scriptText } from "../../powershell/quote-powershell.ts";

interface Inline {
  readonly commands: readonly string[];
  /** Code that sets the environment. */
  readonly environment: string;
  /** For Set-PSDebug. */
  readonly traceLevel: number;
}

/**
 * The script that is made of inline commands. Its exit status is 1 when a command throws, else that of the last program that was run. The
 * commands stand at the beginning of their lines, where here-strings end.
 */
export function wrapInline({ commands, environment, traceLevel }: Inline): string {
  return scriptText(
    [
      "$ProgressPreference = 'SilentlyContinue'",
      ...(traceLevel > 0 ? [`Set-PSDebug -Trace ${traceLevel}`] : []),
      "try {",
      environment,
      ...commands,
      "} catch {",
      "[Console]::Error.WriteLine(($_ | Out-String).Trim())",
      "exit 1",
      "}",
      "if ((Test-Path variable:global:LASTEXITCODE) -and $global:LASTEXITCODE -ne 0) { exit $global:LASTEXITCODE }",
      "exit 0",
      "",
    ].join("\n"),
  );
}
