// Fetching for the installer: HTTPS only, everything has a limit, and credentials stay with the host that they are for. A redirect is a
// new request to somewhere else; it is followed by hand, so that none of this can be forgotten on the way.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InstallError } from "../install-error.ts";
import type { Progress } from "../origins/origin.ts";
import { temporaryPrefix } from "../temporary-files.ts";
import { fetchReason } from "./fetch-reason.ts";

const mostRedirects = 5;
/** How long the other side may be silent, in milliseconds. */
const silenceMs = 60_000;
/** How long a small document may take, in milliseconds. */
const documentMs = 120_000;
/** The pauses between tries, in milliseconds. */
const usualPausesMs = [500, 2000];

export interface FetcherOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `authorization` header for an origin ("https://api.github.com"); sent to no other. */
  readonly authorizations?: ReadonlyMap<string, string>;
  readonly pausesMs?: readonly number[];
  readonly signal: AbortSignal;
}

/** Fetches over HTTPS, and over HTTP from this machine alone. Throws InstallError, and the signal's reason. */
export interface Fetcher {
  /** A small document, and the address of its next page, where it has one. */
  readonly bytes: (url: URL, limitBytes: number) => Promise<{ readonly bytes: Uint8Array; readonly next?: URL }>;
  /** A file, which is overwritten. */
  readonly file: (url: URL, path: string, limitBytes: number, progress: Progress) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The server answered, but not with what it was asked for. */
export class AnswerError extends InstallError {
  readonly status: number;
  readonly headers: Headers;
  constructor(url: URL, status: number, headers: Headers) {
    const kind = status === 404 || status === 410 ? "missing" : "unreachable";
    super(
      kind,
      `${shownUrl(url)} answered ${status}. ${kind === "missing" ? "Check the source and the version." : "Try again later."}`,
    );
    this.status = status;
    this.headers = headers;
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Opens a fetcher; nothing is loaded before something is fetched. */
export function openFetcher(options: FetcherOptions): Fetcher {
  const { env, signal, authorizations = new Map<string, string>(), pausesMs = usualPausesMs } = options;
  let opening: ReturnType<typeof openAgent> | undefined;

  /** The answer behind all redirects. */
  const open = async (first: URL, signal: AbortSignal) => {
    opening ??= openAgent(env);
    const { agent, request } = await opening;
    let url = first;
    for (let redirects = 0; ; redirects++) {
      checkAddress(url, first);
      const authorization = authorizations.get(url.origin);
      const response = await request(withoutLogin(url), {
        dispatcher: agent,
        headers: {
          "accept-encoding": "identity",
          "user-agent": "ingot",
          ...(authorization === undefined ? {} : { authorization }),
        },
        signal,
      });
      const { statusCode, headers, body } = response;
      if (statusCode === 200) return { url, headers, body };
      // An answer that is not wanted may be without end: it is not read.
      body.on("error", () => undefined).destroy();
      const location = headerOf(headers, "location");
      if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined)
        throw new AnswerError(url, statusCode, headers);
      if (redirects === mostRedirects)
        throw new InstallError(
          "refused",
          `${shownUrl(first)} redirects more than ${mostRedirects} times. Ask whoever runs that place.`,
        );
      if (!URL.canParse(location, url.href))
        throw new InstallError(
          "refused",
          `${shownUrl(url)} redirects to what is no address. Ask whoever runs that place.`,
        );
      url = new URL(location, url);
    }
  };

  /** Does it again where another try may help. */
  const persistently = async <T>(url: URL, work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        const pauseMs = pausesMs[attempt];
        if (pauseMs === undefined || !mayPass(error)) throw explained(url, error);
        await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  };

  return {
    bytes: (url, limitBytes) =>
      persistently(url, async () => {
        const answer = await open(url, AbortSignal.any([signal, AbortSignal.timeout(documentMs)]));
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
          size += chunk.length;
          if (size > limitBytes) throw tooLong(answer.url, limitBytes);
          chunks.push(chunk);
        }
        const next = nextPage(answer.url, answer.headers);
        return { bytes: Buffer.concat(chunks), ...(next ? { next } : {}) };
      }),
    file: (url, path, limitBytes, progress) =>
      persistently(url, async () => {
        const answer = await open(url, signal);
        const length = Number(headerOf(answer.headers, "content-length"));
        const total = Number.isFinite(length) ? length : undefined;
        if (total !== undefined && total > limitBytes) {
          answer.body.on("error", () => undefined).destroy();
          throw tooLong(answer.url, limitBytes);
        }
        const out = createWriteStream(path, { mode: 0o600 });
        const written = finished(out);
        // What goes wrong with the file ends the transfer, and is thrown below.
        written.catch((error) => answer.body.on("error", () => undefined).destroy(error));
        let done = 0;
        try {
          for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
            done += chunk.length;
            if (done > limitBytes) throw tooLong(answer.url, limitBytes);
            if (!out.write(chunk)) await Promise.race([once(out, "drain"), written]);
            progress(done, total);
          }
          out.end();
          await written;
        } catch (error) {
          const ofFile = out.errored;
          out.destroy();
          await rm(path, { force: true }).catch(() => undefined);
          throw ofFile ? notWritten(path, ofFile) : error;
        }
      }),
    close: async () => (await opening)?.agent.destroy(),
  };
}

