// The two forms in which everything is said: text for people, or one line for programs (core-cli 4.3). Commands only say things; the form
// is chosen here, once, by `-machine-readable`.

import type { Fact, Host, Surroundings } from "../host.ts";

/** Takes the first `-machine-readable` out of the words, wherever it stands. Other spellings are flags like any other. */
export function takeMachineReadable(words: readonly string[]): {
  readonly words: readonly string[];
  readonly isMachineReadable: boolean;
} {
  const at = words.indexOf("-machine-readable");
  return at < 0 ? { words, isMachineReadable: false } : { words: words.toSpliced(at, 1), isMachineReadable: true };
}

/** Speaks to people. */
export function speakPlainly(around: Surroundings): Host {
  const { write } = around;
  return { ...around, writeError: write, writeRaw: write, tell: async () => undefined, isMachineReadable: false };
}

/** Speaks to programs: each message and each fact is one line. There is no terminal to draw on then, and nobody to ask. */
export function speakToMachines(around: Surroundings, now: () => Date = () => new Date()): Host {
  const line = ({ type, data, target = "" }: Fact) => {
    const seconds = Math.floor(now().getTime() / 1000);
    return around.write(`${[seconds, target, type, ...data.map(escapeData)].join(",")}\n`);
  };
  // A message ends with the line break that Packer's `say` adds by itself.
  const say = (level: "say" | "error") => (text: string) =>
    line({ type: "ui", data: [level, text.replace(/\n$/, "")] });
  return {
    ...around,
    write: say("say"),
    writeError: say("error"),
    writeRaw: around.write,
    tell: line,
    isMachineReadable: true,
    isTerminal: false,
    columns: () => undefined,
  };
}

/** What would end a field or a line is written otherwise; a backslash stays as it is, so this cannot be undone in every case. */
function escapeData(text: string): string {
  return text.replaceAll(",", "%!(PACKER_COMMA)").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}
