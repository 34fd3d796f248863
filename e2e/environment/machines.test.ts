// The servers and helpers that the stories build on, tried once by the ordinary clients.

import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { currentEnvironment } from "./environment.ts";
import { attachLoop, detachLoop } from "./loop-devices.ts";
import { runCommand } from "./run-command.ts";
import { startSshd } from "./start-sshd.ts";
import { compareInventories, takeInventory } from "./take-inventory.ts";

const folder = mkdtempSync(join(tmpdir(), "e2e-machines-"));
const key = join(folder, "key");
afterAll(() => rmSync(folder, { recursive: true }));

const ssh = (server: { host: string; port: number; user: string }, program: string, args: readonly string[]) => {
  const options = ["UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR", "BatchMode=yes"];
  const flags = options.flatMap((option) => ["-o", option]);
  return runCommand(program, [...flags, "-i", key, program === "ssh" ? "-p" : "-P", `${server.port}`, ...args], {
    mayFail: true,
  });
};

test.each(["openssh", "dropbear"] as const)("%s lets its user in with a key, and takes files", async (server) => {
  if (server === "openssh") await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const sshd = await startSshd({ user: "builder", authorizedKeys: [readFileSync(`${key}.pub`, "utf8")], server });
  const at = `${sshd.user}@${sshd.host}`;
  expect(await ssh(sshd, "ssh", [at, "id -un; sudo id -un"])).toEqual({
    code: 0,
    stdout: "builder\nroot\n",
    stderr: "",
  });
  writeFileSync(join(folder, "note"), "carried over\n");
  expect((await ssh(sshd, "scp", [join(folder, "note"), `${at}:note`])).code).toBe(0);
  expect(readFileSync(join(sshd.root, "home/builder/note"), "utf8")).toBe("carried over\n");
  await sshd.stop();
});

test("a server without SFTP still speaks the old scp protocol", async () => {
  const sshd = await startSshd({ user: "root", authorizedKeys: [readFileSync(`${key}.pub`, "utf8")], sftp: false });
  expect((await ssh(sshd, "scp", [key, "root@127.0.0.1:a"])).code).not.toBe(0);
  expect((await ssh(sshd, "scp", ["-O", key, "root@127.0.0.1:a"])).code).toBe(0);
  await sshd.stop();
});

test("a password opens the server, and only the right one", async () => {
  const password = "pass 'word' $x";
  const sshd = await startSshd({ user: "builder", password });
  const answer = join(folder, "answer.sh");
  const login = async (offered: string) => {
    writeFileSync(answer, `#!/bin/sh\nprintf '%s\\n' "$OFFERED"\n`, { mode: 0o700 });
    const options = [
      "UserKnownHostsFile=/dev/null",
      "StrictHostKeyChecking=no",
      "LogLevel=ERROR",
      "NumberOfPasswordPrompts=1",
    ];
    const flags = options.flatMap((option) => ["-o", option]);
    return runCommand("setsid", ["ssh", ...flags, "-p", `${sshd.port}`, "builder@127.0.0.1", "id -un"], {
      mayFail: true,
      env: { SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: "force", OFFERED: offered, SSH_AUTH_SOCK: undefined },
    });
  };
  expect((await login(password)).stdout).toBe("builder\n");
  expect((await login("wrong")).code).toBe(255);
  await sshd.stop();
});

test("an inventory shows what came and what went", async () => {
  const { dockerHost } = currentEnvironment();
  const options = { dockerHost, folders: [folder], below: [folder] };
  const image = join(folder, "disk.raw");
  const before = await takeInventory(options);
  writeFileSync(image, "");
  truncateSync(image, 2 ** 20);
  const device = await attachLoop(image);
  const difference = compareInventories(before, await takeInventory(options));
  expect(difference).toEqual([`+ loopDevices: ${device} ${image}`, `+ files: ${image}`]);
  await detachLoop(device);
  rmSync(image);
  expect(compareInventories(before, await takeInventory(options))).toEqual([]);
});
