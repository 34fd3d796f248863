import type { RpcClient, Wire } from "./rpc.ts";

/**
 * How long a call is let begin before it is cancelled. A plugin runs both at once, in any order, and those on Packer's SDK crash on a cancel
 * before there is something to cancel (plugin-protocol 9.2): sent right behind its call, it nearly always comes too early.
 */
const beginMs = 100;

/**
 * Calls a method that another one cancels (plugin-protocol 9.9): when the signal aborts, the other one is called on the same stream, once, and
 * only while the first call is not answered. That answer is still waited for. Rejects with the signal's reason when it was aborted, whatever
 * the answer is.
 */
export async function callCancellable(
  client: RpcClient,
  method: string,
  args: Wire,
  cancelMethod: string,
  signal: AbortSignal,
): Promise<Wire> {
  signal.throwIfAborted();
  const calledAt = performance.now();
  const answer = client.call(method, args);
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    // What becomes of the cancel is not asked: the answer of the call tells.
    const send = () => void client.call(cancelMethod, null).catch(() => {});
    const early = beginMs - (performance.now() - calledAt);
    if (early > 0) timer = setTimeout(send, early);
    else send();
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
    clearTimeout(timer);
  }
  signal.throwIfAborted();
  return answer;
}
