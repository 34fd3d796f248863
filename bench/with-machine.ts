import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { prepareMachines, runCommand, type Sshd, startSshd } from "../e2e/environment/index.ts";
import type { Place } from "./group.ts";

export interface BenchMachine {
  readonly server: Sshd;
  /** The fields of a builder that reaches it by SSH, but for the port. */
  readonly login: Readonly<Record<string, unknown>>;
}

/** Measures with a machine that runs a real SSH server. Where none can be had (that needs root and Debian's packages), a note says so. */
export async function withMachine(
  { table, folder }: Place,
  what: string,
  work: (machine: BenchMachine) => Promise<void>,
): Promise<void> {
  if (process.getuid?.() !== 0) return table.note(`${what}: not measured, as only root can set up a machine`);
  const machines = await prepareMachines();
  try {
    const key = join(folder, "key");
    await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const server = await startSshd({ user: "builder", authorizedKeys: [await readFile(`${key}.pub`, "utf8")] });
    const login = { type: "null", ssh_host: server.host, ssh_username: server.user, ssh_private_key_file: key };
    await work({ server, login });
  } finally {
    await machines.stop();
  }
}
