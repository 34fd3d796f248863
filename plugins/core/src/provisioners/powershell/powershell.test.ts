import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { disconnectedStatus, noneCommunicator } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { complaintsOf } from "../../../test/complaints-of.ts";
import { powershellMistakes } from "../../../test/parse-powershell.ts";
import { type Command, type Reply, type WindowsMachine, windowsMachine } from "../../../test/windows-machine.ts";
import { powershell } from "./powershell.ts";

let bench: Bench;
let machine: WindowsMachine;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  // Whatever was sent is PowerShell.
  for (const { path, content } of machine?.uploads ?? [])
    if (path.endsWith(".ps1")) expect([path, await powershellMistakes(content)]).toEqual([path, []]);
  await bench.remove();
});

type Answer = (command: Command) => Reply | undefined | Promise<Reply>;

/** Runs the provisioner; of what it says, the test's folder and random names are left out. */
async function run(config: object, answer: Answer = () => undefined): Promise<string[]> {
  machine = windowsMachine(answer);
  const provisioner = await bench.ready(powershell, config);
  const generated = { ID: "i-1", PackerHTTPAddr: "10.0.2.2:8000" };
  await provisioner.provision(bench.provisionContext(machine.communicator, generated));
  return bench.lines.map(plain);
}

const plain = (text: string) =>
  text
    .replaceAll(`${bench.folder}/`, "")
    .replace(bench.temporaryFolder, ".temporary")
    .replace(/packer-powershell[0-9a-f]+/g, "packer-powershell")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID");

const lines = () => machine.commands.map(({ line }) => plain(line));
const own = `$env:PACKER_BUILDER_TYPE="null"; $env:PACKER_BUILD_NAME="web"; $env:PACKER_HTTP_ADDR="10.0.2.2:8000"; `;

async function script(name: string, content = "Write-Output 1\r\nWrite-Output 2"): Promise<string> {
  const path = join(bench.folder, name);
  await writeFile(path, content);
  return path;
}

describe("inline", () => {
  test("commands become one script, which is run by its file, and goes", async () => {
    const said = await run({ inline: ["Get-Date", "Get-Host"] }, () => ({ stdout: "today\n", stderr: "hm\n" }));
    expect(said).toEqual([
      "==> Provisioning with Powershell...",
      "==> Provisioning with powershell script: .temporary/packer-powershell.ps1",
      "out today",
      "err hm",
    ]);
    expect(lines()).toEqual(["powershell -executionpolicy bypass -file c:/Windows/Temp/script-ID.ps1"]);
    expect(machine.uploads.map(({ path, mode }) => [plain(path), mode?.toString(8)])).toEqual([
      ["c:/Windows/Temp/script-ID.ps1", "755"],
      ["c:/Windows/Temp/packer-cleanup-ID.ps1", "600"],
    ]);
    expect([...machine.files.keys()]).toEqual([]);
  });

  test("the script sets the environment, stops at what is thrown, and ends as the last program did", async () => {
    await run({ inline: ["choco install x", "exit 5"], env: { A: "b" }, debug_mode: 2 });
    expect(machine.commands[0]?.script).toBe(`$ProgressPreference = 'SilentlyContinue'
Set-PSDebug -Trace 2
try {
$env:A="b"; ${own}
choco install x
exit 5
} catch {
[Console]::Error.WriteLine(($_ | Out-String).Trim())
exit 1
}
if ((Test-Path variable:global:LASTEXITCODE) -and $global:LASTEXITCODE -ne 0) { exit $global:LASTEXITCODE }
exit 0
`);
  });

  test("a here-string may be spread over commands", async () => {
    await run({ inline: ['$text = @"', "one", '"@', "Write-Output $text"] });
    expect(await powershellMistakes(machine.commands[0]?.script ?? "")).toEqual([]);
  });

  test("what is not ASCII is marked as UTF-8, which Windows PowerShell would not guess", async () => {
    await run({ inline: ["Write-Output 'ä'"] });
    expect(machine.commands[0]?.script?.startsWith("\ufeff$Progress")).toBe(true);
    await run({ inline: ["Write-Output 'a'"] });
    expect(machine.commands[0]?.script?.startsWith("$Progress")).toBe(true);
  });
});

