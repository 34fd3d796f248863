// The forms in which everything is said: text for people; one line for programs (core-cli 4.3); events as JSON. Commands only say things; the
// form is chosen here, once, by `-machine-readable` and `-json`.

import { stripVTControlCharacters } from "node:util";
import type { Fact, Host, OutputForm, Surroundings } from "../host.ts";
import { createEventChannel, type EventChannel } from "./event-channel.ts";

/** The forms that the words ask for, and the words without that. */
export interface TakenForms {
  readonly words: readonly string[];
  readonly isMachineReadable: boolean;
  readonly isJson: boolean;
}

/**
 * Takes out what chooses the form: the first `-machine-readable`, wherever it stands (other spellings are flags like any other), and
 * `-json` in every spelling of a flag, wherever it stands in front of a `--`.
 */
export function takeForms(all: readonly string[]): TakenForms {
  const at = all.indexOf("-machine-readable");
  const rest = at < 0 ? all : all.toSpliced(at, 1);
  const end = rest.indexOf("--");
  let isJson = false;
  const words = rest.filter((word, index) => {
    const found = end < 0 || index < end ? /^--?json(?:=(?:(1|t|true)|0|f|false))?$/i.exec(word) : null;
    if (found) isJson = found[1] !== undefined || !word.includes("=");
    return !found;
  });
  return { words, isMachineReadable: at >= 0, isJson };
}

/** Speaks to people. */
export function speakPlainly(around: Surroundings): Host {
  const events = createEventChannel();
  return speak(around, "text", events, {
    print: (_, text) => around.write(text),
    writeRaw: around.write,
    // People do not see facts, but the log has them (core-cli 4.3).
    tell: ({ type, data }) => events.emit({ type: "machine", category: type, args: data }),
  });
}

/** Speaks to programs: each message and each fact is one line. There is no terminal to draw on then, and nobody to ask. */
export function speakToMachines(around: Surroundings, now: () => Date = () => new Date()): Host {
  const line = ({ type, data, target = "" }: Fact) => {
    const seconds = Math.floor(now().getTime() / 1000);
    return around.write(`${[seconds, escapeData(target), type, ...data.map(escapeData)].join(",")}\n`);
  };
  return speak({ ...around, ...noTerminal }, "machine-readable", createEventChannel(now), {
    // A message ends with the line break that Packer's `say` adds by itself.
    print: (level, text, target = "") => line({ type: "ui", data: [level, text.replace(/\n$/, "")], target }),
    writeRaw: around.write,
    tell: line,
  });
}

/** Speaks to programs in events: each is one line of JSON, and nothing else is written to standard output. */
export function speakInJson(around: Surroundings): Host {
  const events = createEventChannel();
  events.listen({
    render: (event) => around.write(`${JSON.stringify(event)}\n`),
    close: async () => undefined,
  });
  return speak({ ...around, ...noTerminal }, "json", events, {
    print: async () => undefined,
    writeRaw: (text) => events.emit({ type: "document", text }),
    tell: ({ type, data }) => events.emit({ type: "machine", category: type, args: data }),
  });
}

const noTerminal = { isTerminal: false, columns: () => undefined, terminal: undefined };

function speak(
  around: Surroundings,
  form: OutputForm,
  events: EventChannel,
  ways: Pick<Host, "print" | "writeRaw" | "tell">,
): Host {
  const say = (level: "say" | "error") => async (text: string) => {
    const told = toldText(text);
    const saying = told === "" ? undefined : events.emit({ type: "say", level, text: told });
    await ways.print(level, text);
    await saying;
  };
  return {
    ...around,
    ...ways,
    write: say("say"),
    writeError: say("error"),
    events,
    form,
    isForPeople: form === "text",
  };
}

/** A text as an event has it: without colours, and without the line break that belongs to its form. */
function toldText(text: string): string {
  const plain = text.includes("\u001b") ? stripVTControlCharacters(text) : text;
  return plain.replace(/^\r|\n$/g, "");
}

/** What would end a field or a line is written otherwise; a backslash stays as it is, so this cannot be undone in every case. */
function escapeData(text: string): string {
  return text.replaceAll(",", "%!(PACKER_COMMA)").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}
