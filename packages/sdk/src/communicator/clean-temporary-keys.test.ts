import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeStepBench } from "../../test/step-context.ts";
import { runProcess } from "../process/run-process.ts";
import { cleanTemporaryKeys } from "./clean-temporary-keys.ts";
import type { CommunicatorConfig } from "./config.ts";
import { noneCommunicator } from "./none.ts";

const settings = (changes: Partial<CommunicatorConfig>) =>
  ({ communicator: "ssh", ssh_clear_authorized_keys: true, ...changes }) as CommunicatorConfig;

test.each<[string, Partial<CommunicatorConfig>, string | undefined, string[]]>([
  ["the build's key goes, no other", {}, "packer_1.5", ["ssh-ed25519 AAAA me", "ssh-ed25519 AAAA packer_1x5"]],
  ["nothing goes unless it is asked for", { ssh_clear_authorized_keys: false }, "packer_1.5", ["all"]],
  ["nothing goes by another way in", { communicator: "winrm" }, "packer_1.5", ["all"]],
  ["nothing goes where no key was made", {}, undefined, ["all"]],
])("%s", async (_, changes, name, left) => {
  const { folder, lines, context, end } = await makeStepBench();
  const lineOf = (comment: string) => `ssh-ed25519 AAAA ${comment}`;
  const all = [lineOf("me"), lineOf("packer_1.5"), lineOf("packer_1x5")];
  await mkdir(join(folder, ".ssh"));
  const file = join(folder, ".ssh", "authorized_keys");
  await writeFile(file, `${all.join("\n")}\n`);
  const communicator = {
    ...noneCommunicator,
    // As the user; there is no root here.
    exec: (command: string) =>
      runProcess("/bin/sh", ["-c", command.replaceAll("sudo ", "false ")], { env: { HOME: folder } }),
  };
  const step = cleanTemporaryKeys(() => name);
  await step.run({ config: settings(changes), machine: { communicator, generated: {} } }, context);
  const isTold = left[0] !== "all";
  expect((await readFile(file, "utf8")).trim().split("\n")).toEqual(isTold ? left : all);
  expect(await readdir(join(folder, ".ssh"))).toEqual(["authorized_keys"]);
  const said = lines.filter((line) => line.startsWith("==>"));
  expect(said).toEqual(isTold ? ["==> Trying to remove ephemeral keys from authorized_keys files"] : []);
  await end();
});
