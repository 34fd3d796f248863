// Machines that are there already, reached by SSH with the null builder: real OpenSSH and dropbear servers, each a machine of its own.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, runCommand, type Sshd, type SshdOptions, startDaemon, startSshd } from "./environment/index.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "e2e-ssh-"));
const key = join(folder, "key");
const password = 'it\'s a "pass word" $x';
const servers: Sshd[] = [];

beforeAll(async () => {
  for (const name of ["home", "state", "temp", "work"]) mkdirSync(join(folder, name));
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
});

afterAll(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true });
});

async function machine(options: Partial<SshdOptions> = {}): Promise<Sshd> {
  const started = await startSshd({ user: "builder", ...options });
  servers.push(started);
  return started;
}

interface Built {
  readonly code: number;
  /** What was printed, with the machine's port as PORT and times left out. */
  readonly out: string;
}

const environment = {
  HOME: join(folder, "home"),
  INGOT_STATE_DIR: join(folder, "state"),
  PACKER_TMP_DIR: join(folder, "temp"),
  SSH_AUTH_SOCK: undefined,
};

function writeTemplate(server: Sshd, fields: string, provisioners: string): string {
  const path = join(folder, "work", "template.pkr.hcl");
  writeFileSync(
    path,
    `source "null" "web" {
  ssh_host     = "${server.host}"
  ssh_port     = ${server.port}
  ssh_username = "${server.user}"
  ${fields}
}
build {
  sources = ["null.web"]
  ${provisioners}
}
`,
  );
  return path;
}

/** Builds a template whose source is a machine; `fields` are further lines of the source, `build` those of the build block. */
async function build(
  server: Sshd,
  fields: string,
  provisioners: string,
  env: Record<string, string> = {},
): Promise<Built> {
  const path = writeTemplate(server, fields, provisioners);
  const { code, stdout, stderr } = await runCommand(ingot, ["build", path], {
    cwd: join(folder, "work"),
    mayFail: true,
    env: { ...environment, ...env },
  });
  const out = `${stdout}${stderr}`
    .replaceAll(String(server.port), "PORT")
    .replaceAll(folder, "FOLDER")
    .replace(/after \d[^:.\n]*seconds?/g, "after T")
    .replace(/temp\/ingot-[^/]+\/packer-shell\w+/g, "temp/SCRIPT")
    .replace(/pkr-file-content\d+/g, "pkr-file-contentN");
  return { code, out };
}

const withPassword = `ssh_password = ${JSON.stringify(password)}`;
const withKey = `ssh_private_key_file = "${key}"`;
const publicKey = () => readFileSync(`${key}.pub`, "utf8");

test.each([
  ["openssh", "scp"],
  ["openssh", "sftp"],
  ["dropbear", "scp"],
  ["dropbear", "sftp"],
] as const)("%s is provisioned with its password, files go there and back by %s", async (kind, method) => {
  const server = await machine({ server: kind, password });
  const source = join(folder, `${kind}-${method}`);
  mkdirSync(join(source, "app", "sub"), { recursive: true });
  const large = randomBytes(3_000_017);
  writeFileSync(join(source, "app", "large"), large);
  writeFileSync(join(source, "app", "sub", "run.sh"), "#!/bin/sh\necho from the script\n", { mode: 0o755 });
  symlinkSync("large", join(source, "app", "link"));
  const back = join(source, "back");
  const result = await build(
    server,
    `${withPassword}\n  ssh_file_transfer_method = "${method}"`,
    `
  provisioner "shell" {
    inline = ["id -un", "echo to stderr >&2", "mkdir dir"]
  }
  provisioner "file" {
    source      = "${source}/app/"
    destination = "dir"
  }
  provisioner "file" {
    content     = "a text"
    destination = "/tmp/it's a file"
  }
  provisioner "shell" {
    inline = ["dir/sub/run.sh", "cat \\"/tmp/it's a file\\"; echo", "stat -c %a dir/sub/run.sh", "stat -c %F dir/link"]
  }
  provisioner "file" {
    direction   = "download"
    source      = "dir/large"
    destination = "${back}/one"
  }
  provisioner "file" {
    direction   = "download"
    source      = "dir/"
    destination = "${back}/all/"
  }
  `,
  );
  expect(result).toMatchSnapshot();
  expect(large.equals(readFileSync(join(back, "one")))).toBe(true);
  expect(large.equals(readFileSync(join(back, "all", "large")))).toBe(true);
  expect(statSync(join(back, "all", "sub", "run.sh")).mode & 0o777).toBe(0o755);
});

