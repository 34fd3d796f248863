import { createInterface } from "node:readline";

/**
 * Asks for lines at the terminal, with the line editing and the history of readline, until Ctrl-D, or Ctrl-C on an empty line.
 * @param names what the tabulator completes the word before the cursor to
 */
export async function* promptLines(names: readonly string[]): AsyncIterable<string> {
  const { stdin, stdout } = process;
  const terminal = createInterface({
    input: stdin,
    output: stdout,
    prompt: "> ",
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: (line: string): [readonly string[], string] => {
      const word = /[\p{L}\p{N}_.-]*$/u.exec(line)?.[0] ?? "";
      return [word === "" ? [] : names.filter((name) => name.startsWith(word)), word];
    },
  });
  terminal.on("SIGINT", () => {
    if (terminal.line === "") terminal.close();
    else {
      // Gives the line up, as shells do: to its end, delete to its beginning.
      stdout.write("^C\n");
      terminal.write(null, { ctrl: true, name: "e" });
      terminal.write(null, { ctrl: true, name: "u" });
      terminal.prompt();
    }
  });
  try {
    terminal.prompt();
    for await (const line of terminal) {
      yield line;
      terminal.prompt();
    }
    // Left by a key: the shell's prompt is to begin on a line of its own.
    stdout.write("\n");
  } finally {
    terminal.close();
  }
}
