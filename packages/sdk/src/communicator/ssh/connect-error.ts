/**
 * Why there is no connection.
 * - `unreachable`: nobody listens (yet), or the way there is blocked
 * - `handshake`: somebody listens, but the two do not come together (yet): a machine that is starting, other algorithms
 * - `authentication`: the server refused the login; only these count as attempts
 * - `impossible`: waiting cannot help
 */
export type ConnectProblem = "unreachable" | "handshake" | "authentication" | "impossible";

export class SshConnectError extends Error {
  readonly problem: ConnectProblem;
  constructor(problem: ConnectProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SshConnectError";
    this.problem = problem;
  }
}
