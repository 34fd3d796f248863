// The processes of Go plugins: how many there are, whose they are, and that none outlives Ingot, however either ends.

import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { listProcesses } from "./environment/processes.ts";
import { waitUntil } from "./environment/wait-until.ts";
import { goProgram, noGo } from "./go-plugins/go-programs.ts";
import { installProgram } from "./go-plugins/install-program.ts";
import { useStage } from "./go-plugins/use-stage.ts";

const stage = useStage();

const template = (builder: string, rest = "") => `variable "password" {
  default   = "hunter2-and-more"
  sensitive = true
}
source "probe" "web" {
  image  = "debian"
  folder = "machine"
  secret = var.password
  ${builder}
}
build {
  sources = ["source.probe.web"]
  provisioner "probe-steps" {
    text = "the password is \${var.password}"
  }
  ${rest}
}
`;

describe.skipIf(noGo !== undefined)("the processes of plugins", () => {
  beforeEach(async () => {
    installProgram(stage.plugins(), "github.com/ingot/probe", "1.2.3", await goProgram("probe"));
  });

  /** Which of them the log says were started. */
  const started = (log: string) =>
    [...log.matchAll(/started \d+: \S*packer-plugin-probe\S* start (\S+)/g)].map(([, kind]) => kind);
  const running = () => listProcesses().filter(({ commandLine }) => commandLine.includes(`${stage.plugins()}/`));

  test.each(["build", "validate"])("are two in a whole %s with one builder and one provisioner", async (command) => {
    stage.write({ "app.pkr.hcl": template("") });
    const { code, stderr } = await stage.run([command, "app.pkr.hcl"], { PACKER_LOG: "1" });
    expect([code, started(stderr)]).toEqual([0, ["builder", "provisioner"]]);
    expect(running()).toEqual([]);
  });

  test("are none where the template names none of its components", async () => {
    stage.write({
      "app.pkr.hcl": 'source "null" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["null.a"]\n}\n',
    });
    const { code, stderr } = await stage.run(["build", "app.pkr.hcl"], { PACKER_LOG: "1" });
    expect([code, stderr.includes("packer-plugin")]).toEqual([0, false]);
  });

  test("log to our log, and no secret is in it", async () => {
    stage.write({ "app.pkr.hcl": template("") });
    const { stdout, stderr } = await stage.run(["build", "app.pkr.hcl"], { PACKER_LOG: "1" });
    expect(stderr).toMatch(/packer-plugin-probe_v1\.2\.3_x5\.0_\w+ plugin: .*probe builder web \(probe\) debug=false/);
    expect(stdout).toContain("the password is <sensitive>");
    expect(stdout + stderr).not.toContain("hunter2-and-more");
  });

  test("bear the mark of their run, and are resources of it while it lasts", async () => {
    stage.write({ "app.pkr.hcl": template('wait = "1h"') });
    const build = stage.start("app.pkr.hcl");
    await build.says("labels: 0");
    const marks = running().map(
      ({ pid }) => /\0INGOT_RUN=(\w{10})\0/.exec(readFileSync(`/proc/${pid}/environ`, "latin1"))?.[1],
    );
    expect([marks.length, new Set(marks).size, marks[0] === undefined]).toEqual([2, 1, false]);
    build.signal("SIGINT");
    expect(await build.ended).toBe(1);
    expect(build.output()).toContain("Cancelled while waiting");
    expect(running()).toEqual([]);
  });

  test.each(["build", "both"])("that are stopped are gone after SIGKILL to %s", async (whom) => {
    stage.write({ "app.pkr.hcl": template('wait = "1h"') });
    const build = stage.start("app.pkr.hcl");
    await build.says("labels: 0");
    for (const { pid } of running()) process.kill(pid, "SIGSTOP");
    if (whom === "both") {
      const supervisors = listProcesses().filter(
        ({ commandLine }) => commandLine.includes("ingot-supervisor") && commandLine.includes(stage.folder()),
      );
      for (const { pid } of supervisors) process.kill(pid, "SIGKILL");
    }
    build.kill();
    await build.ended;
    if (whom === "both") await stage.run(["cleanup"]);
    await waitUntil(() => running().length === 0, { timeoutMs: 20_000, what: () => "the plugins are gone" });
  });

  test("of builds that never began end with an interrupt", async () => {
    stage.write({
      "app.pkr.hcl": template('wait = "1h"').replace(
        'sources = ["source.probe.web"]',
        'sources = ["source.probe.web"]\n  source "source.probe.web" {\n    name = "two"\n  }',
      ),
    });
    const build = stage.start("app.pkr.hcl", ["-parallel-builds=1"]);
    await build.says("labels: 0");
    expect(running()).toHaveLength(4);
    build.signal("SIGINT");
    expect(await build.ended).toBe(1);
  });
});
