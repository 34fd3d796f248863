import type { RpcClient, Wire } from "./rpc.ts";

/**
 * Calls a method that another one cancels (plugin-protocol 9.9): when the signal aborts, the other one is called on the same stream, once, and
 * only while the first call is not answered, since a cancel before there is something to cancel crashes plugins. The answer of the first call
 * is still waited for. Rejects with the signal's reason when it was aborted, whatever the answer is.
 */
export async function callCancellable(
  client: RpcClient,
  method: string,
  args: Wire,
  cancelMethod: string,
  signal: AbortSignal,
): Promise<Wire> {
  signal.throwIfAborted();
  const answer = client.call(method, args);
  // What becomes of the cancel is not asked: the answer of the call tells.
  const cancel = () => void client.call(cancelMethod, null).catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  signal.throwIfAborted();
  return answer;
}
