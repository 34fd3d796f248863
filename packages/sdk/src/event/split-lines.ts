/** Cuts a byte stream into the lines that a person should see, decoding UTF-8 across chunk borders. */
export interface LineSplitter {
  readonly push: (chunk: Uint8Array) => string[];
  /** The last line, where it does not end with a newline. */
  readonly flush: () => string[];
}

/** A line without end is cut here, so that memory does not grow with it, in characters. */
const longestLine = 1 << 20;

/** Makes a splitter for one stream. */
export function createLineSplitter(): LineSplitter {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  const take = (text: string): string[] => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) {
      lines.push(rest);
      rest = "";
    }
    return lines.map(asSeen);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    flush: () => {
      const lines = take(decoder.decode());
      const last = rest;
      rest = "";
      return last === "" ? lines : [...lines, asSeen(last)];
    },
  };
}

/** What a terminal would show of a line: nothing behind its last visible character, and of a line that was rewritten only the last state. */
function asSeen(line: string): string {
  const text = line.trimEnd();
  return text.slice(text.lastIndexOf("\r") + 1);
}