async function openAgent(env: FetcherOptions["env"]) {
  // Bundled, a CommonJS module that is imported late has its exports in `default` alone.
  const { EnvHttpProxyAgent, request } = (await import("undici")).default;
  const proxies = {
    httpProxy: env.http_proxy ?? env.HTTP_PROXY,
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY,
    noProxy: env.no_proxy ?? env.NO_PROXY,
  };
  const given = Object.fromEntries(Object.entries(proxies).filter(([, value]) => value !== undefined));
  return { agent: new EnvHttpProxyAgent({ bodyTimeout: silenceMs, headersTimeout: silenceMs, ...given }), request };
}

/** HTTP is for this machine alone, and nothing that began with HTTPS goes on with less. */
export function checkAddress(url: URL, first: URL): void {
  if (url.protocol === "https:") return;
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "http:" && isHere && first.protocol === "http:") return;
  throw new InstallError(
    "refused",
    url === first
      ? `${shownUrl(url)} is not an https address. Plugins are programs: they are fetched over https only.`
      : `${shownUrl(first)} redirects to ${shownUrl(url)}, which is not an https address. Ask whoever runs that place.`,
  );
}

function mayPass(error: unknown): boolean {
  if (error instanceof AnswerError) return [408, 500, 502, 503, 504].includes(error.status);
  // A name that nobody knows is not known a second later either; without a network that is the ordinary answer.
  return !(error instanceof InstallError) && (error as NodeJS.ErrnoException).code !== "ENOTFOUND";
}

function explained(url: URL, error: unknown): unknown {
  if (error instanceof InstallError) return error;
  return new InstallError(
    "unreachable",
    `${shownUrl(url)} could not be fetched: ${fetchReason(error)}. Check the network, and HTTPS_PROXY where there is a proxy.`,
    error,
  );
}

function tooLong(url: URL, limitBytes: number): InstallError {
  return new InstallError(
    "refused",
    `${shownUrl(url)} has more than ${limitBytes} bytes, which is more than is taken. Ask whoever runs that place.`,
  );
}

/** What to say where a file of ours cannot be written. */
export function notWritten(path: string, error: unknown): InstallError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === "ENOSPC"
      ? "no space is left on the disk"
      : message.replace(/^[A-Z0-9]+: /, "").replace(/, [a-z]+( '.*')?$/s, "");
  // The temporary name would tell nobody anything.
  const shown = basename(path).startsWith(temporaryPrefix) ? dirname(path) : path;
  return new InstallError(
    "refused",
    `${shown} could not be written: ${why}. Make room and see that the folder may be written to, or set PACKER_PLUGIN_PATH to another one.`,
    error,
  );
}

/** The next page by the `Link` header (RFC 8288); only on the same origin. */
function nextPage(url: URL, headers: Headers): URL | undefined {
  const target = /<([^<>]*)>\s*;[^,]*\brel="?next"?/.exec(headerOf(headers, "link") ?? "")?.[1];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  const next = new URL(target, url);
  return next.origin === url.origin ? next : undefined;
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A URL as it may be shown: without login, and without a query, which may hold a signature. */
export function shownUrl(url: URL): string {
  const copy = withoutLogin(url);
  copy.search = "";
  copy.hash = "";
  return copy.href;
}

function withoutLogin(url: URL): URL {
  const copy = new URL(url);
  copy.username = "";
  copy.password = "";
  return copy;
}