describe("script files", () => {
  test("go as they are, one after another, with the environment in a file", async () => {
    const scripts = [await script("a.ps1"), await script("b.ps1", "exit 0")];
    const said = await run({ scripts, environment_vars: ["A=x=y"] });
    expect(said.slice(1)).toEqual([
      "==> Provisioning with powershell script: a.ps1",
      "==> Provisioning with powershell script: b.ps1",
    ]);
    expect(machine.commands.map(({ script }) => script)).toEqual(["Write-Output 1\r\nWrite-Output 2", "exit 0"]);
    expect(machine.commands.map(({ environment }) => environment)).toEqual([
      `$env:A="x=y"; ${own}`,
      `$env:A="x=y"; ${own}`,
    ]);
    expect(lines()[0]).toBe(
      `powershell -executionpolicy bypass -command "Set-Variable ProgressPreference SilentlyContinue; . 'c:/Windows/Temp/packer-ps-env-vars-ID.ps1'; & 'c:/Windows/Temp/script-ID.ps1'; exit (Get-Variable LASTEXITCODE -ValueOnly -ErrorAction SilentlyContinue)"`,
    );
    const [code = ""] = /(?<=-command ").*(?="$)/.exec(lines()[0] ?? "") ?? [];
    expect(await powershellMistakes(code)).toEqual([]);
    expect([...machine.files.keys()]).toEqual([]);
  });

  test("a remote_path that ends with a separator is a folder", async () => {
    const scripts = [await script("a.ps1"), await script("b.ps1")];
    await run({ scripts, remote_path: "d:\\it's here\\", remote_env_var_path: "d:/env.ps1", debug_mode: 1 });
    expect(lines().map((line) => /-command "(.*); exit/.exec(line)?.[1])).toEqual([
      `Set-Variable ProgressPreference SilentlyContinue; Set-PSDebug -Trace 1; . 'd:/env.ps1'; & 'd:\\it''s here\\a.ps1'`,
      `Set-Variable ProgressPreference SilentlyContinue; Set-PSDebug -Trace 1; . 'd:/env.ps1'; & 'd:\\it''s here\\b.ps1'`,
    ]);
    expect([...machine.files.keys()]).toEqual([]);
  });
});

test.each([
  [{ execution_policy: "RemoteSigned" }, "powershell -executionpolicy remotesigned -file c:/x.ps1"],
  [{ execution_policy: "none" }, "powershell -file c:/x.ps1"],
  [{ use_pwsh: true }, "pwsh -executionpolicy bypass -file c:/x.ps1"],
  [{ use_pwsh: true, execution_policy: "none" }, "pwsh -file c:/x.ps1"],
  [{ remote_path: "c:/a b/x.ps1" }, 'powershell -executionpolicy bypass -file "c:/a b/x.ps1"'],
  [{ execute_command: "" }, "powershell -executionpolicy bypass -file c:/x.ps1"],
])("%j starts %s", async (config, line) => {
  await run({ inline: ["exit"], remote_path: "c:/x.ps1", ...config });
  expect(lines()).toEqual([line]);
});

test("execute_command sees the path, that of the environment's file, and the machine's data", async () => {
  const execute_command = "powershell -command \". {{.Vars}}; run {{.ID}}; & '{{.Path}}'\"";
  await run({ inline: ["exit"], execute_command, env: { A: "ü" } });
  expect(lines()).toEqual([
    `powershell -command ". c:/Windows/Temp/packer-ps-env-vars-ID.ps1; run i-1; & 'c:/Windows/Temp/script-ID.ps1'"`,
  ]);
  expect(machine.commands[0]?.environment).toBe(`\ufeff$env:A="ü"; ${own}`);
  // The cleaning is run by the same command.
  expect(plain(machine.lines[1] ?? "")).toContain("run i-1; & 'c:/Windows/Temp/packer-cleanup-ID.ps1'");
  expect([...machine.files.keys()]).toEqual([]);
});

describe("the environment", () => {
  test("values are escaped between double quotes, of typographic ones too", async () => {
    await run({ script: await script("a.ps1"), environment_vars: ["A=a$b`c\"d'e“f"], env: { B: "1" } });
    expect(machine.commands[0]?.environment).toBe(`\ufeff$env:A="a\`$b\`\`c\`"d\`'e\`“f"; $env:B="1"; ${own}`);
  });

  test.each([
    [{ env_var_format: "set-item env:%s '%s'\n" }, "set-item env:A 'b'"],
    [{ elevated_env_var_format: "no" }, '$env:A="b"; '],
    [{ elevated_user: "SYSTEM", elevated_env_var_format: "set-item env:%s '%s'\n" }, "set-item env:A 'b'"],
  ])("%j", async (config, wanted) => {
    await run({ script: await script("a.ps1"), env: { A: "b" }, ...config });
    expect(machine.commands[0]?.environment?.startsWith(wanted)).toBe(true);
  });
});

