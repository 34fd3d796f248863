import type { Duplex } from "node:stream";
import type { Algorithms, AnyAuthMethod, AuthenticationType, Client, ConnectConfig, NegotiatedAlgorithms } from "ssh2";
import { correctSignatures } from "./certificate.ts";
import { type ConnectProblem, SshConnectError } from "./connect-error.ts";
import type { Ssh } from "./load-ssh.ts";
import type { LoginMethod, SshServer } from "./settings.ts";

const handshakeMs = 60_000;
/** How long a person may think at the questions of a keyboard-interactive login, in milliseconds. */
const personMs = 600_000;

export interface LoginOptions {
  readonly algorithms: Algorithms;
  readonly keepAliveMs: number;
  readonly forwardedAgent: string | undefined;
  /** Told what was agreed on when keys are exchanged. */
  readonly onKeys: (agreed: NegotiatedAlgorithms) => void;
  /** How long the exchange of keys may take, in milliseconds; the whole login may take a minute. */
  readonly exchangeMs: number;
  /** Called when the server has said its first word. */
  readonly onAnswer: () => void;
  /** Called when keys are exchanged. Where it says false, the login is not begun. */
  readonly mayLogIn: () => boolean;
  readonly signal: AbortSignal;
}

/** Speaks SSH on an open connection until it is logged in. The connection is closed where that fails. */
export async function logIn(ssh: Ssh, socket: Duplex, server: SshServer, options: LoginOptions): Promise<Client> {
  options.signal.throwIfAborted();
  const client = new ssh.Client();
  const candidates = makeCandidates(server, options.signal);
  const isSlow = server.methods.some((method) => method.k === "questions" && method.isSlow);
  let hasSpoken = false;
  let hasKeys = false;
  socket.once("data", () => {
    hasSpoken = true;
    options.onAnswer();
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (problem: ConnectProblem, text: string, cause?: unknown) =>
        reject(new SshConnectError(problem, `${server.host}:${server.port} ${text}`, { cause }));
      const cancel = () => reject(options.signal.reason);
      const exchanging = setTimeout(() => fail("handshake", "does not answer as an SSH server"), options.exchangeMs);
      const whole = setTimeout(() => fail("handshake", "did not finish the login"), isSlow ? personMs : handshakeMs);
      options.signal.addEventListener("abort", cancel, { once: true });
      const settle = () => {
        clearTimeout(exchanging);
        clearTimeout(whole);
        options.signal.removeEventListener("abort", cancel);
      };
      client.on("handshake", (agreed) => {
        options.onKeys(agreed);
        clearTimeout(exchanging);
        hasKeys = true;
        if (!options.mayLogIn()) fail("handshake", "answered twice");
        else if (server.methods.some(usesCertificate)) correctSignatures(client);
      });
      client.on("ready", () => {
        settle();
        resolve();
      });
      client.on("close", () => {
        settle();
        // A server that hangs up after it refused a method has had enough of us; before that it is one that is starting, or stopping.
        if (candidates.refusals() > 0) fail("authentication", `${candidates.complaint()} (it closed the connection)`);
        else if (!hasSpoken) fail("absent", "closed the connection at once");
        else fail("handshake", hasKeys ? "closed the connection during the login" : "closed the connection");
      });
      client.on("error", (error) => {
        if (error.level === "agent") return candidates.note(error.message);
        settle();
        if (error.level === "client-authentication") fail("authentication", candidates.complaint(), error);
        else if (candidates.tries() > 0 && isDisconnect(error))
          fail("authentication", `${candidates.complaint()} (it said: ${error.message})`, error);
        else if (!hasSpoken) fail("absent", `closed the connection at once (${error.message})`, error);
        else fail("handshake", `and we do not come together: ${error.message}`, error);
      });
      client.connect(connectConfig(socket, server, candidates.next, options));
    });
    return client;
  } catch (error) {
    client.on("error", () => undefined);
    client.destroy();
    socket.destroy();
    throw error;
  }
}

