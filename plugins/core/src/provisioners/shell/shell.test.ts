import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Communicator, disconnectedStatus, noneCommunicator } from "@ingot/sdk";
import { type Bench, openBench, testMachine } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { complaintsOf } from "../../../test/complaints-of.ts";
import { shell } from "./shell.ts";

let bench: Bench;
let log: string[];
beforeEach(async () => {
  bench = await openBench();
  log = [];
});
afterEach(() => bench.remove());

/** Runs the provisioner; what it says has the temporary script's name left out. */
async function run(
  config: object,
  communicator: Communicator = testMachine({ folder: bench.folder, log }).communicator,
): Promise<string[]> {
  const provisioner = await bench.ready(shell, { remote_folder: "/machine", remote_file: "s.sh", ...config });
  const generated = {
    ID: "i-1",
    PackerHTTPAddr: "10.0.2.2:8000",
    PackerHTTPIP: "ERR_HTTP_IP_NOT_IMPLEMENTED_BY_BUILDER",
  };
  await provisioner.provision(bench.provisionContext(communicator, generated));
  return bench.lines.map((line) =>
    line
      .replace(/packer-shell\w+/, "packer-shell")
      .replace(`${bench.folder}/`, "")
      .replace(bench.temporaryFolder, ".temporary"),
  );
}

describe("inline", () => {
  test("commands run in order, with both streams", async () => {
    const lines = await run({ inline: ["echo one", "echo two >&2", "printf three"] });
    // Which of two streams comes first is not settled.
    expect(lines.filter((line) => !line.startsWith("err"))).toEqual([
      "==> Provisioning with shell script: .temporary/packer-shell",
      "out one",
      "out three",
    ]);
    expect(lines).toContain("err two");
  });

  test("the script stops at the first failure, and its status is told", async () => {
    await expect(run({ inline: ["echo one", "exit 3", "echo two"] })).rejects.toThrow(
      "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]",
    );
    expect(bench.lines).not.toContain("out two");
  });

  test("other exit codes may be accepted", async () => {
    await run({ inline: ["exit 3"], valid_exit_codes: [0, 3] });
    await expect(run({ inline: ["true"], valid_exit_codes: [3, 4] })).rejects.toThrow(
      "Script exited with non-zero exit status: 0. Allowed exit codes are: [3 4]",
    );
  });

  test.each([
    [{ inline: ["echo hi"] }, "#!/bin/sh -e\necho hi\n"],
    [{ inline: ["#!/bin/sh -x", "echo hi"] }, "#!/bin/sh -x\necho hi\n"],
    [{ inline: ["#!/bin/sh", "echo hi"], inline_shebang: "/bin/bash -eu" }, "#!/bin/bash -eu\n#!/bin/sh\necho hi\n"],
    [{ inline: ["echo 'a\r", "b'"] }, "#!/bin/sh -e\necho 'a\nb'\n"],
  ])("the script of %j", async (config, text) => {
    await run({ ...config, skip_clean: true, execute_command: "true {{.Path}}" });
    expect(await readFile(join(bench.folder, "s.sh"), "utf8")).toBe(text);
  });
});

test("the environment: Packer's own, escaped values of the template, env over environment_vars, sorted", async () => {
  const inline = [
    'echo "$PACKER_BUILD_NAME $PACKER_BUILDER_TYPE $PACKER_HTTP_ADDR [$PACKER_HTTP_IP]"',
    'echo "$A|$B|$C"',
  ];
  const environment_vars = ["B=it's $HOME", "A=x=y", "C=lost"];
  await run({ inline, environment_vars, env: { C: "won" } });
  expect(bench.lines).toContain("out web null 10.0.2.2:8000 []");
  expect(bench.lines).toContain("out x=y|it's $HOME|won");
  expect(log.find((command) => command.includes("PACKER_BUILD_NAME"))).toBe(
    `chmod +x /machine/s.sh; A='x=y' B='it'"'"'s $HOME' C='won' PACKER_BUILDER_TYPE='null' PACKER_BUILD_NAME='web' PACKER_HTTP_ADDR='10.0.2.2:8000'  /machine/s.sh`,
  );
});

test("the environment as a file, which goes too", async () => {
  await run({ inline: ['echo "$A"'], env: { A: "b" }, use_env_var_file: true });
  expect(bench.lines).toContain("out b");
  const sent = log.filter((line) => line.startsWith("upload"));
  expect(sent[0]).toMatch(/^upload \/machine\/varfile_\d+\.sh 600 \d+$/);
  expect(await readdir(bench.folder)).toEqual([]);
});