describe("elevated", () => {
  const login = { elevated_user: "CORP\\it's me", elevated_password: "p'a$$`\"<&>" };

  test("a command runs as another user, by a script that removes itself", async () => {
    const said = await run({ inline: ["whoami"], ...login }, ({ user }) => ({ stdout: `${user}\n` }));
    expect(said.at(-1)).toBe("out CORP\\it's me");
    expect(machine.commands.map(({ line, user }) => [plain(line), user])).toEqual([
      ["powershell -executionpolicy bypass -file c:/Windows/Temp/script-ID.ps1", "CORP\\it's me"],
    ]);
    expect(plain(machine.lines[0] ?? "")).toBe(
      "powershell -executionpolicy bypass -file C:/Windows/Temp/packer-elevated-shell-ID.ps1",
    );
    expect([...machine.files.keys()]).toEqual([]);
  });

  test("the password stands in that script only, which nobody else may read", async () => {
    const said = await run({ inline: ["whoami"], ...login });
    expect([...machine.lines, ...said].filter((line) => line.includes("$$"))).toEqual([]);
    const holders = machine.uploads.filter(({ content }) => content.includes("'p''a$$`\"<&>'"));
    expect(holders.map(({ path, mode }) => [plain(path), mode?.toString(8)])).toEqual([
      ["C:/Windows/Temp/packer-elevated-shell-ID.ps1", "600"],
    ]);
    const { secrets } = await bench.prepare(powershell, { inline: ["whoami"], ...login });
    expect(secrets).toEqual([login.elevated_password]);
  });

  test("how the task ends is how the script ends", async () => {
    const failing = run({ script: await script("a.ps1"), ...login }, () => ({ status: 3 }));
    await expect(failing).rejects.toThrow("Script exited with non-zero exit status: 3. Allowed exit codes are: [0]");
    expect([...machine.files.keys()]).toEqual([]);
  });

  test.each([
    [{ elevated_user: "SYSTEM" }, "\n$password = $null\n$logon = $logonAsService\n"],
    [{ elevated_user: "SYSTEM", elevated_password: "" }, "\n$password = $null\n$logon = $logonAsService\n"],
    [{ elevated_user: "me", elevated_password: "pass" }, "\n$password = 'pass'\n$logon = $logonWithPassword\n"],
  ])("%j", async (config, login) => {
    await run({ inline: ["whoami"], ...config });
    expect(machine.uploads.find(({ path }) => path.includes("elevated"))?.content).toContain(login);
  });

  test("elevated_execute_command stands for execute_command; the cleaning is not elevated", async () => {
    await run({
      inline: ["whoami"],
      ...login,
      execute_command: 'plain -file "{{.Path}}"',
      elevated_execute_command: "cmd-a '{{.Path}}' with {{.Vars}}",
    });
    expect(lines()).toEqual(["cmd-a 'c:/Windows/Temp/script-ID.ps1' with c:/Windows/Temp/packer-ps-env-vars-ID.ps1"]);
    expect(plain(machine.lines.at(-1) ?? "")).toBe('plain -file "c:/Windows/Temp/packer-cleanup-ID.ps1"');
  });

  test("a cancelled one is ended on the machine, and its script with the password is removed", async () => {
    const running = run({ inline: ["Start-Sleep 3600"], ...login }, ({ user }) => {
      if (user === undefined) return undefined;
      bench.abort.abort(new Error("cancelled by the user"));
      return new Promise(() => undefined);
    });
    await expect(running).rejects.toThrow("cancelled by the user");
    const withdrawal = machine.commands.find(({ line }) => line.includes("schtasks"))?.line ?? "";
    expect(plain(withdrawal)).toBe(
      `powershell -executionpolicy bypass -command "schtasks /end /tn packer-ID; schtasks /delete /f /tn packer-ID; Remove-Item -Force -ErrorAction SilentlyContinue -LiteralPath (Join-Path (Get-Item env:SystemRoot).Value 'Temp\\packer-ID.out'), 'C:/Windows/Temp/packer-elevated-shell-ID.ps1'"`,
    );
    expect(await powershellMistakes(withdrawal)).toEqual([]);
  });
});

test("PowerShell 7 on another system, with places of that system", async () => {
  await run({ inline: ["Get-Date"], use_pwsh: true, remote_path: "/tmp/x.ps1" });
  expect(machine.lines.map(plain)).toEqual([
    "pwsh -executionpolicy bypass -file /tmp/x.ps1",
    "pwsh -executionpolicy bypass -file /tmp/packer-cleanup-ID.ps1",
  ]);
  expect([...machine.files.keys()]).toEqual([]);
});

describe("exit codes", () => {
  test.each([
    [{}, 1, "Script exited with non-zero exit status: 1. Allowed exit codes are: [0]"],
    [{ valid_exit_codes: [0, 3010] }, 3010, undefined],
    [{ valid_exit_codes: [3010] }, 0, "Script exited with non-zero exit status: 0. Allowed exit codes are: [3010]"],
    [{}, "disconnected", 'add 2300218 to "valid_exit_codes", and let "windows-restart" follow'],
    [{ valid_exit_codes: [0, disconnectedStatus] }, "disconnected", undefined],
  ] as const)("%j and %s", async (config, status, message) => {
    const running = run({ inline: ["x"], ...config }, () => ({ status }));
    if (message === undefined) await running;
    else await expect(running).rejects.toThrow(message);
    // Also behind a failure nothing stays.
    expect([...machine.files.keys()]).toEqual([]);
  });

  test("the scripts behind one that failed are not run", async () => {
    const scripts = [await script("a.ps1"), await script("b.ps1")];
    await expect(run({ scripts }, () => ({ status: 1 }))).rejects.toThrow("non-zero");
    expect(machine.commands).toHaveLength(1);
  });
});