test.each(["openssh", "dropbear"] as const)(
  "%s runs one command a shell step, on one connection, and no step sees the script of another",
  async (kind) => {
    const server = await machine({ server: kind, password });
    const step = '  provisioner "shell" {\n    inline = ["ls /tmp | grep -c script_", "stat -c %a $0"]\n  }\n';
    const { code, out } = await build(server, withPassword, step.repeat(5));
    expect(code, out).toBe(0);
    const said = out.split("\n").filter((line) => line.startsWith("    null.web: "));
    expect(said).toEqual(Array.from({ length: 5 }, () => ["    null.web: 1", "    null.web: 755"]).flat());
    expect(readdirSync(join(server.root, "tmp"))).toEqual([]);
    expect(server.log().match(/Accepted password|Password auth succeeded/gi)).toHaveLength(1);
    // The last one removes what the step before it has left.
    if (kind === "openssh") expect(server.log().match(/Starting session: command/g)).toHaveLength(6);
  },
);

test("key files of every kind open the machine", async () => {
  const kinds = [
    ["rsa-pem", ["-t", "rsa", "-b", "2048", "-m", "PEM"]],
    ["rsa-pkcs8", ["-t", "rsa", "-b", "2048", "-m", "PKCS8"]],
    ["rsa-openssh", ["-t", "rsa", "-b", "2048"]],
    ["ecdsa-pem", ["-t", "ecdsa", "-b", "521", "-m", "PEM"]],
    ["ecdsa-pkcs8", ["-t", "ecdsa", "-b", "256", "-m", "PKCS8"]],
    ["ed25519-openssh", ["-t", "ed25519"]],
  ] as const;
  for (const [name, flags] of kinds)
    await runCommand("ssh-keygen", ["-q", "-N", "", "-f", join(folder, name), ...flags]);
  const names = kinds.map(([name]) => name);
  const server = await machine({
    authorizedKeys: names.map((name) => readFileSync(join(folder, `${name}.pub`), "utf8")),
  });
  const results: string[] = [];
  for (const name of names) {
    const { code, out } = await build(
      server,
      `ssh_private_key_file = "${join(folder, name)}"`,
      'provisioner "shell" {\n  inline = ["echo in"]\n  }',
    );
    results.push(`${name} ${code} ${out.includes("    null.web: in\n")}`);
  }
  expect(results).toEqual(names.map((name) => `${name} 0 true`));
});

test("a certificate opens the machine, with keys of every kind", async () => {
  const authority = join(folder, "authority");
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", authority]);
  const server = await machine({ config: ["TrustedUserCAKeys /etc/ssh/authority.pub"] });
  writeFileSync(join(server.root, "etc/ssh/authority.pub"), readFileSync(`${authority}.pub`));
  for (const [type, bits] of [
    ["rsa", "2048"],
    ["ecdsa", "384"],
    ["ed25519", "256"],
  ] as const) {
    const path = join(folder, `certified-${type}`);
    await runCommand("ssh-keygen", ["-q", "-t", type, "-b", bits, "-N", "", "-f", path]);
    await runCommand("ssh-keygen", [
      "-q",
      "-s",
      authority,
      "-I",
      "build",
      "-n",
      "builder",
      "-V",
      "-1m:+10m",
      `${path}.pub`,
    ]);
    const { code, out } = await build(
      server,
      `ssh_private_key_file = "${path}"\n  ssh_certificate_file = "${path}-cert.pub"`,
      'provisioner "shell" {\n  inline = ["echo in"]\n  }',
    );
    expect([type, code, out.includes("    null.web: in\n") || out]).toEqual([type, 0, true]);
  }
});