test("scripts of files are sent one after another to the same path, with Unix line ends", async () => {
  await writeFile(join(bench.folder, "a"), "#!/bin/sh\r\necho a\r\n");
  await writeFile(join(bench.folder, "b"), "#!/bin/sh\necho b");
  const scripts = [join(bench.folder, "a"), join(bench.folder, "b")];
  expect(await run({ scripts })).toEqual([
    "==> Provisioning with shell script: a",
    "out a",
    "==> Provisioning with shell script: b",
    "out b",
  ]);
  expect(log).toEqual([
    "upload /machine/s.sh 755 17",
    expect.stringContaining("/machine/s.sh"),
    "rm -f /machine/s.sh",
    "upload /machine/s.sh 755 17",
    expect.stringContaining("/machine/s.sh"),
    "rm -f /machine/s.sh",
  ]);
});

test("a script that fails leaves neither itself nor its environment on the machine, unless it is wanted", async () => {
  const config = { inline: ["exit 3"], env: { A: "b" }, use_env_var_file: true };
  await expect(run(config)).rejects.toThrow("non-zero exit status: 3");
  expect(await readdir(bench.folder)).toEqual([]);
  await expect(run({ ...config, skip_clean: true })).rejects.toThrow("non-zero exit status: 3");
  expect(await readdir(bench.folder)).toHaveLength(2);
});

test("a binary script goes as it is", async () => {
  const path = join(bench.folder, "a");
  await writeFile(path, "#!/bin/sh\nprintf 'x\r\n'");
  await run({ script: path, binary: true, skip_clean: true });
  expect(await readFile(join(bench.folder, "s.sh"), "utf8")).toBe("#!/bin/sh\nprintf 'x\r\n'");
});

test("execute_command sees path, environment and the machine's data", async () => {
  await run({ inline: ["echo hi"], execute_command: "echo run {{.Path}} of {{.ID}} with {{.Vars}}", env: { A: "b" } });
  expect(bench.lines.at(-1)).toBe(
    `out run ${bench.folder}/s.sh of i-1 with A=b PACKER_BUILDER_TYPE=null PACKER_BUILD_NAME=web PACKER_HTTP_ADDR=10.0.2.2:8000`,
  );
});

test.each<[object, string, string]>([
  [{ remote_folder: undefined, remote_file: undefined }, "/tmp/script_N.sh", "/tmp/script_N.sh"],
  [{ remote_folder: "/machine/x", remote_file: undefined }, "/machine/x/script_N.sh", "/machine/x/script_N.sh"],
  [{ remote_path: "/machine/it's.sh" }, "/machine/it's.sh", `'/machine/it'"'"'s.sh'`],
])("with %j the script is %s", async (config, path, quoted) => {
  const lines: string[] = [];
  const plain = (text: string) => text.replace(/script_\d{1,4}\.sh/g, "script_N.sh");
  const communicator: Communicator = {
    ...testMachine({ folder: bench.folder }).communicator,
    exec: async (command) => {
      lines.push(plain(command));
      return { k: "exited", code: 0 };
    },
    upload: async (to) => void lines.push(`upload ${plain(to)}`),
  };
  await run({ inline: ["true"], ...config }, communicator);
  expect(lines[0]).toBe(`upload ${path}`);
  expect(lines.at(-1)).toBe(`rm -f ${quoted}`);
});

test.each([
  [{ env_var_format: "export %s='%s'; " }, `export A='it'"'"'s'; export PACKER_BUILDER_TYPE='null'; `],
  [{ env_var_format: "%%%s=%s " }, `%A=it'"'"'s %PACKER_BUILDER_TYPE=null `],
])("%j writes the variables", async (config, wanted) => {
  await run({ inline: ["true"], execute_command: "true {{.Path}} # {{.Vars}}", env: { A: "it's" }, ...config });
  expect(log.find((line) => line.startsWith("true"))).toContain(wanted);
});

test("execute_command reads the file of the environment, which has one variable a line", async () => {
  const execute_command = "cat {{.EnvVarFile}}; . {{.EnvVarFile}}; sh {{.Path}}";
  await run({ inline: ['echo "<$A>"'], env: { A: "it's" }, use_env_var_file: true, execute_command });
  expect(bench.lines).toContain(`out export A='it'"'"'s'`);
  expect(bench.lines).toContain("out export PACKER_BUILDER_TYPE='null'");
  expect(bench.lines).toContain("out <it's>");
});

test("what looks like a template in a script file is left as it is", async () => {
  const path = join(bench.folder, "a");
  await writeFile(path, "#!/bin/sh\necho '{{ .ID }} {{ build `ID` }}'\n");
  expect((await run({ script: path })).at(-1)).toBe("out {{ .ID }} {{ build `ID` }}");
});

