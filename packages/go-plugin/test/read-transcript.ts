import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasVectors, vectorFolder } from "../src/vectors.fixture.ts";

/** Whether the recordings, which stand beside the vectors, are not there; for `describe.skipIf`. */
export const noVectors = !hasVectors;

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
  const { frames } = JSON.parse(readFileSync(join(vectorFolder, "transcripts", `${name}.json`), "utf8")) as {
    readonly frames: readonly RecordedFrame[];
  };
  return frames.map((frame) => ({
    ...frame,
    hex: frame.hex.replace(/\.\.\.\((\d+) payload bytes elided\)$/, (_, count) => "00".repeat(Number(count))),
  }));
}
