/** The last 4 KB of what a program wrote, for a message. */
export interface LastText {
  readonly add: (chunk: Uint8Array) => void;
  readonly text: () => string;
}

/** Keeps the end of a stream. */
export function lastText(): LastText {
  let tail = Buffer.alloc(0);
  return {
    add: (chunk) => {
      tail = Buffer.concat([tail, chunk]).subarray(-4096);
    },
    text: () => tail.toString("utf8").trim(),
  };
}
