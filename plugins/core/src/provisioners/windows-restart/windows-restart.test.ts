import { noneCommunicator } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { powershellMistakes } from "../../../test/parse-powershell.ts";
import { type Reply, type WindowsMachine, windowsMachine } from "../../../test/windows-machine.ts";
import { windowsRestart } from "./windows-restart.ts";

let bench: Bench;
let machine: WindowsMachine;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

/** What each kind of command answers, one answer after the other; the last one stands for all that follow. */
interface Script {
  readonly restart?: readonly Answer[];
  readonly test?: readonly Answer[];
  readonly check?: readonly Answer[];
  readonly echo?: readonly Answer[];
  readonly registry?: readonly Answer[];
}
type Answer = Reply | "unreachable" | "hangs";

const isBack: Reply = { stdout: "WIN-1 restarted.\r\n" };
const kinds = [
  [/^shutdown \/a$/, "abort"],
  [/restart test/, "test"],
  [/^shutdown|^my restart/, "restart"],
  [/^my check/, "check"],
  [/GetHostName/, "echo"],
  [/Test-Path/, "registry"],
] as const;

/** Runs the provisioner on a machine that answers as the script says; gives the kinds of its commands. */
async function run(config: object, script: Script): Promise<string[]> {
  const left: Record<string, Answer[]> = {
    restart: [{}],
    test: [{ status: 0 }],
    check: [{}],
    echo: [isBack],
    registry: [{ stdout: "False\r\nFalse\r\nFalse\r\n" }],
    abort: [{}],
    ...Object.fromEntries(Object.entries(script).map(([kind, answers]) => [kind, [...answers]])),
  };
  machine = windowsMachine(({ line }) => {
    const answers = left[kindOf(line)] ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "unreachable") throw new Error("connection refused");
    return answer === "hangs" ? new Promise<Reply>(() => undefined) : answer;
  });
  const provisioner = await bench.ready(windowsRestart, config);
  await provisioner.provision(bench.provisionContext(machine.communicator));
  return asked();
}

const kindOf = (line: string) => kinds.find(([pattern]) => pattern.test(line))?.[1] ?? line;
const asked = () => machine.lines.map(kindOf);

test("a machine is restarted, seen going down, and waited for", async () => {
  const going = [{ status: 1115 }, { status: 1190 }, { status: 1717 }, { status: 0 }];
  expect(await run({}, { test: going, echo: [{ status: 1 }, isBack] })).toEqual([
    ...["restart", "test", "test", "test", "test", "abort", "echo", "echo"],
  ]);
  expect(bench.lines).toEqual([
    "==> Restarting Machine",
    "==> Waiting for machine to restart...",
    "out WIN-1 restarted.\r",
    "==> Machine successfully restarted, moving on",
  ]);
  expect(machine.lines.slice(0, 2)).toEqual([
    'shutdown /r /f /t 0 /c "packer restart"',
    'shutdown /r /f /t 60 /c "packer restart test"',
  ]);
  const [code = ""] = /(?<=-command ").*(?="$)/.exec(machine.lines.at(-1) ?? "") ?? [];
  expect(await powershellMistakes(code)).toEqual([]);
});

describe("the restart", () => {
  test.each<[string, Script, string[]]>([
    ["was under way", { restart: [{ status: 1115 }] }, ["restart", "test", "abort", "echo"]],
    ["was scheduled", { restart: [{ status: 1190 }] }, ["restart", "test", "abort", "echo"]],
    ["broke the connection", { restart: [{ status: "disconnected" }] }, ["restart", "test", "abort", "echo"]],
    [
      "could be begun at the second attempt",
      { restart: ["unreachable", {}] },
      ["restart", "restart", "test", "abort", "echo"],
    ],
  ])("%s", async (_, script, wanted) => {
    expect(await run({}, script)).toEqual(wanted);
  });

  test("failed", async () => {
    await expect(
      run({ restart_command: "my restart" }, { restart: [{ status: 5, stderr: "Access is denied.\n" }] }),
    ).rejects.toThrow(
      "Restart script exited with non-zero exit status: 5. The command was: my restart. Only 0, 1115 and 1190 mean that the machine restarts",
    );
    expect(bench.lines).toContain("err Access is denied.");
  });
});

