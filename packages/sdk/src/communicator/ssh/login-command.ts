import { resolve } from "node:path";
import { quoteShell } from "../../process/quote-shell.ts";
import type { KeepKey } from "../communicator.ts";
import { bastionKey, type CommunicatorConfig } from "../config.ts";
import { expandHome } from "../expand-home.ts";

/** What a build has logged in with. */
export interface PersonsLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** The key that was made for the build. */
  readonly privateKey: string | undefined;
}

/**
 * The command of OpenSSH that takes a person to where the build is: the same host, keys, bastion host or proxy. Host keys are not looked at,
 * as the build itself does not, and not remembered: the next machine at the address has another one. Passwords are asked for.
 */
export async function loginCommand(config: CommunicatorConfig, login: PersonsLogin, keepKey: KeepKey): Promise<string> {
  const keyFile = config.ssh_private_key_file
    ? await absolute(config.ssh_private_key_file)
    : login.privateKey && (await keepKey(login.privateKey));
  const certificate = config.ssh_private_key_file && config.ssh_certificate_file;
  const words = [
    "ssh",
    ...noHostKeys,
    ...(await identity(keyFile, certificate)),
    ...(keyFile || config.ssh_agent_auth ? [] : ["-o", "PreferredAuthentications=password,keyboard-interactive"]),
    ...listed("Ciphers", config.ssh_ciphers),
    ...listed("KexAlgorithms", config.ssh_key_exchange_algorithms),
    ...(await way(config)),
    ...port(login.port),
    `${login.username}@${login.host}`,
  ];
  return words.map(quoteShell).join(" ");
}

const noHostKeys = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];

async function absolute(path: string): Promise<string> {
  return resolve(await expandHome(path));
}

async function identity(keyFile: string | undefined, certificate: string | undefined): Promise<string[]> {
  if (!keyFile) return [];
  // Else the keys of an agent come first, and a server that has seen six of them hangs up.
  const only = ["-o", "IdentitiesOnly=yes", "-i", keyFile];
  return certificate ? [...only, "-o", `CertificateFile=${await absolute(certificate)}`] : only;
}

function listed(option: string, names: readonly string[] | undefined): string[] {
  return names && names.length > 0 ? ["-o", `${option}=${names.join(",")}`] : [];
}

function port(number: number): string[] {
  return number === 22 ? [] : ["-p", String(number)];
}

async function way(config: CommunicatorConfig): Promise<string[]> {
  const { ssh_bastion_host: host, ssh_proxy_host: proxy } = config;
  if (host) {
    const username = config.ssh_bastion_username || config.ssh_username || "";
    const { privateKeyFile, certificateFile } = bastionKey(config);
    if (!privateKeyFile) {
      const address = host.includes(":") ? `[${host}]` : host;
      return ["-J", `${username}@${address}:${config.ssh_bastion_port}`];
    }
    // -J has no place for a key of its own.
    const words = [
      "ssh",
      ...noHostKeys,
      ...(await identity(await absolute(privateKeyFile), certificateFile)),
      ...port(config.ssh_bastion_port),
      "-W",
      "[%h]:%p",
      `${username}@${host}`,
    ];
    return ["-o", proxyCommand(words)];
  }
  if (!proxy) return [];
  const user = config.ssh_proxy_username ? ["-P", config.ssh_proxy_username] : [];
  const words = ["nc", "-X", "5", ...user, "-x", `${proxy}:${config.ssh_proxy_port}`, "%h", "%p"];
  return ["-o", proxyCommand(words)];
}

/** OpenSSH gives the line to a shell, and puts the host and the port in before. */
function proxyCommand(words: readonly string[]): string {
  const line = words.map((word) => quoteShell(/%[hp]/.test(word) ? word : word.replaceAll("%", "%%")));
  return `ProxyCommand=${line.join(" ")}`;
}
