import type { Ask } from "../../event/ui.ts";
import { bastionKey, type CommunicatorConfig, parseTunnel } from "../config.ts";
import { agentSocket, answers, requireAgent } from "./agent.ts";
import type { Ssh } from "./load-ssh.ts";
import { parseLoginKey, readKeyFile } from "./read-key.ts";
import type { LoginKey, LoginMethod, SshServer, SshSettings, Tunnel } from "./settings.ts";

/** Where and as whom to log in, as far as the builder finds it by itself. */
export interface MachineLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string | undefined;
  /** The private key that was made for the build. */
  readonly privateKey: string | undefined;
}

export interface LocalSide {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ask: Ask;
  readonly log: (text: string) => void;
}

/** The keys that a config names; they are read once. */
export interface LoginKeys {
  readonly machine: readonly LoginKey[];
  readonly bastion: readonly LoginKey[];
}

/** Reads the keys of a config, and the one made for the build. */
export async function readLoginKeys(
  ssh: Ssh,
  config: CommunicatorConfig,
  privateKey: string | undefined,
): Promise<LoginKeys> {
  const file = config.ssh_private_key_file;
  const machine: LoginKey[] = [];
  if (file) machine.push(await readKeyFile(ssh, file, config.ssh_certificate_file));
  if (privateKey) machine.push(parseLoginKey(ssh, privateKey, "that was made for the build", undefined));
  if (!config.ssh_bastion_host) return { machine, bastion: [] };
  const { privateKeyFile, certificateFile } = bastionKey(config);
  return { machine, bastion: privateKeyFile ? [await readKeyFile(ssh, privateKeyFile, certificateFile)] : [] };
}

/** What a connection to a machine needs. */
export async function sshSettings(
  ssh: Ssh,
  config: CommunicatorConfig,
  login: MachineLogin,
  keys: LoginKeys,
  local: LocalSide,
): Promise<SshSettings> {
  const socket = agentSocket(local.env);
  const methods: LoginMethod[] = [];
  if (config.ssh_agent_auth) methods.push({ k: "agent", socket: await requireAgent(ssh, socket, "ssh_agent_auth") });
  for (const key of keys.machine) methods.push({ k: "key", ...key });
  if (login.password) methods.push(...passwordMethods(login.password));
  return {
    server: { host: login.host, port: login.port, username: login.username, methods },
    bastion: await bastionServer(ssh, config, keys, socket, local),
    proxy: config.ssh_proxy_host
      ? {
          host: config.ssh_proxy_host,
          port: config.ssh_proxy_port,
          username: config.ssh_proxy_username,
          password: config.ssh_proxy_password,
        }
      : undefined,
    ciphers: listed(config.ssh_ciphers),
    keyExchanges: listed(config.ssh_key_exchange_algorithms),
    keepAliveMs: Math.max(0, config.ssh_keep_alive_interval),
    silenceMs: Math.max(0, config.ssh_read_write_timeout),
    forwardedAgent: await agentToForward(ssh, config, socket, local),
    remoteTunnels: tunnels(config.ssh_remote_tunnels),
    localTunnels: tunnels(config.ssh_local_tunnels),
  };
}

function passwordMethods(password: string): LoginMethod[] {
  return [
    { k: "password", password },
    { k: "questions", isSlow: false, answer: async (questions) => questions.map(() => password) },
  ];
}

async function bastionServer(
  ssh: Ssh,
  config: CommunicatorConfig,
  keys: LoginKeys,
  socket: string | undefined,
  local: LocalSide,
): Promise<SshServer | undefined> {
  const host = config.ssh_bastion_host;
  if (!host) return undefined;
  const methods: LoginMethod[] = [];
  if (config.ssh_bastion_interactive) methods.push(askingMethod(local.ask));
  if (config.ssh_bastion_password) methods.push(...passwordMethods(config.ssh_bastion_password));
  for (const key of keys.bastion) methods.push({ k: "key", ...key });
  if (config.ssh_bastion_agent_auth)
    methods.push({ k: "agent", socket: await requireAgent(ssh, socket, "ssh_bastion_agent_auth") });
  // Packer would log in with an empty name.
  const username = config.ssh_bastion_username || config.ssh_username || "";
  return { host, port: config.ssh_bastion_port, username, methods };
}

function askingMethod(ask: Ask): LoginMethod {
  return {
    k: "questions",
    isSlow: true,
    answer: async (questions, signal) => {
      const answered: string[] = [];
      for (const { text } of questions) answered.push(await ask(text, [], signal));
      return answered;
    },
  };
}

async function agentToForward(
  ssh: Ssh,
  config: CommunicatorConfig,
  socket: string | undefined,
  local: LocalSide,
): Promise<string | undefined> {
  if (config.ssh_disable_agent_forwarding || socket === undefined) return undefined;
  if (await answers(ssh, socket)) return socket;
  local.log(`The SSH agent at ${socket} does not answer, so it is not offered to the machine`);
  return undefined;
}

function listed(names: readonly string[] | undefined): readonly string[] | undefined {
  return names && names.length > 0 ? names : undefined;
}

function tunnels(texts: readonly string[] | undefined): readonly Tunnel[] {
  return (texts ?? []).flatMap((text) => parseTunnel(text) ?? []);
}
