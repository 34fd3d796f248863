import type { Sink, Transfer } from "../communicator.ts";
import { type Channel, writeTo } from "./exec.ts";
import type { SshSession } from "./session.ts";

/** An `scp` that runs on the machine, to speak its protocol with. */
export interface ScpProcess extends Channel {
  /** Rejects with the signal's reason when the transfer is cancelled; never resolves. */
  readonly cancelled: Promise<never>;
  /** Writes to it; rejects when it has ended. */
  readonly write: Sink;
  /** Waits for its end. Throws where it did not succeed. */
  readonly end: () => Promise<void>;
}

/** Starts `scp` on the machine, lets `speak` do a transfer with it, and sees to its end. */
export async function withScp<T>(
  session: SshSession,
  args: string,
  transfer: Transfer,
  speak: (scp: ScpProcess) => Promise<T>,
): Promise<T> {
  const { signal } = transfer;
  const { client, channel, ending, problem } = await session.start(`scp ${args}`, { hasTerminal: false, signal });
  let complaint = "";
  channel.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  let cancel = () => undefined as unknown;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(signal.reason);
  });
  cancelled.catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  const end = async () => {
    channel.end();
    const exit = await Promise.race([ending.exit, cancelled]);
    if (exit.k === "exited" && exit.code === 0) return;
    if (exit.k === "exited" && exit.code === 127)
      throw new Error(
        "SCP failed to start. This usually means that SCP is not properly installed on the machine. " +
          'Install it there, or set ssh_file_transfer_method to "sftp"',
      );
    if (exit.k === "disconnected") {
      const why = problem()?.message;
      throw new Error(`The connection was lost during the transfer${why === undefined ? "" : `: ${why}`}`);
    }
    const status = exit.k === "exited" ? `status ${exit.code}` : `signal ${exit.signal}`;
    throw new Error(
      `The transfer failed: scp on the machine ended with ${status}${complaint && `: ${complaint.trim()}`}`,
    );
  };
  const write: Sink = async (chunk) => {
    const isTaken = await Promise.race([writeTo(channel, chunk, ending), cancelled]);
    if (isTaken) return;
    await end();
    throw new Error("The transfer failed: scp on the machine ended before everything was there");
  };
  try {
    return await Promise.race([speak({ client, channel, ending, problem, cancelled, write, end }), cancelled]);
  } finally {
    signal.removeEventListener("abort", cancel);
    channel.close();
  }
}
