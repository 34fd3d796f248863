// How a run asks the person at the terminal. One question is open at a time, whichever build it is from, and each is told of as events.

import { type Bus, untilAborted } from "@ingot/engine";
import type { Ask } from "@ingot/sdk";
import type { Host } from "../host.ts";
import { openTerminal } from "../input/open-terminal.ts";
import { withTarget } from "./lines-of-event.ts";

/**
 * Asks at the terminal itself, also where standard input or output is something else. Rejects where there is no terminal, or the person
 * closes the input instead of answering.
 */
export function askAtTerminal(host: Pick<Host, "print" | "isTerminal" | "terminal">, target?: string): Ask {
  return async (prompt, choices, signal) => {
    signal.throwIfAborted();
    const terminal = openTerminal();
    if (!terminal) throw new Error("There is no terminal to ask at");
    // A question in a file would wait for an answer for ever.
    const say = async (text: string) => {
      if (host.terminal) return host.terminal.prompt(text);
      return host.isTerminal ? host.print("say", text) : terminal.write(text);
    };
    const labelled = (text: string) => withTarget("==> ", target, text);
    // A stray Enter from the long minutes before is no choice.
    if (choices.length > 0) terminal.dropBlankLines();
    try {
      await say(`${labelled(prompt)} `);
      for (;;) {
        const line = await terminal.readLine(signal);
        if (line === undefined) {
          await say("\n");
          throw new Error("The input at the terminal was closed");
        }
        const answer = line.trim();
        if (choices.length === 0 || answer === "") return answer;
        const first = answer.slice(0, 1).toLowerCase();
        const chosen = choices.find((choice) => choice.toLowerCase().startsWith(first));
        if (chosen !== undefined) return chosen;
        await say(`${labelled(`Incorrect input: ${JSON.stringify(answer)}`)}\n${labelled(prompt)} `);
      }
    } finally {
      terminal.close();
    }
  };
}

/**
 * How the builds of a run ask: one after another, so that an answer is never one to another question than the one on the screen. A question
 * whose build is stopped while it waits for its turn is never put.
 */
export function askInTurn(askFor: (build: string) => Ask, bus: Pick<Bus, "emit">): (build: string) => Ask {
  let last: Promise<unknown> = Promise.resolve();
  return (build) => {
    const ask = announceAsk(askFor(build), bus, build);
    return (prompt, choices, signal) => {
      const turn = last.then(() => {
        signal.throwIfAborted();
        return ask(prompt, choices, signal);
      });
      last = turn.catch(() => undefined);
      return untilAborted(signal, () => turn);
    };
  };
}

/** Asks, and tells of the question and of its end as events: a program, or a view that draws on the terminal, sees what is waited for. */
function announceAsk(ask: Ask, bus: Pick<Bus, "emit">, build: string): Ask {
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

/**
 * Asks in vain, for -machine-readable (core-cli 4.3) and -json: pauses end at once, and what cannot do without an answer fails, as it does in
 * Packer.
 */
export const askNobody: Ask = async () => {
  throw new Error("With -machine-readable or -json nobody is asked");
};
