import { describe, expect, test } from "vitest";
import { runCommand } from "../environment/run-command.ts";
import { goProgram, noGo } from "./go-programs.ts";

describe.skipIf(noGo !== undefined)("the Go programs of the tests", () => {
  test("say what they have", async () => {
    const describeIt = async (path: string) => JSON.parse((await runCommand(path, ["describe"], {})).stdout);
    const components = {
      api_version: "x5.0",
      builders: ["-packer-default-plugin-name-", "machine"],
      provisioners: ["steps"],
      post_processors: ["note"],
      datasources: ["fact"],
    };
    expect(await describeIt(await goProgram("probe"))).toMatchObject({ ...components, protocol_version: "v2" });
    expect(await describeIt(await goProgram("probe", { version: "1.3.0" }))).toMatchObject({ version: "1.3.0" });
    const old = await describeIt(await goProgram("old"));
    expect(old).toMatchObject(components);
    expect(old).not.toHaveProperty("protocol_version");
    expect(await describeIt(await goProgram("tfvars"))).toMatchObject({
      post_processors: ["-packer-default-plugin-name-"],
    });
  });

  test("are refused without Packer's cookie", async () => {
    const { stderr, code } = await runCommand(await goProgram("single"), [], { mayFail: true });
    expect([code, stderr]).toEqual([1, expect.stringContaining("Please do not execute plugins directly")]);
  });
});
