import { RemoteError, type RpcClient } from "../rpc/rpc.ts";

/** What watches over the calls to a plugin. */
export interface CallWatch {
  /** Makes of the end of a connection why there is no answer. */
  readonly describe: (doing: string, error: unknown) => Promise<Error>;
  /** The plugin is told to stop what it does. */
  readonly onCancel: () => void;
  /** It has not even answered to that. */
  readonly onDeaf: () => void;
  readonly cancelTimeoutMs: number;
}

/** Calls to a plugin that may die or hang: what there will be no answer to rejects with what `describe` makes of it. */
export function guardCalls(client: RpcClient, { describe, onCancel, onDeaf, cancelTimeoutMs }: CallWatch): RpcClient {
  return {
    call: async (method, args) => {
      const isCancel = method.endsWith(".Cancel");
      if (isCancel) onCancel();
      const timer = isCancel ? setTimeout(onDeaf, cancelTimeoutMs) : undefined;
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
