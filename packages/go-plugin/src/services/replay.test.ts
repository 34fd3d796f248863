import { describe, expect, it } from "vitest";
import { noVectors } from "../../test/read-transcript.ts";
import { changeByte, messagesOf } from "../../test/replay/change-byte.ts";
import { hostScripts } from "../../test/replay/host-scripts.ts";
import { pluginScripts } from "../../test/replay/plugin-scripts.ts";
import { readRecording } from "../../test/replay/recording.ts";
import { expectedReceipts, replay } from "../../test/replay/replay.ts";

/** Streams that the recorded side had still open when it was killed, or never ended, and that ours ends. */
const mayEnd: Readonly<Record<"host" | "plugin", Readonly<Record<string, readonly number[]>>>> = {
  host: { "packer-1.6.6-null-builder": [2, 3] },
  plugin: {
    "builder-run-gob": [1],
    "keepalive-ping": [1],
    "post-processor-new-artifact-protobuf": [1],
    "foreign-plugin-under-sdk-0.6.10-protobuf": [1, 3],
    "packer-1.6.6-core-drives-foreign-plugin": [3],
    "packer-1.6.6-null-builder": [3],
  },
};

const sides = [
  ["host", hostScripts],
  ["plugin", pluginScripts],
] as const;

describe.skipIf(noVectors).each(sides)("our %s against the recording of the other side", (side, scripts) => {
  it.each(Object.entries(scripts))("%s", async (name, script) => {
    const recording = readRecording(name);
    const { problems, received } = await replay(recording, recording, side, script, mayEnd[side][name]);
    expect(problems).toEqual([]);
    expect(received).toEqual(expectedReceipts(recording, side));
  });

  it.each(Object.entries(scripts))(
    "%s, with one byte changed in one message, for each message",
    async (name, script) => {
      const recording = readRecording(name);
      const play = (played: typeof recording) => replay(recording, played, side, script, mayEnd[side][name]);
      const whole = await play(recording);
      const random = seeded(name);
      const unnoticed: unknown[] = [];
      let onlyReceived = 0;
      const messages = messagesOf(recording);
      for (const message of messages) {
        const { problems, seen, received } = await play(changeByte(recording, message, random));
        if (problems.length > 0 || seen.join("\n") !== whole.seen.join("\n")) continue;
        if (received.join("\n") === whole.received.join("\n")) unnoticed.push(message);
        else onlyReceived++;
      }
      expect(unnoticed).toEqual([]);
      // Nothing depends on some of what is sent: the names that answers repeat, members of maps that are zero.
      expect(onlyReceived).toBeLessThan(messages.length / 4);
    },
  );
});

/** Whole numbers that are the same each time. */
function seeded(text: string): (below: number) => number {
  let state = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % below;
  };
}
