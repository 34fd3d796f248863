// The voice of a component of ours that runs under another host: its `Ui` and `Ask` over the wire (plugin-protocol 9.7).

import {
  type Ask,
  createLineSplitter,
  type EventBody,
  type OutputStream,
  type ProgressTracker,
  type Ui,
  untilAborted,
} from "@ingot/sdk";
import type { RpcClient, Wire } from "../rpc/rpc.ts";
import { trackProgress } from "./progress-client.ts";
import { readText } from "./read-wire.ts";

/** A voice over the wire. */
export interface UiClient {
  readonly ui: Ui;
  readonly ask: Ask;
  /** Resolves when everything that was said has been answered, or there is nobody any more to say it to. Call it before the component ends. */
  readonly settle: () => Promise<void>;
}

/**
 * The `Ui` and `Ask` of the peer. What is said goes out in its order, one call after another: a Go server runs calls side by side. Nobody
 * waits for it but `output`, and nobody learns when it failed.
 *
 * Programs' lines go by Say and Error, as SDK 0.6.3 and later send them. Of events those that say something go out (`say`, `output`,
 * `machine`, `diagnostic`); `log` goes to the log, and all others (steps, provisioners, resources, artifacts, questions, documents: the
 * host has its own) are dropped. `as` puts the name in front of the text.
 *
 * @param log takes the lines for the log; without it they go to stderr, where a host takes a plugin's log from
 */
export function uiClient(client: RpcClient, log: (text: string) => void = writeToStderr): UiClient {
  let last: Promise<void> | undefined;
  const others = new Set<Promise<void>>();
  const send = (method: string, args: Wire): Promise<void> => {
    const call = async () => {
      await client.call(`Ui.${method}`, args).catch(() => undefined);
    };
    // At once where nothing is on its way: what is done next is not to overtake what was said of it.
    const sent: Promise<void> = (last ? last.then(call) : call()).then(() => {
      if (last === sent) last = undefined;
    });
    last = sent;
    return sent;
  };
  const follow = (work: Promise<void>) => {
    others.add(work);
    void work.then(() => others.delete(work));
  };
  return {
    ui: voice(
      {
        send,
        log,
        progress: (label) => trackProgress(client, label, follow),
        // Whoever brings here what others say may let them wait until it is said.
        caughtUp: async () => last,
      },
      "",
    ),
    ask: async (prompt, choices, signal) => {
      signal.throwIfAborted();
      // What was said before stands above the question.
      await untilAborted(Promise.resolve(last), signal);
      for (;;) {
        const asked = client.call("Ui.Ask", prompt).then((text) => readText(text, "The answer").trim());
        const answer = await untilAborted(asked, signal);
        if (choices.length === 0 || answer === "") return answer;
        const chosen = choices.find((choice) => choice.toLowerCase().startsWith(answer.slice(0, 1).toLowerCase()));
        if (chosen !== undefined) return chosen;
        await untilAborted(send("Say", `Incorrect input: ${JSON.stringify(answer)}`), signal);
      }
    },
    settle: async () => {
      await last;
      while (others.size > 0) await Promise.allSettled(others);
    },
  };
}

interface Wires {
  readonly send: (method: string, args: Wire) => Promise<void>;
  readonly log: (text: string) => void;
  readonly progress: (label: string) => ProgressTracker;
  readonly caughtUp: () => Promise<void>;
}

function voice(wires: Wires, prefix: string): Ui {
  const { send, log } = wires;
  const emit = (event: EventBody) => {
    switch (event.type) {
      case "say":
        return void send(methods[event.level], prefix + event.text);
      case "output":
        return void send(event.stream === "stdout" ? "Say" : "Error", prefix + event.line);
      case "machine":
        return void send("Machine", { Category: event.category, Args: event.args });
      case "diagnostic": {
        const { severity, summary, detail } = event.diagnostic;
        const text = event.text ?? (detail ? `${summary}\n\n${detail}` : summary);
        return void send(severity === "error" ? "Error" : "Say", prefix + text);
      }
      case "log":
        return log(event.text);
      default:
        return undefined;
    }
  };
  return {
    say: (text) => void send("Say", prefix + text),
    message: (text) => void send("Message", prefix + text),
    error: (text) => void send("Error", prefix + text),
    log,
    output: (stream) => sendLines((line) => send(stream === "stdout" ? "Say" : "Error", prefix + line)),
    progress: wires.progress,
    caughtUp: wires.caughtUp,
    emit,
    as: (name) => voice(wires, `${name}: `),
  };
}

const methods = { say: "Say", message: "Message", error: "Error" } as const;

/** Cuts bytes into lines; the writer waits until the peer has taken them. */
function sendLines(send: (line: string) => Promise<void>): OutputStream {
  const splitter = createLineSplitter();
  const show = async (lines: readonly string[]) => {
    for (const line of lines) await send(line);
  };
  return { write: (chunk) => show(splitter.push(chunk)), end: () => show(splitter.flush()) };
}

function writeToStderr(text: string): void {
  process.stderr.write(`${text}\n`);
}
