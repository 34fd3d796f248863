import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { disconnectedStatus } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { complaintsOf } from "../../../test/complaints-of.ts";
import { type Reply, type WindowsMachine, windowsMachine } from "../../../test/windows-machine.ts";
import { windowsShell } from "./windows-shell.ts";

let bench: Bench;
let machine: WindowsMachine;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function run(config: object, answer: () => Reply | undefined = () => undefined): Promise<string[]> {
  machine = windowsMachine(answer);
  const provisioner = await bench.ready(windowsShell, config);
  await provisioner.provision(bench.provisionContext(machine.communicator, { ID: "i-1" }));
  return bench.lines.map((line) =>
    line
      .replace(/packer-windows-shell\w+/, "packer-windows-shell")
      .replace(`${bench.folder}/`, "")
      .replace(bench.temporaryFolder, ".temporary"),
  );
}

const own = `set "PACKER_BUILDER_TYPE=null" && set "PACKER_BUILD_NAME=web" && `;

test("inline commands become a batch file with the line ends of Windows, run behind the environment", async () => {
  const said = await run({ inline: ["echo 1", "echo 2\nexit /b 0"], env: { A: "it's 100%" } }, () => ({
    stdout: "1\n",
    stderr: "hm\n",
  }));
  expect(said).toEqual([
    "==> Provisioning with windows-shell...",
    "==> Provisioning with shell script: .temporary/packer-windows-shell.bat",
    "out 1",
    "err hm",
  ]);
  expect(machine.lines).toEqual([`set "A=it's 100%" && ${own}"c:/Windows/Temp/script.bat"`]);
  expect(machine.uploads.map(({ path, content }) => [path, content])).toEqual([
    ["c:/Windows/Temp/script.bat", "echo 1\r\necho 2\r\nexit /b 0\r\n"],
  ]);
});

test("script files go as they are, one after another, to the same place, where they stay", async () => {
  const scripts = [join(bench.folder, "a.bat"), join(bench.folder, "b.cmd")];
  await writeFile(scripts[0] ?? "", "echo 1\necho 2");
  await writeFile(scripts[1] ?? "", "echo 3\r\n");
  expect(await run({ scripts, remote_path: "d:/x.bat" })).toEqual([
    "==> Provisioning with windows-shell...",
    "==> Provisioning with shell script: a.bat",
    "==> Provisioning with shell script: b.cmd",
  ]);
  expect(machine.lines).toEqual([`${own}"d:/x.bat"`, `${own}"d:/x.bat"`]);
  expect(machine.uploads.map(({ path, content }) => [path, content])).toEqual([
    ["d:/x.bat", "echo 1\necho 2"],
    ["d:/x.bat", "echo 3\r\n"],
  ]);
  expect([...machine.files.keys()]).toEqual(["d:/x.bat"]);
});

test.each([
  [{ execute_command: "cmd /c {{.Path}} & rem {{.Vars}}" }, `cmd /c c:/Windows/Temp/script.bat & rem ${own}`],
  [{ execute_command: "" }, `${own}"c:/Windows/Temp/script.bat"`],
  [
    { env_var_format: "set %s=%s&", environment_vars: ["A=b=c"], env: { B: "d" } },
    'set A=b=c&set B=d&set PACKER_BUILDER_TYPE=null&set PACKER_BUILD_NAME=web&"c:/Windows/Temp/script.bat"',
  ],
])("%j", async (config, line) => {
  await run({ inline: ["x"], ...config });
  expect(machine.lines).toEqual([line]);
});

describe("exit codes", () => {
  test.each([
    [{}, 1, "Script exited with non-zero exit status: 1. Allowed exit codes are: [0]"],
    [{ valid_exit_codes: [0, 3010] }, 3010, undefined],
    [{}, "disconnected", "Script disconnected unexpectedly"],
    [{ valid_exit_codes: [0, disconnectedStatus] }, "disconnected", undefined],
  ] as const)("%j and %s", async (config, status, message) => {
    const running = run({ inline: ["x"], ...config }, () => ({ status }));
    if (message === undefined) await running;
    else await expect(running).rejects.toThrow(message);
  });
});

test("a machine that does not answer is tried again until start_retry_timeout", async () => {
  let failures = 0;
  const answer = () => {
    if (failures++ < 2) throw new Error("connection refused");
    return { stdout: "hi\n" };
  };
  expect((await run({ inline: ["x"] }, answer)).at(-1)).toBe("out hi");
  const dead = () => {
    throw new Error("connection refused");
  };
  await expect(run({ inline: ["x"], start_retry_timeout: "300ms" }, dead)).rejects.toThrow("connection refused");
});

test.each([
  [{}, ["config: Either a script file or inline script must be specified"]],
  [
    { script: "a.bat", scripts: ["b.bat"] },
    [
      "scripts: Only one of script or scripts can be specified",
      "script: Bad script 'a.bat'",
      "scripts.0: Bad script 'b.bat'",
    ],
  ],
  [{ inline: ["x"], binary: true, start_retry_timeout: "1m" }, []],
])("validate %j", async (config, wanted) => {
  expect((await complaintsOf(bench, windowsShell, config)).sort()).toEqual([...wanted].sort());
});