test("a machine that does not answer is tried again until start_retry_timeout", async () => {
  let failures = 0;
  const fail = () => {
    if (failures++ < 2) throw new Error("connection refused");
    return { stdout: "hi\n" };
  };
  expect((await run({ inline: ["x"] }, fail)).at(-1)).toBe("out hi");
  const dead = () => {
    throw new Error("connection refused");
  };
  await expect(run({ inline: ["x"], start_retry_timeout: "300ms" }, dead)).rejects.toThrow("connection refused");
});

test("what cannot get better is not tried again", async () => {
  const provisioner = await bench.ready(powershell, { inline: ["x"], elevated_user: "SYSTEM" });
  await expect(provisioner.provision(bench.provisionContext(noneCommunicator))).rejects.toThrow(
    "Upload is not implemented when communicator = 'none'",
  );
  const path = await script("a.ps1");
  const gone = await bench.ready(powershell, { script: path });
  await rm(path);
  await expect(gone.provision(bench.provisionContext(windowsMachine(() => ({})).communicator))).rejects.toThrow(
    "ENOENT",
  );
  expect(bench.lines.filter((line) => line.startsWith("!!!"))).toEqual([]);
});

test("skip_clean leaves everything", async () => {
  await run({ script: await script("a.ps1"), skip_clean: true });
  expect([...machine.files.keys()].map(plain)).toEqual([
    "c:/windows/temp/packer-ps-env-vars-ID.ps1",
    "c:/windows/temp/script-ID.ps1",
  ]);
});

describe("files that cannot be removed", () => {
  const runWithoutCleaning = async (status: number, onFailure: () => void = () => undefined) => {
    machine = windowsMachine(() => ({ status }));
    const { communicator } = machine;
    const full = async () => {
      onFailure();
      throw new Error("the disk is full");
    };
    const provisioner = await bench.ready(powershell, { inline: ["x"], remote_path: "c:/x.ps1" });
    return provisioner.provision(
      bench.provisionContext({
        ...communicator,
        upload: (to, ...rest) => (to.includes("cleanup") ? full() : communicator.upload(to, ...rest)),
      }),
    );
  };

  test("are named", async () => {
    await expect(runWithoutCleaning(1)).rejects.toThrow("non-zero exit status");
    expect(bench.lines.at(-1)).toBe(
      "!!! Files of the provisioner stay on the machine: c:/x.ps1 (the disk is full). They may hold secrets: remove them before the machine is used.",
    );
  });

  test("are tried again where all went well, since the machine may be restarting; until the build is cancelled", async () => {
    let failures = 0;
    const cancel = () => {
      if (++failures === 3) bench.abort.abort(new Error("cancelled by the user"));
    };
    await expect(runWithoutCleaning(0, cancel)).rejects.toThrow("cancelled by the user");
    expect(failures).toBe(3);
  });
});

test("pause_after says how long it waits", async () => {
  expect((await run({ inline: ["x"], pause_after: "10ms" })).at(-1)).toBe("==> Pausing 10ms after this provisioner...");
});

test.each([
  [{}, ["config: Either a script file or inline script must be specified"]],
  [
    { inline: ["x"], script: "nowhere.ps1" },
    ["inline: Only a script file or an inline script can be specified, not both", "script: Bad script 'nowhere.ps1'"],
  ],
  [
    { inline: ["x"], elevated_password: "p" },
    ["elevated_password: Must supply an 'elevated_user' if 'elevated_password' provided"],
  ],
  [{ inline: ["x"], execution_policy: "lax" }, ['execution_policy: Invalid value for "execution_policy"']],
  [{ inline: ["x"], execution_policy: "AllSigned", debug_mode: 2 }, []],
  [{ inline: ["x"], debug_mode: 3 }, ['debug_mode: Invalid value for "debug_mode"']],
  [{ inline: ["x"], debug_mode: 0.5 }, ['debug_mode: Invalid value for "debug_mode"']],
  [{ inline: ["x"], environment_vars: ["A"] }, ["environment_vars.0: Environment variable not in format 'key=value'"]],
  [{ inline: ["x"], elevated_user: "u", elevated_password: "p", binary: true, pause_after: "1s" }, []],
])("validate %j", async (config, wanted) => {
  expect((await complaintsOf(bench, powershell, config)).sort()).toEqual([...wanted].sort());
});
