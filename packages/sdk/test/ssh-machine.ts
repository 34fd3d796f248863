import type { Communicator } from "../src/communicator/communicator.ts";
import { openConnection } from "../src/communicator/ssh/open-connection.ts";
import { keepSession } from "../src/communicator/ssh/session.ts";
import type { SshSettings } from "../src/communicator/ssh/settings.ts";
import { sshCommunicator } from "../src/communicator/ssh/ssh-communicator.ts";
import { password, type SshServer, type SshServerOptions, startSshServer, user } from "./ssh-server.ts";
import { makeStepBench } from "./step-context.ts";

export interface SshMachineOptions extends SshServerOptions {
  readonly transferMethod?: "scp" | "sftp";
  readonly hasTerminal?: boolean;
  readonly settings?: Partial<SshSettings>;
}

export interface SshMachine {
  readonly server: SshServer;
  readonly communicator: Communicator;
  /** A folder of this host. */
  readonly local: string;
}

/** A server, and a communicator that is connected to it; `undo` gets what ends them, to be done newest first. */
export async function connectedMachine(
  { transferMethod = "scp", hasTerminal = false, settings: more, ...serverOptions }: SshMachineOptions,
  undo: (() => void | Promise<void>)[],
): Promise<SshMachine> {
  const server = await startSshServer(serverOptions);
  undo.push(server.stop);
  const made = await makeStepBench();
  undo.push(made.end);
  const settings: SshSettings = {
    server: { host: "127.0.0.1", port: server.port, username: user, methods: [{ k: "password", password }] },
    bastion: undefined,
    proxy: undefined,
    ciphers: undefined,
    keyExchanges: undefined,
    keepAliveMs: 0,
    silenceMs: 0,
    forwardedAgent: undefined,
    remoteTunnels: [],
    localTunnels: [],
    ...more,
  };
  const connect = (stop: AbortSignal) => openConnection(settings, { signal: stop });
  const session = keepSession(await connect(new AbortController().signal), connect);
  undo.push(session.close);
  const temp = made.context.build.temp;
  return {
    server,
    communicator: sshCommunicator(session, { transferMethod, hasTerminal, temp, commandForPerson: async () => "" }),
    local: made.folder,
  };
}
