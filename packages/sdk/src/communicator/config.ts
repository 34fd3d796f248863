// The settings of the communicators, shared by every builder that connects to a machine. A builder includes the group with
// the kinds that it can serve; fields of a kind that is not chosen are accepted and have no effect, as in Packer.

import { type DefaultOf, s } from "../schema/field.ts";
import { type Complaint, type Infer, type Schema, schema } from "../schema/schema.ts";

interface Kinds<K extends string> {
  /** The kind when the template does not say. */
  readonly default: K;
  /** What `communicator` may be. */
  readonly kinds: readonly K[];
  /** Whether a missing `ssh_username` or `winrm_username` is a mistake; not where the builder finds the name by itself. */
  readonly needsUsername?: boolean;
}

/** The config that the group decodes to. */
export type CommunicatorConfig<K extends string = string> = Infer<Schema<CommunicatorFields<K>>>;
export type CommunicatorFields<K extends string = string> = ReturnType<typeof fieldsFor<K>>;

/** The group of a builder that serves `kinds`; include it in the builder's schema, and `checkCommunicator` in its check. */
export function communicatorSchema<const K extends string>(options: Kinds<K>): Schema<CommunicatorFields<K>> {
  const group = schema(fieldsFor(options))
    .conflicts("ssh_keypair_name", "temporary_key_pair_name")
    .rule(["communicator", "ssh_certificate_file", "ssh_private_key_file"], (c) =>
      c.communicator === "ssh" && c.ssh_certificate_file && !c.ssh_private_key_file
        ? needsKey("ssh_certificate_file", "ssh_private_key_file")
        : undefined,
    )
    .rule(
      [
        "communicator",
        "ssh_bastion_host",
        "ssh_bastion_password",
        "ssh_bastion_private_key_file",
        "ssh_bastion_agent_auth",
        "ssh_private_key_file",
        "ssh_proxy_host",
        "ssh_bastion_certificate_file",
      ],
      (c) => (c.communicator === "ssh" ? complainOfBastion(c) : undefined),
    )
    .rule(["communicator", "ssh_remote_tunnels", "ssh_local_tunnels"], (c) =>
      c.communicator === "ssh"
        ? [
            ...complainOfTunnels("ssh_remote_tunnels", c.ssh_remote_tunnels),
            ...complainOfTunnels("ssh_local_tunnels", c.ssh_local_tunnels),
          ]
        : undefined,
    );
  if (options.needsUsername === false) return group;
  return group.rule(["communicator", "ssh_username", "winrm_username"], (c) => {
    if (c.communicator === "ssh" && !c.ssh_username) return needsName("ssh_username");
    return c.communicator === "winrm" && !c.winrm_username ? needsName("winrm_username") : undefined;
  });
}

/** The group as most builders have it. */
export const communicatorConfig = communicatorSchema({ default: "ssh", kinds: ["ssh", "winrm", "none"] });

