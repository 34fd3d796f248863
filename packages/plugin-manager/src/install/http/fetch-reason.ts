const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no network",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
  UND_ERR_BODY_TIMEOUT: "it stopped sending",
};

/** Why a request failed, as a phrase: "the connection was refused". */
export function fetchReason(error: unknown): string {
  if ((error as Error | undefined)?.name === "TimeoutError") return "it takes too long";
  const codes = [error, (error as Error | undefined)?.cause, ...((error as AggregateError | undefined)?.errors ?? [])];
  for (const one of codes) {
    const { code } = (one ?? {}) as NodeJS.ErrnoException;
    if (code !== undefined && Object.hasOwn(reasons, code)) return reasons[code] ?? code;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? "the connection failed" : message;
}
