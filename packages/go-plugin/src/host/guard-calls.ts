import { RemoteError, type RpcClient } from "../rpc/rpc.ts";

/**
 * Calls to a plugin that may die or hang. What there will be no answer to rejects with what `describe` makes of it; a plugin that does not
 * even answer that it will stop is ended.
 */
export function guardCalls(
  client: RpcClient,
  describe: (doing: string, error: unknown) => Promise<Error>,
  end: () => Promise<void>,
  cancelTimeoutMs: number,
): RpcClient {
  return {
    call: async (method, args) => {
      const timer = method.endsWith(".Cancel") ? setTimeout(() => void end(), cancelTimeoutMs) : undefined;
      try {
        return await client.call(method, args);
      } catch (error) {
        if (error instanceof RemoteError) throw error;
        throw await describe(`${method} was called`, error);
      } finally {
        clearTimeout(timer);
      }
    },
    close: client.close,
  };
}
