import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newFolder, writeProgram } from "../../test/plugin-folder.ts";
import { PluginError } from "../plugin-error.ts";
import { describeProgram } from "./describe-program.ts";

/** What is said of a program with these lines. */
async function complaint(lines: string, limitMs = 20_000): Promise<string> {
  const path = writeProgram(join(newFolder(), "p"), lines);
  const error = await describeProgram(path, { limitMs }).then(String, (thrown: unknown) => thrown);
  return error instanceof PluginError ? error.detail.replaceAll(path, "P") : String(error);
}

const asked = 'Asked by "P describe" what it is, ';
const end = ". Install it again, or ask its makers.";

describe("a program that is no plugin", () => {
  it.each([
    ["prints nothing", "#!/bin/sh\n", `${asked}it printed nothing${end}`],
    ["prints garbage", "#!/bin/sh\nhead -c 1000 /dev/urandom", `${asked}what it printed is not JSON${end}`],
    ["prints a list", "#!/bin/sh\necho '[]'", `${asked}what it printed is not a JSON object${end}`],
    ["has no version", "#!/bin/sh\necho '{}'", `${asked}it does not say its version${end}`],
    [
      "has names that are arguments",
      `#!/bin/sh\necho '{"version":"1.0.0","builders":["--protobuf"]}'`,
      `${asked}its lists of components are not lists of names${end}`,
    ],
    ["prints a gigabyte", "#!/bin/sh\nexec head -c 1000000000 /dev/zero", `${asked}it printed more than 1 MB${end}`],
    ["floods", "#!/bin/sh\nexec yes", `${asked}it printed more than 1 MB${end}`],
    ["dies by a signal", "#!/bin/sh\nkill -SEGV $$", `${asked}it was ended by the signal SIGSEGV${end}`],
    [
      "fails, with colours",
      "#!/bin/sh\nprintf '\\033[31mno\\033[0m\\n\\n' >&2\nexit 3",
      `${asked}it ended with exit code 3 and said: [31mno [0m${end}`,
    ],
    [
      "wants an interpreter",
      "#!/nowhere/sh\n",
      "P: It, or the interpreter that it names, is not there. Install it again.",
    ],
  ])("%s", async (_, lines, said) => expect(await complaint(lines)).toBe(said));

  it("never ends, whatever it is told", async () => {
    const lines = "#!/bin/sh\ntrap '' TERM INT\nsleep 1000 & wait\nwait\nwait\nsleep 1000";
    expect(await complaint(lines, 100)).toBe(`${asked}it gave no answer within 1 seconds${end}`);
  });

  it("floods standard error for ever", async () => {
    expect(await complaint("#!/bin/sh\nexec yes >&2", 300)).toBe(`${asked}it gave no answer within 1 seconds${end}`);
  });
});

it("reads what plugins of all ages say", async () => {
  const path = writeProgram(
    join(newFolder(), "p"),
    `#!/bin/sh\necho '{"version":"1.2.3","sdk_version":"0.0.14","builders":["-packer-default-plugin-name-"],"post_processors":null}'`,
  );
  expect(await describeProgram(path)).toMatchInlineSnapshot(`
    {
      "apiVersion": undefined,
      "builders": [
        "-packer-default-plugin-name-",
      ],
      "dataSources": [],
      "hasProtobuf": false,
      "postProcessors": [],
      "provisioners": [],
      "sdkVersion": "0.0.14",
      "version": "1.2.3",
    }
  `);
});

it("stops when the command does", async () => {
  const path = writeProgram(join(newFolder(), "p"), "#!/bin/sh\nexec sleep 1000");
  const reason = new Error("interrupted");
  await expect(describeProgram(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
