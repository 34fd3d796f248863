/**
 * Why there is no connection.
 * - `absent`: said at once that nobody listens (yet), or hung up before a word; to ask again costs nothing
 * - `unreachable`: no way there (yet), or no answer
 * - `handshake`: somebody listens, but the two do not come together (yet): a machine that is starting, other algorithms
 * - `authentication`: the server refused the login; only these count as attempts
 * - `impossible`: waiting cannot help
 */
export type ConnectProblem = "absent" | "unreachable" | "handshake" | "authentication" | "impossible";

export class SshConnectError extends Error {
  readonly problem: ConnectProblem;
  constructor(problem: ConnectProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SshConnectError";
    this.problem = problem;
  }
}