function fieldsFor<K extends string>({ default: usual, kinds }: Kinds<K>) {
  return {
    communicator: s
      .enum(...kinds)
      .doc("How to connect to the machine.")
      .default(usual as DefaultOf<K>),
    pause_before_connecting: s
      .duration()
      .default(0)
      .notIdentity()
      .doc("How long to wait after the first connection, before connecting again for good."),

    ssh_host: s
      .string()
      .defaultText("from the builder")
      .doc("Address to connect to, instead of the one that the builder finds."),
    ssh_port: s.number().default(22).doc("Port of the SSH server."),
    ssh_username: s.string().doc("Name to log in with. Needed with the ssh communicator."),
    ssh_password: s
      .string()
      .sensitive()
      .doc("Password to log in with; also given to every question of a keyboard-interactive login."),
    ssh_keypair_name: s
      .string()
      .doc(
        "Name of a key pair that the cloud already has; its private key comes from `ssh_private_key_file` or the agent.",
      ),
    temporary_key_pair_name: s
      .string()
      .notIdentity()
      .defaultText("a name that is made for the run")
      .doc("Name of the key pair that is made for the build in a cloud."),
    temporary_key_pair_type: s
      .enum("rsa", "ed25519", "ecdsa", "dsa")
      .notIdentity()
      .defaultText("rsa")
      .doc("Algorithm of the key that is made for the build."),
    temporary_key_pair_bits: s
      .number()
      .notIdentity()
      .defaultText("4096 for rsa, 521 for ecdsa, 1024 for dsa")
      .doc("Size of the key that is made for the build; ed25519 has one size only."),
    ssh_ciphers: s
      .list(s.string())
      .notIdentity()
      .defaultText("those of the SSH library")
      .doc("Ciphers to offer, in order, instead of the usual ones."),
    ssh_clear_authorized_keys: s
      .bool()
      .default(false)
      .doc("Remove the build's key from the machine's authorized_keys when provisioning is done."),
    ssh_key_exchange_algorithms: s
      .list(s.string())
      .notIdentity()
      .defaultText("those of the SSH library")
      .doc("Key exchange algorithms to offer, in order, instead of the usual ones."),
    ssh_private_key_file: s
      .string()
      .doc("Path of the private key to log in with, without a passphrase. `~` is the home folder."),
    ssh_certificate_file: s.string().doc("Path of an OpenSSH user certificate for that key."),
    ssh_pty: s
      .bool()
      .default(false)
      .doc("Run every command in a terminal. Standard error then comes with standard output."),
    ssh_timeout: s
      .duration()
      .notIdentity()
      .defaultText("5m, or no limit where ssh_handshake_attempts is set")
      .doc("How long to wait until a connection is there."),
    ssh_wait_timeout: s
      .duration()
      .notIdentity()
      .deprecated("Use ssh_timeout instead")
      .doc("Old name of `ssh_timeout`."),
    ssh_agent_auth: s.bool().default(false).doc("Log in with the keys of the local SSH agent."),
    ssh_disable_agent_forwarding: s.bool().default(false).doc("Do not offer the local SSH agent to the machine."),
    ssh_handshake_attempts: s
      .number()
      .notIdentity()
      .defaultText("10, or no limit where ssh_timeout is set")
      .doc("How many times a login may be refused before the build gives up."),
    ssh_bastion_host: s.string().doc("Address of a host to go through."),
    ssh_bastion_port: s.number().default(22).doc("Port of the SSH server on that host."),
    ssh_bastion_agent_auth: s.bool().default(false).doc("Log in there with the keys of the local SSH agent."),
    ssh_bastion_username: s.string().doc("Name to log in with there."),
    ssh_bastion_password: s.string().sensitive().doc("Password to log in with there."),
    ssh_bastion_interactive: s.bool().default(false).doc("Ask at the terminal for what that host wants to know."),
    ssh_bastion_private_key_file: s
      .string()
      .defaultText("ssh_private_key_file")
      .doc("Path of the private key to log in with there."),
    ssh_bastion_certificate_file: s
      .string()
      .defaultText("ssh_certificate_file")
      .doc("Path of an OpenSSH user certificate for that key."),
    ssh_file_transfer_method: s.enum("scp", "sftp").default("scp").doc("How files get to the machine and back."),
    ssh_proxy_host: s.string().doc("Address of a SOCKS5 proxy to go through."),
    ssh_proxy_port: s.number().default(1080).doc("Port of the proxy."),
    ssh_proxy_username: s.string().doc("Name to log in with at the proxy."),
    ssh_proxy_password: s.string().sensitive().doc("Password to log in with at the proxy."),
    ssh_keep_alive_interval: s
      .duration()
      .default(5000)
      .notIdentity()
      .doc("How often to say that we are still there while a command runs; a negative one means never."),
    ssh_read_write_timeout: s
      .duration()
      .default(0)
      .notIdentity()
      .doc("After how long without a byte to give a connection up; 0 means never."),
    ssh_remote_tunnels: s
      .list(s.string())
      .doc("Ports of the machine that lead to an address reached from here: `8080:localhost:80`."),
    ssh_local_tunnels: s
      .list(s.string())
      .doc("Ports of this host that lead to an address reached from the machine: `8080:localhost:80`."),
    ssh_public_key: s
      .list(s.number())
      .refused("Packer fills it in itself; name the key with ssh_private_key_file")
      .doc("Internal to Packer."),
    ssh_private_key: s
      .list(s.number())
      .refused("Packer fills it in itself; name the key with ssh_private_key_file")
      .doc("Internal to Packer."),

    winrm_username: s.string().doc("Name to log in with. Needed with the winrm communicator."),
    winrm_password: s.string().sensitive().doc("Password to log in with; some clouds make or fetch one."),
    winrm_host: s
      .string()
      .defaultText("from the builder")
      .doc("Address to connect to, instead of the one that the builder finds."),
    winrm_no_proxy: s.bool().default(false).doc("Reach the machine without the proxy that the environment names."),
    winrm_port: s.number().defaultText("5985, or 5986 with winrm_use_ssl").doc("Port of the WinRM service."),
    winrm_timeout: s.duration().default(1_800_000).notIdentity().doc("How long to wait until a connection is there."),
    winrm_use_ssl: s.bool().default(false).doc("Use HTTPS."),
    winrm_insecure: s.bool().default(false).doc("Take any certificate."),
    winrm_use_ntlm: s
      .triState()
      .defaultText("off; on with the Azure builders")
      .doc("Log in by NTLM instead of basic authentication."),
  };
}

