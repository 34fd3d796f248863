// What Ingot does outside of builds' own words, for the log: programs that it starts, and requests that it sends. Node tells of both through
// its diagnostic channels, so no code on the way needs to know of a log, and it costs nothing where there is none.

import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

/** Calls `log` for each program that is started and each request that is sent, for the rest of the process's life. */
export function watchProcess(log: (source: string, text: string) => void): void {
  subscribe("child_process", (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    // It is told of before it knows what it runs.
    queueMicrotask(() => {
      log("process", `started ${child.pid ?? "nothing"}: ${child.spawnargs?.map(quoted).join(" ") ?? "?"}`);
      child.once("exit", (code, signal) => log("process", `${child.pid} ended with ${signal ?? code}`));
    });
  });
  subscribe("ingot:hidden-command", (message) => {
    const { command } = message as { readonly command: string };
    log("process", `$INGOT_COMMAND of the next one: ${command}`);
  });
  subscribe("undici:request:create", (message) => {
    const { request } = message as {
      readonly request: { readonly method: string; readonly origin: string; readonly path: string };
    };
    log("http", `${request.method} ${withoutQuery(`${request.origin}${request.path}`)}`);
  });
  subscribe("http.client.request.start", (message) => {
    const { request } = message as {
      readonly request: { readonly method: string; readonly host: string; readonly path: string };
    };
    log("http", `${request.method} ${request.host}${withoutQuery(request.path)}`);
  });
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Tokens are often given in the query. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, "?...");
}
