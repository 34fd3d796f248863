import { homedir } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { CommunicatorConfig } from "../config.ts";
import { loginCommand } from "./login-command.ts";

const none = {
  ssh_agent_auth: false,
  ssh_bastion_port: 22,
  ssh_proxy_port: 1080,
  ssh_username: "root",
} as CommunicatorConfig;

async function command(
  config: Partial<CommunicatorConfig>,
  login: { readonly host?: string; readonly port?: number; readonly privateKey?: string } = {},
): Promise<string> {
  const { host = "10.0.0.5", port = 22, privateKey } = login;
  const all = { ...none, ...config };
  const line = await loginCommand(all, { host, port, username: "root", privateKey }, async () => "/work/web.pem");
  // What each of them has.
  return line
    .replace("ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", "ssh ...")
    .replaceAll(homedir(), "HOME")
    .replaceAll(resolve("."), "HERE");
}

const withPassword = "-o PreferredAuthentications=password,keyboard-interactive";
const withKey = "-o IdentitiesOnly=yes -i";

test.each<[string, Partial<CommunicatorConfig>, Parameters<typeof command>[1], string]>([
  ["a password", {}, {}, `ssh ... ${withPassword} root@10.0.0.5`],
  ["a port", {}, { port: 2222 }, `ssh ... ${withPassword} -p 2222 root@10.0.0.5`],
  ["an agent", { ssh_agent_auth: true }, {}, "ssh ... root@10.0.0.5"],
  ["a key file", { ssh_private_key_file: "~/key" }, {}, `ssh ... ${withKey} HOME/key root@10.0.0.5`],
  ["a relative one", { ssh_private_key_file: "my key" }, {}, `ssh ... ${withKey} 'HERE/my key' root@10.0.0.5`],
  ["a key of the build", {}, { privateKey: "PEM" }, `ssh ... ${withKey} /work/web.pem root@10.0.0.5`],
  [
    "a certificate",
    { ssh_private_key_file: "/k", ssh_certificate_file: "/k-cert.pub" },
    {},
    `ssh ... ${withKey} /k -o CertificateFile=/k-cert.pub root@10.0.0.5`,
  ],
  [
    "ciphers and key exchanges",
    { ssh_agent_auth: true, ssh_ciphers: ["aes128-cbc"], ssh_key_exchange_algorithms: ["a", "b"] },
    {},
    "ssh ... -o Ciphers=aes128-cbc -o KexAlgorithms=a,b root@10.0.0.5",
  ],
  [
    "a bastion host",
    { ssh_agent_auth: true, ssh_bastion_host: "gate", ssh_bastion_username: "me", ssh_bastion_port: 2200 },
    {},
    "ssh ... -J me@gate:2200 root@10.0.0.5",
  ],
  [
    "a bastion host with a key",
    { ssh_agent_auth: true, ssh_bastion_host: "gate", ssh_bastion_private_key_file: "/100% mine" },
    { host: "fe80::1" },
    `ssh ... -o 'ProxyCommand=ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${withKey} '\\''/100%% mine'\\'' -W '\\''[%h]:%p'\\'' root@gate' root@fe80::1`,
  ],
  [
    "a proxy",
    { ssh_agent_auth: true, ssh_proxy_host: "proxy" },
    {},
    "ssh ... -o 'ProxyCommand=nc -X 5 -x proxy:1080 %h %p' root@10.0.0.5",
  ],
])("with %s", async (_, config, login, expected) => {
  expect(await command(config, login)).toBe(expected);
});
