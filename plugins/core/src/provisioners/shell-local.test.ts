import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { noneCommunicator } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { artifactOf, complaintsOf } from "../../test/complaints-of.ts";
import { shellLocal as postProcessor } from "../post-processors/shell-local.ts";
import { linuxPath } from "../scripts/linux-path.ts";
import { shellLocal } from "./shell-local.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function run(config: object): Promise<string[]> {
  const provisioner = await bench.ready(shellLocal, config);
  await provisioner.provision(bench.provisionContext(noneCommunicator, { ID: "i-1" }));
  return bench.lines.map((line) =>
    line
      .replace(/packer-shell\w+/, "packer-shell")
      .replace(`${bench.folder}/`, "")
      .replace(bench.temporaryFolder, ".temporary"),
  );
}

test("inline commands are one script", async () => {
  expect(
    await run({ inline: ["x=1", "echo $x $A $PACKER_BUILD_NAME $PACKER_RUN_UUID"], environment_vars: ["A=it's"] }),
  ).toEqual([
    "==> Running local shell script: .temporary/packer-shell",
    "out 1 it's web 00000000-0000-0000-0000-000000000001",
  ]);
});

test("values of the environment stay out of the list of processes", async () => {
  const inline = ["tr '\\0' ' ' < /proc/$PPID/cmdline", "tr '\\0' ' ' < /proc/self/cmdline", 'echo "[$SECRET]"'];
  const said = (await run({ inline, env: { SECRET: "hunter2" } })).join("\n");
  expect(said.match(/hunter2/g)).toHaveLength(1);
  expect(said).toContain("[hunter2]");
});

