// One file over HTTP: through the proxies of the environment, taken up again where a connection broke.

import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseGoDuration } from "../duration/parse-go-duration.ts";
import { netrcCredentials } from "./netrc-credentials.ts";

/** How often a broken transfer goes on, and the pauses before, in milliseconds. */
const tries = 5;
const pausesMs = [100, 200, 400, 800];
/** How long the other side may be silent, in milliseconds, where the environment says nothing. */
const defaultReadTimeoutMs = 30 * 60_000;

export interface FetchOptions {
  /** Takes up what an earlier transfer has left in the file. Only where a checksum will tell whether both halves fit. */
  readonly resume?: boolean;
  readonly progress?: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** The server answered, but not with the file. */
export class HttpStatusError extends Error {
  readonly status: number;
  constructor(url: URL, status: number, text: string) {
    super(`${withoutSecrets(url)} answered ${status}${text ? ` ${text}` : ""}`);
    this.name = "HttpStatusError";
    this.status = status;
  }
}

/**
 * Fetches a URL into a file.
 * @returns whether the beginning of the file came from an earlier transfer
 * @throws HttpStatusError, or what the network said
 */
export async function fetchUrl(url: URL, file: string, options: FetchOptions): Promise<{ readonly resumed: boolean }> {
  const env = options.env ?? process.env;
  const client = await openClient(url, env);
  let have = options.resume ? await sizeOf(file) : 0;
  const resumed = have > 0;
  let validator: string | undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      const range = have > 0 ? { range: `bytes=${have}-`, ...(validator ? { "if-range": validator } : {}) } : {};
      const response = await client.get(range, options.signal);
      const { statusCode, body } = response;
      if (statusCode === 416 && have > 0) {
        await body.dump();
        // Either the file is whole already, or what we have is not of this file: the checksum tells.
        return { resumed: true };
      }
      if (statusCode !== 200 && statusCode !== 206) {
        await body.dump();
        throw new HttpStatusError(url, statusCode, response.statusText ?? "");
      }
      if (statusCode === 200) have = 0;
      const length = Number(headerOf(response.headers, "content-length"));
      const total = Number.isFinite(length) ? have + length : undefined;
      validator = strongValidator(response.headers);
      const out = createWriteStream(file, { flags: have > 0 ? "a" : "w" });
      try {
        for await (const chunk of body) {
          if (!out.write(chunk)) await new Promise<void>((resolve) => out.once("drain", () => resolve()));
          have += (chunk as Buffer).length;
          options.progress?.(have, total);
        }
        out.end();
        await finished(out);
        return { resumed };
      } catch (error) {
        out.end();
        await finished(out).catch(() => undefined);
        options.signal.throwIfAborted();
        const mayGoOn = have > 0 && validator !== undefined && attempt < tries;
        if (!mayGoOn) throw error;
        have = await sizeOf(file);
        await sleep(pausesMs[attempt - 1], undefined, { signal: options.signal });
      }
    }
  } finally {
    await client.close();
  }
}

/**
 * Fetches a short text.
 * @throws HttpStatusError, what the network said, or an error when it has more than `limitBytes`
 */
export async function fetchText(url: URL, limitBytes: number, options: FetchOptions): Promise<string> {
  const client = await openClient(url, options.env ?? process.env);
  try {
    const { statusCode, statusText, body } = await client.get({}, options.signal);
    if (statusCode !== 200) throw new HttpStatusError(url, statusCode, statusText ?? "");
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > limitBytes) throw new Error(`${withoutSecrets(url)} has more than ${limitBytes} bytes`);
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    await client.close();
  }
}

async function openClient(url: URL, env: Readonly<Record<string, string | undefined>>) {
  const timeoutMs = readTimeout(env);
  // Bundled, a CommonJS module that is imported late has its exports in `default` alone.
  const { EnvHttpProxyAgent, request, interceptors } = (await import("undici")).default;
  const agent = new EnvHttpProxyAgent({ bodyTimeout: timeoutMs, headersTimeout: timeoutMs });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 10 }));
  const always = { "accept-encoding": "identity", "user-agent": "ingot", ...(await authorization(url, env)) };
  return {
    get: (headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
      request(bare(url), { dispatcher, headers: { ...always, ...headers }, signal }),
    close: () => agent.destroy(),
  };
}

/** A URL as it may be shown: without user and password. */
export function withoutSecrets(url: URL): string {
  return bare(url).href;
}

function bare(url: URL): URL {
  const copy = new URL(url);
  copy.username = "";
  copy.password = "";
  return copy;
}

async function authorization(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly authorization?: string }> {
  const own = url.username
    ? { login: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
    : undefined;
  const credentials = own ?? (await netrcCredentials(url.hostname, env));
  if (!credentials) return {};
  const text = Buffer.from(`${credentials.login}:${credentials.password}`).toString("base64");
  return { authorization: `Basic ${text}` };
}

/** `PACKER_GETTER_READ_TIMEOUT`, in Go's notation for durations. */
function readTimeout(env: Readonly<Record<string, string | undefined>>): number {
  const text = env.PACKER_GETTER_READ_TIMEOUT;
  if (!text) return defaultReadTimeoutMs;
  const ms = parseGoDuration(text)?.milliseconds;
  if (ms === undefined)
    throw new Error(
      `The environment variable PACKER_GETTER_READ_TIMEOUT is "${text}", which is not a duration. Write it as "90s", "30m" or "1h30m", or unset it.`,
    );
  return ms;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What If-Range may name (RFC 9110, 13.1.5): a weak tag does not promise the same bytes. */
function strongValidator(headers: Headers): string | undefined {
  const tag = headerOf(headers, "etag");
  if (tag !== undefined && !tag.startsWith("W/")) return tag;
  return headerOf(headers, "last-modified");
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
}
