import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

// Functions of an expression give their result at once, but a request takes its time. So the request is made in a worker
// thread, and this thread sleeps until the answer is there.

export interface SyncRequest {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The path of a Unix socket to connect to instead of the URL's host. */
  readonly socketPath?: string;
  readonly tls?: {
    /** Certificates and key in PEM. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
    readonly skipVerify?: boolean;
  };
  readonly timeoutMs: number;
}

/** An answer of the server, whatever its status; `error` where none came. */
export type SyncResponse = { readonly status: number; readonly body: string } | { readonly error: string };

/** What the worker runs. It is text, as a bundle has no file to start a worker from. */
const workerSource = `
const { workerData } = require("node:worker_threads");
const { port, flag, request } = workerData;
function answer(message) {
  port.postMessage(message);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  port.close();
}
function send(url, redirects) {
  const { tls = {} } = request;
  const client = require(url.startsWith("https:") ? "node:https" : "node:http");
  const outgoing = client.request(url, {
    method: request.method ?? "GET",
    headers: request.headers ?? {},
    socketPath: request.socketPath,
    ca: tls.ca, cert: tls.cert, key: tls.key, servername: tls.serverName, rejectUnauthorized: !tls.skipVerify,
    timeout: request.timeoutMs,
    agent: false,
  }, (response) => {
    const { statusCode = 0, headers } = response;
    if ([301, 302, 307, 308].includes(statusCode) && headers.location && redirects > 0) {
      response.resume();
      const next = new URL(headers.location, url);
      if (next.origin === new URL(url).origin || statusCode === 307) return send(next.href, redirects - 1);
      return answer({ error: "the server sends on to another one, " + next.host });
    }
    const chunks = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("end", () => answer({ status: statusCode, body: Buffer.concat(chunks).toString("utf8") }));
    response.on("error", (error) => answer({ error: error.message }));
  });
  outgoing.on("timeout", () => outgoing.destroy(new Error("no answer came in time")));
  outgoing.on("error", (error) => answer({ error: error.message || error.code || String(error) }));
  outgoing.end(request.body);
}
try { send(request.url, 5); } catch (error) { answer({ error: error.message }); }
`;

/** Makes a request and waits for its answer; nothing else runs in this thread meanwhile. */
export function requestSync(request: SyncRequest): SyncResponse {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(workerSource, {
    eval: true,
    workerData: { port: port2, flag, request },
    transferList: [port2],
    // What a worker inherits otherwise may be a loader that it does not need.
    execArgv: [],
  });
  worker.unref();
  const outcome = Atomics.wait(flag, 0, 0, request.timeoutMs + 5000);
  const message: unknown = receiveMessageOnPort(port1)?.message;
  port1.close();
  void worker.terminate();
  if (outcome === "timed-out" || !isResponse(message)) return { error: "no answer came in time" };
  return message;
}

function isResponse(message: unknown): message is SyncResponse {
  return typeof message === "object" && message !== null && ("error" in message || "status" in message);
}
