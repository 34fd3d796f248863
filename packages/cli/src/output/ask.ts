import { open } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { ReadStream, WriteStream } from "node:tty";
import type { Bus } from "@ingot/engine";
import type { Ask } from "@ingot/sdk";

/** Asks at the terminal itself, also when standard input is something else. Rejects where there is no terminal. */
export function askAtTerminal(say: (text: string) => Promise<void>, target?: string): Ask {
  return async (prompt, choices, signal) => {
    signal.throwIfAborted();
    const terminal = await open("/dev/tty", "r+").catch(() => {
      throw new Error("There is no terminal to ask at");
    });
    // The streams close the descriptor that they are given.
    const input = new ReadStream(terminal.fd);
    const output = new WriteStream(terminal.fd);
    const lines = createInterface({ input, output, terminal: false });
    try {
      const question =
        target === undefined
          ? prompt
          : prompt
              .split("\n")
              .map((line) => `==> ${target}: ${line}`)
              .join("\n");
      await say(`${question} `);
      for (;;) {
        const answer = (await lines.question("", { signal })).trim();
        const first = answer.slice(0, 1).toLowerCase();
        if (choices.length === 0 || answer === "") return answer;
        const chosen = choices.find((choice) => choice.toLowerCase().startsWith(first));
        if (chosen !== undefined) return chosen;
        await say(`Incorrect input: ${JSON.stringify(answer)}\n${question} `);
      }
    } finally {
      lines.close();
      input.destroy();
      output.destroy();
      await terminal.close().catch(() => undefined);
    }
  };
}

/** Asks, and tells of the question and of its end as events: a program, or a view that draws on the terminal, sees what is waited for. */
export function announceAsk(ask: Ask, bus: Pick<Bus, "emit">, build: string): Ask {
  return async (prompt, choices, signal) => {
    bus.emit({ type: "question", prompt, choices }, build);
    let answer: string | undefined;
    try {
      answer = await ask(prompt, choices, signal);
      return answer;
    } finally {
      bus.emit({ type: "answer", ...(answer === undefined ? {} : { answer }) }, build);
    }
  };
}

/** Asks in vain, for -machine-readable (core-cli 4.3) and -json: a pause ends at once, as it does in Packer, and nobody makes a choice. */
export const askNobody: Ask = async (_prompt, choices) => {
  if (choices.length === 0) return "";
  throw new Error("Nobody is asked anything with -machine-readable or -json");
};