test.each([[["/bin/sh", "-c", "{{.Vars}} {{.Script}}"]], [["bash", "-ec", "{{.Vars}} /usr/bin/env sh {{.Script}}"]]])(
  "so they do with %j",
  async (execute_command) => {
    const inline = ["tr '\\0' ' ' < /proc/$PPID/cmdline", 'env | grep -c INGOT_COMMAND || echo "[$SECRET]"'];
    const said = (await run({ inline, env: { SECRET: "it's hunter2" }, execute_command })).join("\n");
    expect(said).toContain("sh -");
    expect(said.match(/hunter2/g)).toHaveLength(1);
    expect(said).toMatch(/ 0\nout \[it's hunter2\]$/);
  },
);

test("a script is one process, that we wait for ourselves", async () => {
  const script = join(bench.folder, "count.sh");
  await writeFile(script, '#!/bin/sh\necho "started by $PPID"\n');
  await chmod(script, 0o755);
  expect(await run({ script })).toContain(`out started by ${process.pid}`);
});

test("a script's path is said as it is written, and handed over absolute", async () => {
  const path = join(bench.folder, "a b.sh");
  await writeFile(path, '#!/bin/sh\necho "$0"\n');
  await chmod(path, 0o755);
  await run({ scripts: [path] });
  expect(bench.lines).toEqual([`==> Running local shell script: ${path}`, `out ${path}`]);
});

test("the program may be another", async () => {
  const command = ["/bin/sh", "-c", "echo {{.ID}} {{.Vars}}; . {{.Script}}"];
  expect(await run({ inline: ["echo hi"], execute_command: command, env: { A: "b" } })).toEqual([
    "==> Running local shell script: .temporary/packer-shell",
    "out i-1 A=b PACKER_BUILDER_TYPE=null PACKER_BUILD_NAME=web",
    "out hi",
  ]);
});

test("as a post-processor, one element is shell code, and the artifact goes on", async () => {
  const component = await bench.ready(postProcessor, {
    inline: ["echo hi"],
    execute_command: ["echo {{.ID}}; . {{.Script}}"],
  });
  const artifact = artifactOf(["a"]);
  const result = await component.postProcess(artifact, bench.postProcessContext({ ID: "i-2" }));
  expect(result).toEqual({ artifact, keep: true, keepIsForced: true });
  expect(bench.lines.slice(1)).toEqual(["out i-2", "out hi"]);
});

test.each<[object, string]>([
  [{ inline_shebang: "/bin/sh -eu", inline: ['head -n 1 "$0"'] }, "out #!/bin/sh -eu"],
  [{ inline_shebang: "", inline: ['echo begin; head -n 1 "$0"'] }, 'out echo begin; head -n 1 "$0"'],
  [{ tempfile_extension: ".sh", inline: ["echo ${0##*.}"] }, "out sh"],
  [{ inline: ["cat", "echo nothing to read"] }, "out nothing to read"],
  [{ inline: ['[ "$(pwd)" = "$HERE" ] && echo here'], env: { HERE: process.cwd() } }, "out here"],
  [{ only_on: ["openbsd", "linux", "darwin"], inline: ["echo hi"] }, "out hi"],
  [{ inline: ["echo bye", "exit 4"], valid_exit_codes: [0, 4] }, "out bye"],
  [{ inline: ['echo "$A|$B"'], environment_vars: ["A=x=y", "B=lost"], env: { B: "won" } }, "out x=y|won"],
  [{ env_var_format: "export %s='%s'; ", inline: ['echo "$A"'], env: { A: "it's" } }, "out it's"],
])("%j", async (config, line) => expect((await run(config)).at(-1)).toBe(line));

test("scripts run in their order, and the first that fails ends it", async () => {
  const scripts = ["a", "b", "c"].map((name) => join(bench.folder, name));
  for (const [i, path] of scripts.entries()) {
    await writeFile(path, `#!/bin/sh\necho ${i}\nexit ${i}\n`);
    await chmod(path, 0o755);
  }
  await expect(run({ scripts })).rejects.toThrow("non-zero exit status: 1.");
  expect(bench.lines.filter((line) => line.startsWith("out"))).toEqual(["out 0", "out 1"]);
});

test("as a post-processor it fails the build where the script does", async () => {
  const component = await bench.ready(postProcessor, { inline: ["exit 3"] });
  await expect(component.postProcess(artifactOf(["a"]), bench.postProcessContext())).rejects.toThrow(
    "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]",
  );
});

describe("failures", () => {
  test.each([
    [{ inline: ["exit 4"] }, "Script exited with non-zero exit status: 4. Allowed exit codes are: [0]"],
    [{ inline: ["kill -9 $$"] }, /non-zero exit status: (137|-1)\. /],
    [{ inline: ["true"], execute_command: ["no-such-program-here"] }, "Error executing script: The program"],
  ])("%j", async (config, message) => {
    await expect(run(config)).rejects.toThrow(message);
  });

  test("a cancelled build ends the script", async () => {
    const running = run({ inline: ["echo started", "sleep 60"] });
    const started = setInterval(() => {
      if (bench.lines.includes("out started")) bench.abort.abort(new Error("cancelled by the user"));
    }, 10);
    await expect(running).rejects.toThrow("cancelled by the user");
    clearInterval(started);
  });
});

test("on another system nothing happens", async () => {
  expect(await run({ inline: ["echo hi"], only_on: ["openbsd"] })).toEqual([
    "==> Skipping shell-local due to runtime OS",
  ]);
});

test("a lone command is the same as inline with one entry", async () => {
  expect((await run({ command: "echo hi" })).at(-1)).toBe("out hi");
});

test.each([
  [{}, ["config: Command, Inline, Script and Scripts options cannot all be empty"]],
  [
    { inline: ["x"], command: "y" },
    ["inline: You may only specify one of command, inline, script and scripts", 'command: "command" is deprecated'],
  ],
  [{ inline: ["x"], only_on: ["linux", "plan9"] }, ['only_on.1: Invalid value for "only_on[1]"']],
  [
    { inline: ["x"], use_linux_pathing: true },
    ["use_linux_pathing: use_linux_pathing cannot be used with inline commands"],
  ],
  [{ script: "nowhere" }, ["script: Bad script 'nowhere'"]],
])("validate %j", async (config, wanted) => {
  expect((await complaintsOf(bench, shellLocal, config)).sort()).toEqual([...wanted].sort());
});

test.each([
  ["C:\\Users\\me\\x.sh", "/mnt/c/Users/me/x.sh"],
  ["d:/x", "/mnt/d/x"],
  ["x\\y", "x/y"],
])("%s for the Subsystem for Linux", (path, wanted) => expect(linuxPath(path)).toBe(wanted));
