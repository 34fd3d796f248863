import { SshConnectError } from "./connect-error.ts";
import type { Ssh } from "./load-ssh.ts";

/** Where the local SSH agent listens; undefined where none is told of. */
export function agentSocket(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.SSH_AUTH_SOCK) return env.SSH_AUTH_SOCK;
  return process.platform === "win32" ? "\\\\.\\pipe\\openssh-ssh-agent" : undefined;
}

/** The socket of an agent to log in with. Rejects where there is none: for good where none is told of, for now where it does not answer. */
export async function requireAgent(ssh: Ssh, socket: string | undefined, field: string): Promise<string> {
  if (socket === undefined)
    throw new SshConnectError(
      "impossible",
      `${field} is set, and there is no SSH agent: SSH_AUTH_SOCK is not set. Start one (eval "$(ssh-agent)"), add the key (ssh-add), and run this again`,
    );
  if (!(await answers(ssh, socket)))
    throw new SshConnectError(
      "unreachable",
      `The SSH agent at ${socket} does not answer. See whether it runs (ssh-add -l)`,
    );
  return socket;
}

/** Whether an agent answers. */
export function answers(ssh: Ssh, socket: string): Promise<boolean> {
  return new Promise((resolve) => ssh.createAgent(socket).getIdentities((error) => resolve(!error)));
}