describe("the test whether the machine goes down", () => {
  test.each<[string, Answer, string[]]>([
    ["is refused for good", { status: 1 }, ["restart", "test", "echo"]],
    ["is cut off", { status: "disconnected" }, ["restart", "test", "echo"]],
    ["does not reach the machine", "unreachable", ["restart", "test", "echo"]],
  ])("%s: it is gone, or back", async (_, answer, wanted) => {
    expect(await run({}, { test: [answer] })).toEqual(wanted);
  });

  test("never restarts a machine that the build was cancelled on", async () => {
    const running = run({}, { test: ["hangs"] });
    const watch = setInterval(() => {
      if (asked().includes("test")) bench.abort.abort(new Error("cancelled by the user"));
    }, 5);
    await expect(running).rejects.toThrow("cancelled by the user");
    clearInterval(watch);
    expect(asked()).toEqual(["restart", "test", "abort"]);
  });
});

describe("the machine is back", () => {
  test("when the restart_check_command succeeds, and PowerShell answers after it", async () => {
    const check = [{ status: 1, stderr: "not yet\n" }, "unreachable", { stdout: "ready\n" }] as const;
    const commands = await run({ restart_check_command: "my check" }, { check });
    expect(commands).toEqual(["restart", "test", "abort", "check", "check", "check", "echo"]);
    expect(bench.lines.slice(2, 4)).toEqual(["out ready", "out WIN-1 restarted.\r"]);
  });

  test("when the registry has none of the keys", async () => {
    const registry = [
      { stdout: "False\r\nTrue\r\nFalse\r\n" },
      { status: 1 },
      { stdout: "False\r\nFalse\r\nFalse\r\n" },
    ];
    expect(await run({ check_registry: true }, { registry })).toEqual([
      ...["restart", "test", "abort", "echo", "registry", "registry", "registry"],
    ]);
    expect(machine.lines.at(-1)).toBe(
      `powershell -executionpolicy bypass -command "${["RebootPending", "PackagesPending", "RebootInProgress"]
        .map(
          (key) => `Test-Path 'HKLM:SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\${key}'`,
        )
        .join("; ")}"`,
    );
  });

  test("with keys of the template, whatever stands in them", async () => {
    await run({ check_registry: true, registry_keys: ["HKLM:SOFTWARE\\It's"] }, { registry: [{ stdout: "False\n" }] });
    expect(machine.lines.at(-1)).toBe(`powershell -executionpolicy bypass -command "Test-Path 'HKLM:SOFTWARE\\It''s'"`);
  });

  test("without a look at the registry where nothing is looked for", async () => {
    expect(await run({ check_registry: true, registry_keys: [] }, {})).not.toContain("registry");
    expect(await run({ registry_keys: ["HKLM:x"] }, {})).not.toContain("registry");
  });
});

describe("a timeout tells what was seen last", () => {
  test.each<[string, Script, string]>([
    ["while it goes down", { test: [{ status: 1115 }] }, "as on a machine that is going down"],
    ["without an answer", { echo: ["unreachable"] }, "The last that was seen: connection refused. Waited 300ms"],
    [
      "with another answer",
      { echo: [{ status: 127, stderr: "powershell: not found\n" }] },
      'PowerShell ended with status 127 (powershell: not found), without "restarted."',
    ],
    ["with a check that fails", { check: [{ status: 4 }] }, "the restart_check_command ended with status 4"],
    [
      "with a check that hangs",
      { check: ["hangs"] },
      "Waited 300ms; raise restart_timeout if the machine needs longer",
    ],
    ["with a key", { registry: [{ stdout: "False\nTrue\nFalse\n" }] }, "the registry has HKLM:SOFTWARE"],
  ])("%s", async (_, script, message) => {
    const config = {
      restart_timeout: "300ms",
      restart_check_command: script.check ? "my check" : "",
      check_registry: true,
    };
    const running = run(config, script);
    await expect(running).rejects.toThrow("Timeout waiting for machine to restart.");
    await expect(running).rejects.toThrow(message);
  });
});

test("without a way into the machine nothing is waited for", async () => {
  const provisioner = await bench.ready(windowsRestart, {});
  await expect(provisioner.provision(bench.provisionContext(noneCommunicator))).rejects.toThrow(
    "A machine cannot be restarted when communicator = 'none'",
  );
});

test("a cancelled build stops waiting", async () => {
  const running = run({}, { echo: ["unreachable"] });
  const watch = setInterval(() => {
    if (asked().includes("echo")) bench.abort.abort(new Error("cancelled by the user"));
  }, 5);
  await expect(running).rejects.toThrow("cancelled by the user");
  clearInterval(watch);
});
