import { untilAborted } from "@ingot/sdk";
import type { RpcClient, Wire } from "../rpc/rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import type { ExpectedStream } from "./expect-stream.ts";
import { LocalFailure } from "./move-bytes.ts";
import { type Pulse, quietMs, untilQuiet } from "./until-quiet.ts";

/**
 * Calls a method that moves the bytes of a file over a stream, and moves them. Answer and stream end in any order.
 *
 * @param move moves the bytes, on this side
 * @param needsEnd whether the file is only whole when its stream has ended: one that is received is
 */
export async function transferFile(
  client: RpcClient,
  method: string,
  args: Wire,
  expected: ExpectedStream,
  move: (stream: ByteStream, pulse: Pulse) => Promise<void>,
  { needsEnd, signal }: { readonly needsEnd: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const pulse: Pulse = { beats: 0, busy: 0 };
  const call = client.call(method, args);
  let isOpen = false;
  const moving = expected.stream.then((stream) => {
    isOpen = true;
    return move(stream, pulse);
  });
  const both = async () => {
    const moved = moving.then(
      () => call,
      async (error: unknown) => {
        if (error instanceof LocalFailure) throw error.cause;
        // Why the other side broke off stands in its answer.
        const isAnswered = await untilQuiet(call, { beats: 0, busy: 0 });
        if (!isAnswered || needsEnd || !isOpen) throw error;
      },
    );
    await Promise.race([moved, call]);
    if ((await untilQuiet(moved, pulse)) || !needsEnd) return;
    throw new Error(`${method}: the file has not come to its end ${quietMs / 1000} s after the answer that it has`);
  };
  moving.catch(() => undefined);
  try {
    await untilAborted(both(), signal);
  } catch (error) {
    expected.close();
    throw error;
  }
}