test("what cannot get better is not tried again", async () => {
  await expect(run({ inline: ["true"] }, noneCommunicator)).rejects.toThrow(
    "Upload is not implemented when communicator = 'none'",
  );
  const path = join(bench.folder, "a");
  await writeFile(path, "true");
  const provisioner = await bench.ready(shell, { script: path });
  await rm(path);
  await expect(
    provisioner.provision(bench.provisionContext(testMachine({ folder: bench.folder }).communicator)),
  ).rejects.toThrow("ENOENT");
});

describe("a machine that goes away", () => {
  /** Goes away when it runs a script, and is not there for the next command either. */
  const leaving = (): Communicator => {
    const inner = testMachine({ folder: bench.folder, log }).communicator;
    let refusals = 0;
    return {
      ...inner,
      exec: async (command, options) => {
        if (command.startsWith("rm -f") && refusals++ === 0) return { k: "disconnected" };
        const exit = await inner.exec(command, options);
        return command.includes("PACKER_BUILD_NAME") ? { k: "disconnected" } : exit;
      },
    };
  };

  test("is a failure", async () => {
    await expect(run({ inline: ["echo hi"] }, leaving())).rejects.toThrow("Script disconnected unexpectedly");
    await expect(run({ inline: ["echo hi"], valid_exit_codes: [0, disconnectedStatus] }, leaving())).rejects.toThrow(
      "Script disconnected unexpectedly",
    );
  });

  test("is none where it is expected; the script is removed when the machine is back", async () => {
    await run({ inline: ["echo hi"], expect_disconnect: true }, leaving());
    expect(bench.lines).toContain("out hi");
    expect(await readdir(bench.folder)).toEqual([]);
  });

  test("a script that cannot be sent is sent again, one that began is not", async () => {
    const inner = testMachine({ folder: bench.folder, log }).communicator;
    let failures = 0;
    const flaky: Communicator = {
      ...inner,
      upload: async (...args) => {
        if (failures++ === 0) throw new Error("connection refused");
        return inner.upload(...args);
      },
    };
    await run({ inline: ["echo hi"] }, flaky);
    expect(bench.lines.filter((line) => line === "out hi")).toHaveLength(1);

    let runs = 0;
    const torn: Communicator = {
      ...inner,
      exec: async (command, options) => {
        if (!command.includes("PACKER_BUILD_NAME")) return inner.exec(command, options);
        runs++;
        await options.stdout?.(Buffer.from("begun\n"));
        throw new Error("the connection broke");
      },
    };
    await expect(run({ inline: ["echo hi"] }, torn)).rejects.toThrow("the connection broke");
    expect(runs).toBe(1);
  });

  test("trying ends with start_retry_timeout", async () => {
    const dead: Communicator = {
      ...testMachine({ folder: bench.folder }).communicator,
      upload: () => Promise.reject(new Error("connection refused")),
    };
    await expect(run({ inline: ["true"], start_retry_timeout: "1s" }, dead)).rejects.toThrow("connection refused");
  });
});

test("a cancelled build ends the script", async () => {
  const running = run({ inline: ["echo started", "sleep 60"] });
  const started = setInterval(() => {
    if (bench.lines.includes("out started")) bench.abort.abort(new Error("cancelled by the user"));
  }, 10);
  await expect(running).rejects.toThrow("cancelled by the user");
  clearInterval(started);
});

test("pause_after says how long it waits", async () => {
  await run({ inline: ["true"], pause_after: "10ms" });
  expect(bench.lines.at(-1)).toBe("==> Pausing 10ms after this provisioner...");
});

test.each([
  [{}, ["config: Either a script file or inline script must be specified"]],
  [{ inline: [] }, ["config: Either a script file or inline script must be specified"]],
  [
    { script: "a", scripts: ["a"] },
    ["scripts: Only one of script or scripts can be specified", "script: Bad script 'a'", "scripts.0: Bad script 'a'"],
  ],
  [{ inline: ["x"], script: "" }, []],
  [
    { inline: ["x"], scripts: ["nowhere"] },
    ["inline: Only a script file or an inline script can be specified, not both", "scripts.0: Bad script 'nowhere'"],
  ],
  [{ script: "nowhere" }, ["script: Bad script 'nowhere'"]],
  [{ script: "echo 1\necho 2\n" }, ["script: Bad script 'echo 1 ...'"]],
  [
    { inline: ["x"], environment_vars: ["A=b", "C", "=d"] },
    [
      "environment_vars.1: Environment variable not in format 'key=value'",
      "environment_vars.2: Environment variable not in format 'key=value'",
    ],
  ],
])("validate %j", async (config, wanted) => {
  expect((await complaintsOf(bench, shell, config)).sort()).toEqual([...wanted].sort());
});

test("a file that may not be read is told of when it runs", async () => {
  const path = join(bench.folder, "a");
  await writeFile(path, "echo");
  await chmod(path, 0o200);
  if (process.getuid?.() !== 0) await expect(run({ script: path })).rejects.toThrow("EACCES");
});