test("the keys of the local agent open the machine, and the machine may use them", async () => {
  const socket = join(folder, "agent");
  const agent = await startDaemon({
    name: "agent",
    folder,
    command: "ssh-agent",
    args: ["-D", "-a", socket],
    isReady: () => existsSync(socket),
  });
  try {
    await runCommand("ssh-add", ["-q", key], { env: { SSH_AUTH_SOCK: socket } });
    const server = await machine({ authorizedKeys: [publicKey()] });
    const provisioners = 'provisioner "shell" {\n  inline = ["ssh-add -l | cut -d\' \' -f4 || true"]\n  }';
    const forwarded = await build(server, "ssh_agent_auth = true", provisioners, { SSH_AUTH_SOCK: socket });
    expect(forwarded).toMatchSnapshot();
    const kept = await build(server, "ssh_agent_auth = true\n  ssh_disable_agent_forwarding = true", provisioners, {
      SSH_AUTH_SOCK: socket,
    });
    expect([kept.code, kept.out.includes("(ED25519)")]).toEqual([0, false]);
  } finally {
    await agent.stop();
  }
  const without = await build(await machine(), "ssh_agent_auth = true", "");
  expect(without).toMatchSnapshot();
});

test.each(["openssh", "dropbear"] as const)("%s: a connection that a script breaks is made again", async (kind) => {
  const server = await machine({ server: kind, authorizedKeys: [publicKey()] });
  const cut =
    kind === "openssh"
      ? "sudo pkill -KILL -f 'sshd: builder'"
      : "sudo kill -KILL $(pgrep -o -f dropbear.*-p | xargs pgrep -P)";
  const script = (more: string) =>
    `provisioner "shell" {\n    inline = ["echo before", "${cut}", "sleep 30"]\n${more}  }`;
  const expected = await build(
    server,
    withKey,
    `${script("    expect_disconnect = true\n    skip_clean = true\n")}
  provisioner "shell" {
    inline = ["echo after"]
  }`,
  );
  expect(expected).toMatchSnapshot();
  const unexpected = await build(server, withKey, script(""));
  expect(unexpected).toMatchSnapshot();
});

test("an interrupted build ends the command on the machine", async () => {
  const server = await machine({ authorizedKeys: [publicKey()] });
  const path = writeTemplate(server, withKey, 'provisioner "shell" {\n  inline = ["echo begun", "sleep 31415"]\n  }');
  const child = spawn(ingot, ["build", path], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const chunk of child.stdout) if (String(chunk).includes("begun")) child.kill("SIGINT");
  if (child.exitCode === null) await once(child, "close");
  expect(child.exitCode).toBe(1);
  expect((await runCommand("pgrep", ["-f", "^sleep 31415"], { mayFail: true })).stdout).toBe("");
});

test("a wrong password is an error that says what was tried", async () => {
  const server = await machine({ password });
  const result = await build(server, 'ssh_password = "wrong"\n  ssh_handshake_attempts = 1', "");
  expect(result).toMatchSnapshot();
});

test("a passphrase and a missing file are found before anything is connected to", async () => {
  const server = await machine({ password });
  const locked = join(folder, "locked");
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", locked]);
  expect(await build(server, `ssh_private_key_file = "${locked}"`, "")).toMatchSnapshot();
  expect(await build(server, 'ssh_private_key_file = "/nowhere/key"', "")).toMatchSnapshot();
});

