import { setTimeout as sleep } from "node:timers/promises";
import { formatGoDuration } from "../../duration/format-go-duration.ts";
import type { Machine } from "../../machine/machine.ts";
import type { StepContext } from "../../step/step.ts";
import { type CommunicatorConfig, sshPatience } from "../config.ts";
import { loadSsh } from "./load-ssh.ts";
import { loginCommand } from "./login-command.ts";
import { openConnection } from "./open-connection.ts";
import { type Rhythm, usualRhythm } from "./rhythm.ts";
import { keepSession } from "./session.ts";
import { readLoginKeys, sshSettings } from "./settings-from-config.ts";
import { sshCommunicator } from "./ssh-communicator.ts";
import { waitForSsh } from "./wait-for-ssh.ts";

/** What a builder knows of the machine to log in at. */
export interface SshTarget {
  /** Asked before each attempt; undefined, or a rejection, while it is not known. */
  readonly host: () => Promise<string | undefined>;
  readonly port: () => number;
  readonly username: string;
  readonly password: string | undefined;
  readonly keyPair: { readonly privateKey: string; readonly publicKey: string } | undefined;
  readonly rhythm?: Rhythm;
}

/** Waits until the machine lets us in. The connection lasts as long as the pipeline of the step. */
export async function connectBySsh(
  config: CommunicatorConfig,
  target: SshTarget,
  context: StepContext,
): Promise<Machine> {
  const { build, ui, signal } = context;
  const ssh = await loadSsh();
  const keys = await readLoginKeys(ssh, config, target.keyPair?.privateKey);
  const local = { env: process.env, ask: build.ask, log: ui.log };
  let host = "";
  const { username, password } = target;
  const settings = async () => {
    const found = await target.host();
    if (!found) throw new Error("the machine has no address yet");
    host = found;
    const login = { host, port: target.port(), username, password, privateKey: target.keyPair?.privateKey };
    return sshSettings(ssh, config, login, keys, local);
  };
  const connect = async () => {
    ui.say("Waiting for SSH to become available...");
    const connected = await waitForSsh({
      settings,
      patience: sshPatience(config),
      rhythm: target.rhythm ?? usualRhythm,
      onFailure: (problem) => ui.log(`SSH: ${problem}`),
      signal,
    });
    const { settings: known, connection } = connected;
    ui.log(`SSH: logged in at ${known.server.host}:${known.server.port} by ${connection.algorithms}`);
    ui.say("Connected to SSH!");
    return connected;
  };
  let connected = await connect();
  if (config.pause_before_connecting > 0) {
    connected.connection.close();
    ui.say(`Pausing ${formatGoDuration(config.pause_before_connecting)} before connecting...`);
    await sleep(config.pause_before_connecting, undefined, { signal });
    connected = await connect();
  }
  // After a restart the machine may have another address.
  const session = keepSession(connected.connection, async (stop) => openConnection(await settings(), { signal: stop }));
  context.defer(session.close);
  return {
    communicator: sshCommunicator(session, {
      transferMethod: config.ssh_file_transfer_method,
      hasTerminal: config.ssh_pty,
      temp: build.temp,
      commandForPerson: (keepKey) =>
        loginCommand(config, { host, port: target.port(), username, privateKey: target.keyPair?.privateKey }, keepKey),
    }),
    generated: {
      Host: host,
      Port: connected.settings.server.port,
      User: username,
      Password: password ?? "",
      ConnType: "ssh",
      SSHPublicKey: target.keyPair?.publicKey ?? "",
      SSHPrivateKey: target.keyPair?.privateKey ?? "",
      SSHPrivateKeyFile: config.ssh_private_key_file ?? "",
      SSHAgentAuth: config.ssh_agent_auth,
      WinRMPassword: "",
    },
    secrets: [password, target.keyPair?.privateKey].flatMap((secret) => (secret ? [secret] : [])),
  };
}
