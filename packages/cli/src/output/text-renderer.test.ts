import { createBus, createStamp } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import { expect, test } from "vitest";
import { runStart } from "../../test/run-start.ts";
import { createTextRenderer, type TextOptions } from "./text-renderer.ts";

const artifact = (text: string) => ({ builderId: "b", id: "i", files: [], text });

/** Renders the events of a run of two builds, and gives what was written; ESC stands for the escape character. */
async function rendered(options: Partial<TextOptions> = {}): Promise<string> {
  let text = "";
  const renderer = createTextRenderer({
    write: async (written) => {
      text += written;
    },
    isColoured: false,
    hasTimestamps: false,
    isAloneOnTerminal: false,
    hasHeartbeats: true,
    renderDiagnostic: ({ summary }) => `Error: ${summary}\n\n`,
    ...options,
  });
  const bus = createBus({
    stamp: createStamp("r", () => new Date(2024, 4, 1, 12, 30, 5)),
    renderers: [renderer],
    masker: createSecretFilter(),
  });
  bus.emit(runStart(["null.b", "null.a"]));
  const b = bus.ui("null.b");
  b.say("two\nlines\n");
  b.message("a detail");
  b.error("wrong");
  await b.output("stdout").write(Buffer.from("out\n\n"));
  await b.output("stderr").write(Buffer.from("err\n"));
  const transfer = b.progress("Downloading");
  transfer.update(512, 1024);
  bus.ui("null.a").as("null.a (checksum)").say("summing");
  transfer.end();
  b.emit({ type: "diagnostic", diagnostic: { severity: "error", summary: "Not so", detail: "" } });
  bus.emit({ type: "build-end", outcome: "failed", tookMs: 61_234, error: "first line\nsecond line" }, "null.b");
  bus.emit({ type: "artifact", index: 0, artifact: artifact("an image") }, "null.a");
  bus.emit({ type: "build-end", outcome: "done", tookMs: 1500.25 }, "null.a");
  bus.ui().say("said of the run");
  bus.emit({ type: "run-end", outcome: "failed", tookMs: 62_000, failed: 1 });
  await bus.close();
  return text.replaceAll("\u001b", "ESC");
}

test("plain text", async () => {
  expect(await rendered()).toMatchInlineSnapshot(`
    "==> null.b: two
    ==> null.b: lines
    ==> null.b:
        null.b: a detail
    ==> null.b: wrong
        null.b: out
        null.b:
    ==> null.b: err
    ==> null.a (checksum): summing
    Error: Not so

    Build 'null.b' errored after 1 minute 1 second: first line
    second line
    Build 'null.a' finished after 1 second 500 milliseconds.
    said of the run

    ==> Wait completed after 1 minute 2 seconds

    ==> Some builds didn't complete successfully and had errors:
    --> null.b: first line
    second line

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: an image
    "
  `);
});

test("in colours", async () => {
  expect(await rendered({ isColoured: true })).toMatchInlineSnapshot(`
    "ESC[1;32m==> null.b: two
    ==> null.b: lines
    ==> null.b:ESC[0m
    ESC[0;32m    null.b: a detailESC[0m
    ESC[1;31m==> null.b: wrongESC[0m
    ESC[0;32m    null.b: outESC[0m
    ESC[0;32m    null.b:ESC[0m
    ESC[1;31m==> null.b: errESC[0m
    ESC[1;36m==> null.a (checksum): summingESC[0m
    ESC[1;31mError: Not soESC[0m

    ESC[1;31mBuild 'null.b' errored after 1 minute 1 second: first line
    second lineESC[0m
    ESC[1;36mBuild 'null.a' finished after 1 second 500 milliseconds.ESC[0m
    said of the run

    ==> Wait completed after 1 minute 2 seconds
    ESC[1;31m
    ==> Some builds didn't complete successfully and had errors:ESC[0m
    ESC[1;31m--> null.b: first line
    second lineESC[0m

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: an image
    "
  `);
});

test("with times, which are those of messages and not of lines", async () => {
  expect((await rendered({ hasTimestamps: true })).replaceAll(/(Z|[+-]\d\d:\d\d): /g, "ZONE: ")).toMatchInlineSnapshot(`
    "2024-05-01T12:30:05ZONE: ==> null.b: two
    ==> null.b: lines
    ==> null.b:
    2024-05-01T12:30:05ZONE:     null.b: a detail
    2024-05-01T12:30:05ZONE: ==> null.b: wrong
    2024-05-01T12:30:05ZONE:     null.b: out
    2024-05-01T12:30:05ZONE:     null.b:
    2024-05-01T12:30:05ZONE: ==> null.b: err
    2024-05-01T12:30:05ZONE: ==> null.a (checksum): summing
    2024-05-01T12:30:05ZONE: Error: Not so

    2024-05-01T12:30:05ZONE: Build 'null.b' errored after 1 minute 1 second: first line
    second line
    2024-05-01T12:30:05ZONE: Build 'null.a' finished after 1 second 500 milliseconds.
    said of the run

    ==> Wait completed after 1 minute 2 seconds

    ==> Some builds didn't complete successfully and had errors:
    --> null.b: first line
    second line

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: an image
    "
  `);
});
