// The provisioners of Windows machines, over a real SSH server whose `powershell` and `shutdown` are programs that keep what they are told.

import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand, type Sshd, startSshd } from "./environment/index.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const programs = fileURLToPath(new URL("windows/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "e2e-windows-"));
const key = join(folder, "key");
const password = 'p\'a$$ "w`rd" <&> €';
let server: Sshd;

beforeAll(async () => {
  for (const name of ["home", "state", "temp", "work"]) mkdirSync(join(folder, name));
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  server = await startSshd({ user: "builder", authorizedKeys: [readFileSync(`${key}.pub`, "utf8")] });
  const bin = join(server.root, "usr/local/bin");
  for (const [from, to] of [
    ["powershell.pl", "powershell"],
    ["shutdown.sh", "shutdown"],
  ] as const) {
    cpSync(join(programs, from), join(bin, to));
    chmodSync(join(bin, to), 0o755);
  }
  // Drives are folders of the user's home, and names of files do not mind case.
  const drive = "mkdir -p c:/Windows/Temp && ln -s c: C:";
  await runCommand("chroot", [server.root, "su", "builder", "-c", `cd && ${drive}`]);
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const temp = () => readdirSync(join(server.root, "home/builder/c:/Windows/Temp"));
const records = () => withoutRandom(readFileSync(join(server.root, "tmp/records"), "utf8"));

function withoutRandom(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replace(/temp\/ingot-[^/]+\/(packer-(?:powershell|windows-shell))\w+/g, "temp/$1")
    .replaceAll(String(server.port), "PORT")
    .replaceAll(folder, "FOLDER")
    .replace(/after \d[^:.\n]*seconds?/g, "after T");
}

async function build(provisioners: string, env: Record<string, string> = {}) {
  const path = join(folder, "work", "template.pkr.hcl");
  writeFileSync(
    path,
    `source "null" "win" {
  ssh_host             = "${server.host}"
  ssh_port             = ${server.port}
  ssh_username         = "${server.user}"
  ssh_private_key_file = "${key}"
}
variable "password" {
  default = ${JSON.stringify(password.replaceAll("${", "$${"))}
}
build {
  sources = ["null.win"]
  ${provisioners}
}
`,
  );
  rmSync(join(server.root, "tmp/records"), { force: true });
  const { code, stdout, stderr } = await runCommand(ingot, ["build", path], {
    cwd: join(folder, "work"),
    mayFail: true,
    env: {
      HOME: join(folder, "home"),
      INGOT_STATE_DIR: join(folder, "state"),
      PACKER_TMP_DIR: join(folder, "temp"),
      SSH_AUTH_SOCK: undefined,
      ...env,
    },
  });
  return { code, out: withoutRandom(`${stdout}${stderr}`) };
}

test("a machine is set up, restarted, and set up further", async () => {
  writeFileSync(
    join(folder, "work", "setup.ps1"),
    "Write-Output $env:GREETING\r\nWrite-Output $env:PACKER_BUILD_NAME\r\nexit 66\r\n",
  );
  writeFileSync(join(server.root, "tmp/registry"), "False\r\nTrue\r\nFalse\r\n");
  chmodSync(join(server.root, "tmp/registry"), 0o666);
  const result = await build(`
  provisioner "powershell" {
    inline           = ["Write-Output 'inline'", "Write-Output $env:GREETING"]
    environment_vars = ["GREETING=it's $5 \\"today\\""]
  }
  provisioner "powershell" {
    script            = "setup.ps1"
    env               = { GREETING = "hello" }
    execution_policy  = "RemoteSigned"
    valid_exit_codes  = [0, 66]
  }
  provisioner "windows-restart" {
    check_registry  = true
    restart_timeout = "30s"
  }
  provisioner "windows-shell" {
    inline = ["echo batch"]
    env    = { A = "b" }
  }
`);
  expect(result).toMatchSnapshot();
  expect(records()).toMatchSnapshot();
  // Batch files stay, as Packer leaves them.
  expect(temp()).toEqual(["script.bat"]);
});

test("another user's script runs with a password that nobody sees", async () => {
  const before = temp();
  const result = await build(
    `provisioner "powershell" {
    inline            = ["whoami", "exit 7"]
    elevated_user     = "CORP\\\\admin"
    elevated_password = var.password
  }`,
    { PACKER_LOG: "1" },
  );
  expect(result.code).toBe(1);
  expect(result.out).toContain("    null.win: CORP\\admin\n");
  expect(result.out).toContain("Script exited with non-zero exit status: 7. Allowed exit codes are: [0]");
  expect(`${result.out}${records()}`).not.toContain("w`rd");
  expect(records()).toContain("powershell -executionpolicy bypass -file C:/Windows/Temp/packer-elevated-shell-ID.ps1");
  expect(temp()).toEqual(before);
});