test("the way leads through a bastion host, or a SOCKS proxy", async () => {
  const [bastion, server] = [
    await machine({ authorizedKeys: [publicKey()] }),
    await machine({ authorizedKeys: [publicKey()] }),
  ];
  const hello = 'provisioner "shell" {\n  inline = ["echo in"]\n  }';
  const throughBastion = await build(
    server,
    `${withKey}
  ssh_bastion_host     = "127.0.0.1"
  ssh_bastion_port     = ${bastion.port}
  ssh_bastion_username = "builder"`,
    hello,
  );
  expect([throughBastion.code, throughBastion.out.includes("    null.web: in\n")]).toEqual([0, true]);
  expect(bastion.log()).toContain("Accepted publickey for builder");

  const port = await freePort();
  const options = ["UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR", "BatchMode=yes"];
  const proxy = await startDaemon({
    name: "proxy",
    folder,
    command: "ssh",
    args: [
      ...options.flatMap((option) => ["-o", option]),
      "-i",
      key,
      "-p",
      `${bastion.port}`,
      "-N",
      "-D",
      `127.0.0.1:${port}`,
      "builder@127.0.0.1",
    ],
    isReady: () =>
      readFileSync("/proc/net/tcp", "utf8").includes(
        `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000`,
      ),
  });
  const throughProxy = await build(
    server,
    `${withKey}\n  ssh_proxy_host = "127.0.0.1"\n  ssh_proxy_port = ${port}`,
    hello,
  );
  await proxy.stop();
  expect([throughProxy.code, throughProxy.out.includes("    null.web: in\n")]).toEqual([0, true]);
});

test("tunnels lead from the machine to here, and from here to the machine", async () => {
  const here = createServer((socket) => socket.end("from here\n"));
  await new Promise<void>((resolve) => here.listen(0, "127.0.0.1", resolve));
  const address = here.address();
  const herePort = typeof address === "object" && address ? address.port : 0;
  const [remotePort, localPort] = [await freePort(), await freePort()];
  const server = await machine({ authorizedKeys: [publicKey()] });
  const result = await build(
    server,
    `${withKey}
  ssh_remote_tunnels = ["${remotePort}:127.0.0.1:${herePort}"]
  ssh_local_tunnels  = ["${localPort}:127.0.0.1:${server.port}"]`,
    `
  provisioner "shell" {
    inline_shebang = "/bin/bash -e"
    inline         = ["cat </dev/tcp/127.0.0.1/${remotePort}"]
  }
  provisioner "shell-local" {
    inline_shebang = "/bin/bash -e"
    inline         = ["head -c 7 </dev/tcp/127.0.0.1/${localPort}; echo"]
  }`,
  );
  here.close();
  expect([result.code, result.out.includes("null.web: from here"), result.out.includes("null.web: SSH-2.0")]).toEqual([
    0,
    true,
    true,
  ]);
});

test("the password is known to provisioners and shown to nobody", async () => {
  const server = await machine({ password });
  const result = await build(
    server,
    `${withPassword}\n  ssh_pty = true`,
    `provisioner "shell" {
    inline = ["echo \\"user \${build.User} at \${build.Host}:\${build.Port} by \${build.ConnType}\\"", "tty"]
  }
  provisioner "shell-local" {
    env    = { SECRET = build.Password }
    inline = ["printf '%s\\n' \\"$SECRET\\"", "printf %s \\"$SECRET\\" > ${folder}/seen"]
  }`,
    { PACKER_LOG: "1" },
  );
  expect(result.code).toBe(0);
  expect(result.out).toMatch(/null\.web: user builder at 127\.0\.0\.1:PORT by ssh/);
  expect(result.out).toMatch(/null\.web: \/dev\/pts\/\d/);
  expect(readFileSync(join(folder, "seen"), "utf8")).toBe(password);
  expect(result.out).not.toContain(password);
  expect(result.out).toMatch(
    /\[DEBUG\] null\.web: SSH: logged in at 127\.0\.0\.1:PORT by [\w@.-]+, [\w@.-]+, [\w@.-]+/,
  );
});