function connectConfig(
  socket: Duplex,
  server: SshServer,
  next: NextMethod,
  { algorithms, keepAliveMs, forwardedAgent }: LoginOptions,
): ConnectConfig {
  return {
    sock: socket as NonNullable<ConnectConfig["sock"]>,
    username: server.username,
    readyTimeout: 0,
    algorithms,
    ...(keepAliveMs > 0 ? { keepaliveInterval: keepAliveMs, keepaliveCountMax: mostUnanswered } : {}),
    ...(forwardedAgent === undefined ? {} : { agent: forwardedAgent }),
    authHandler: next as NonNullable<ConnectConfig["authHandler"]>,
  };
}

/** How many signs of life a machine may leave unanswered before it is taken for lost: at the usual interval two minutes, for a very busy one. */
const mostUnanswered = 24;

/** A message of the server that it ends the connection, unlike an error of the connection, has a number (RFC 4253, 11.1). */
function isDisconnect(error: Error & { readonly code?: unknown }): boolean {
  return typeof error.code === "number";
}

function usesCertificate(method: LoginMethod): boolean {
  return method.k === "key" && method.key.type.includes("-cert-");
}

type NextMethod = (
  offered: AuthenticationType[] | null,
  isPartial: boolean | null,
  use: (method: AnyAuthMethod | false) => void,
) => void;

interface Candidates {
  readonly next: NextMethod;
  /** How many methods were tried. */
  readonly tries: () => number;
  /** How many of them the server has answered, and not with a yes. */
  readonly refusals: () => number;
  readonly note: (text: string) => void;
  readonly complaint: () => string;
}

/** The methods in their order; what the server does not offer is left for later, as it may want it after another one. */
function makeCandidates(server: SshServer, signal: AbortSignal): Candidates {
  const left = [...server.methods];
  const tried: LoginMethod[] = [];
  const notes: string[] = [];
  let offered: readonly string[] = [];
  let refusals = 0;
  return {
    next: (names, _isPartial, use) => {
      // The first request, without any method, is how a client learns what there is.
      if (names === null) return use({ type: "none", username: server.username });
      offered = names;
      refusals = tried.length;
      const at = left.findIndex((method) => names.includes(sshNames[method.k]));
      const [method] = at < 0 ? [] : left.splice(at, 1);
      if (method === undefined) return use(false);
      tried.push(method);
      use(asAuthMethod(method, server.username, signal));
    },
    tries: () => tried.length,
    refusals: () => refusals,
    note: (text) => void notes.push(text),
    complaint: () => {
      const how = tried.length === 0 ? "nothing that it takes" : tried.map(describeMethod).join(", ");
      const rest = notes.map((note) => ` (${note})`).join("");
      return `did not let "${server.username}" in. Tried: ${how}${rest}. The server offers: ${offered.join(", ") || "nothing"}`;
    },
  };
}

const sshNames: Readonly<Record<LoginMethod["k"], AuthenticationType>> = {
  agent: "publickey",
  key: "publickey",
  password: "password",
  questions: "keyboard-interactive",
};

function describeMethod(method: LoginMethod): string {
  if (method.k === "agent") return "the keys of the SSH agent";
  if (method.k === "key") return `the key ${method.label}`;
  return method.k === "password" ? "the password" : "answers to the server's questions";
}

function asAuthMethod(method: LoginMethod, username: string, signal: AbortSignal): AnyAuthMethod {
  if (method.k === "agent") return { type: "agent", username, agent: method.socket };
  if (method.k === "key") return { type: "publickey", username, key: method.key };
  if (method.k === "password") return { type: "password", username, password: method.password };
  return {
    type: "keyboard-interactive",
    username,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      const questions = prompts.map(({ prompt, echo }) => ({ text: prompt, isShown: echo === true }));
      // Nobody to answer: the server takes an empty answer for a wrong one and says so.
      method.answer(questions, signal).then(
        (answers) => finish([...answers]),
        () => finish(questions.map(() => "")),
      );
    },
  };
}
