// A script that runs one command as another user. Windows has no sudo, and a remote session has fewer rights than a local one, so the command
// becomes a task of the scheduler, made through its COM interface (Task Scheduler 2.0, there since Windows Vista). The task's output goes
// to a file, which is read from where the last reading ended.

import { quoteLiteral, scriptText } from "../../powershell/quote-powershell.ts";

export interface ElevatedTask {
  /** Of the task, and of the file with its output. */
  readonly name: string;
  /** Where the script itself will be; it removes itself. */
  readonly path: string;
  /** A command line for cmd.exe. */
  readonly command: string;
  readonly user: string;
  /** Empty for a service account. */
  readonly password: string;
}

/** Code for the path of the file with a task's output. */
export function outputPathOf(name: string): string {
  return `Join-Path (Get-Item env:SystemRoot).Value ${quoteLiteral(`Temp\\${name}.out`)}`;
}

/** The script for a task. It holds the password: nobody else may read its file, and it must go. */
export function elevatedScript({ name, path, command, user, password }: ElevatedTask): string {
  // PowerShell shows the line that an error comes from, so the password has one where nothing can go wrong.
  const login =
    password === ""
      ? "$password = $null\n$logon = $logonAsService"
      : `$password = ${quoteLiteral(password)}\n$logon = $logonWithPassword`;
  return scriptText(`$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What the scheduler calls these in numbers.
$logonWithPassword = 1
$logonAsService = 5
$highestRunLevel = 1
$actionOfProgram = 0
$createOrUpdate = 6
$queued = 2
$running = 4
$resultNotRunYet = 267011
$resultRunning = 267009

$name = ${quoteLiteral(name)}
$user = ${quoteLiteral(user)}
${login}
$output = ${outputPathOf(name)}
$console = [Console]::OpenStandardOutput()
$seen = @{ Bytes = [long]0 }
$hasBegun = $false
$status = 1
$folder = $null
$task = $null

function Show-NewOutput {
  if (-not (Test-Path -LiteralPath $output)) { return }
  try { $file = [IO.File]::Open($output, 'Open', 'Read', 'ReadWrite, Delete') } catch { return }
  try {
    [void]$file.Seek($seen.Bytes, 'Begin')
    $buffer = New-Object byte[] 65536
    while (($count = $file.Read($buffer, 0, $buffer.Length)) -gt 0) {
      $console.Write($buffer, 0, $count)
      $seen.Bytes += $count
    }
    $console.Flush()
  } finally {
    $file.Close()
  }
}

try {
  $service = New-Object -ComObject 'Schedule.Service'
  $service.Connect()
  $folder = $service.GetFolder('\\')
  $definition = $service.NewTask(0)
  $definition.RegistrationInfo.Description = 'Packer elevated task'
  $definition.Principal.RunLevel = $highestRunLevel
  $settings = $definition.Settings
  $settings.Priority = 4
  $settings.ExecutionTimeLimit = 'PT0S'
  $settings.DisallowStartIfOnBatteries = $false
  $settings.StopIfGoingOnBatteries = $false
  $settings.RunOnlyIfIdle = $false
  $settings.IdleSettings.StopOnIdleEnd = $false
  $action = $definition.Actions.Create($actionOfProgram)
  $action.Path = 'cmd'
  # With /s, cmd takes away the outer quotes and no others.
  $action.Arguments = '/s /c "' + ${quoteLiteral(command)} + ' > "' + $output + '" 2>&1"'
  $task = $folder.RegisterTaskDefinition($name, $definition, $createOrUpdate, $user, $password, $logon)
  [void]$task.Run($null)

  $patience = (Get-Date).AddSeconds(10)
  do {
    Start-Sleep -Milliseconds 100
    Show-NewOutput
    $state = $task.State
    $result = $task.LastTaskResult
    $hasBegun = $hasBegun -or $state -eq $running -or $result -ne $resultNotRunYet
    if (-not $hasBegun -and (Get-Date) -gt $patience) { throw 'The task scheduler did not start it within 10 seconds.' }
  } while (-not $hasBegun -or $state -eq $running -or $state -eq $queued -or $result -eq $resultRunning)
  Show-NewOutput
  $status = $result
} catch {
  [Console]::Error.WriteLine("The command could not be run as \${user}: " + $_.Exception.Message)
} finally {
  if ($task) { try { $task.Stop(0) } catch { } }
  if ($folder) { try { $folder.DeleteTask($name, 0) } catch { } }
  Remove-Item -Force -ErrorAction SilentlyContinue -LiteralPath $output, ${quoteLiteral(path)}
}
exit $status
`);
}