/** How long to go on trying to connect by SSH; 0 means without limit. Only when neither is set do both have a default. */
export function sshPatience(
  config: Pick<CommunicatorConfig, "ssh_timeout" | "ssh_wait_timeout" | "ssh_handshake_attempts">,
): {
  readonly timeoutMs: number;
  readonly attempts: number;
} {
  const timeoutMs = config.ssh_timeout ?? 0;
  const attempts = config.ssh_handshake_attempts ?? 0;
  const usual = timeoutMs === 0 && attempts === 0;
  return { timeoutMs: config.ssh_wait_timeout || (usual ? 300_000 : timeoutMs), attempts: usual ? 10 : attempts };
}

/** With which key to log in at the bastion host: without one of its own, with that of the machine and its certificate. */
export function bastionKey(
  config: Pick<
    CommunicatorConfig,
    "ssh_private_key_file" | "ssh_certificate_file" | "ssh_bastion_private_key_file" | "ssh_bastion_certificate_file"
  >,
): { readonly privateKeyFile: string | undefined; readonly certificateFile: string | undefined } {
  if (config.ssh_bastion_private_key_file) {
    return {
      privateKeyFile: config.ssh_bastion_private_key_file,
      certificateFile: config.ssh_bastion_certificate_file || undefined,
    };
  }
  return {
    privateKeyFile: config.ssh_private_key_file || undefined,
    certificateFile: config.ssh_bastion_certificate_file || config.ssh_certificate_file || undefined,
  };
}

/** The port of WinRM: what is set, else by the transport. */
export function winrmPort(config: Pick<CommunicatorConfig, "winrm_port" | "winrm_use_ssl">): number {
  return config.winrm_port || (config.winrm_use_ssl ? 5986 : 5985);
}

function needsName(field: "ssh_username" | "winrm_username"): Complaint {
  return {
    summary: `An ${field} must be specified`.replace("An winrm", "A winrm"),
    detail: `The machine does not say who may log in. Set "${field}".`,
  };
}

function needsKey(certificate: string, key: string): Complaint {
  return {
    field: certificate,
    summary: `${certificate} needs a private key`,
    detail: `A certificate vouches for a key; without one it proves nothing. Set "${key}" too.`,
  };
}

interface BastionFields {
  readonly ssh_bastion_host: string | undefined;
  readonly ssh_bastion_password: string | undefined;
  readonly ssh_bastion_private_key_file: string | undefined;
  readonly ssh_bastion_certificate_file: string | undefined;
  readonly ssh_bastion_agent_auth: boolean;
  readonly ssh_private_key_file: string | undefined;
  readonly ssh_proxy_host: string | undefined;
}

function complainOfBastion(c: BastionFields): Complaint[] {
  if (!c.ssh_bastion_host) return [];
  const complaints: Complaint[] = [];
  const key = c.ssh_bastion_private_key_file || c.ssh_private_key_file;
  if (c.ssh_proxy_host)
    complaints.push({
      field: "ssh_proxy_host",
      summary: "Only one of ssh_bastion_host and ssh_proxy_host can be used",
      detail: "The way to the machine leads through one or the other. Remove one of them.",
    });
  if (!c.ssh_bastion_password && !key && !c.ssh_bastion_agent_auth)
    complaints.push({
      field: "ssh_bastion_host",
      summary: "ssh_bastion_password, ssh_bastion_private_key_file or ssh_bastion_agent_auth must be specified",
      detail: "There is no way to log in at the bastion host. Set one of them.",
    });
  if (c.ssh_bastion_certificate_file && !key)
    complaints.push(needsKey("ssh_bastion_certificate_file", "ssh_bastion_private_key_file"));
  return complaints;
}

function complainOfTunnels(field: string, tunnels: readonly string[] | undefined): Complaint[] {
  return (tunnels ?? []).flatMap((tunnel, i) =>
    parseTunnel(tunnel) === undefined
      ? [
          {
            field,
            path: [i],
            summary: `Invalid tunnel "${tunnel}"`,
            detail: `A tunnel is a port, an address and a port: "8080:localhost:80", or "8080:[::1]:80". Correct this one.`,
          },
        ]
      : [],
  );
}

/** A tunnel, `PORT:HOST:PORT`; undefined where the text is none. The listening side is always localhost. */
export function parseTunnel(
  text: string,
): { readonly listenPort: number; readonly host: string; readonly port: number } | undefined {
  const [, listen, bracketed, plain, port] = /^(\d+):(?:\[([^\]]+)\]|([^:[\]]*)):(\d+)$/.exec(text) ?? [];
  const listenPort = Number(listen);
  const targetPort = Number(port);
  const host = bracketed ?? plain;
  if (host === undefined || listenPort > 65_535 || targetPort > 65_535) return undefined;
  return { listenPort, host, port: targetPort };
}
