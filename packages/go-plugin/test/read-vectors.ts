import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes of the protocol, recorded from what Go programs wrote. They are no part of the repository. */
const folder =
  process.env.INGOT_PLUGIN_VECTORS ?? join(import.meta.dirname, "../../../../shared/reference/plugin-protocol-vectors");

/** Whether the vectors are there; for `describe.skipIf`. */
export const noVectors = !existsSync(folder);

/** The content of one file of vectors; an empty list where there are none, so that a table of tests can be made. */
export function readVectors<T>(file: string): readonly T[] {
  return noVectors ? [] : (JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly T[]);
}

/** One recorded frame of the connection between a host and a plugin. */
export interface RecordedFrame {
  readonly n: number;
  readonly dir: "host->plugin" | "plugin->host";
  readonly type: "Data" | "WindowUpdate" | "Ping" | "GoAway";
  readonly stream: number;
  readonly length: number;
  readonly flags: string;
  readonly hex: string;
  /** What the recorder made of the payload. */
  readonly decoded?: readonly { readonly rpc?: unknown; readonly raw?: string }[];
}

/** The frames of one recording, in the order in which they were seen. Zeros that the recording left out are put back. */
export function readTranscript(name: string): readonly RecordedFrame[] {
  const { frames } = JSON.parse(readFileSync(join(folder, "transcripts", `${name}.json`), "utf8")) as {
    readonly frames: readonly RecordedFrame[];
  };
  return frames.map((frame) => ({
    ...frame,
    hex: frame.hex.replace(/\.\.\.\((\d+) payload bytes elided\)$/, (_, count) => "00".repeat(Number(count))),
  }));
}
