import { createBus, createStamp } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import { expect, test } from "vitest";
import { runStart } from "../../test/run-start.ts";
import { createMachineRenderer } from "./machine-renderer.ts";
import { speakToMachines } from "./speak.ts";

test("every kind of event, with the facts of errors and artifacts in their order", async () => {
  let text = "";
  const host = speakToMachines(
    {
      env: {},
      cwd: "/",
      write: async (written) => {
        text += written;
      },
      lostOutput: () => undefined,
      maskCrashes: () => undefined,
      writeLog: async () => undefined,
      isTerminal: true,
      isLogTerminal: true,
      columns: () => 80,
      terminal: undefined,
      readStdin: async () => "",
      readLines: async function* () {},
      promptLines: async function* () {},
      stdinKind: () => "file",
    },
    () => new Date(1_600_000_000_999),
  );
  const bus = createBus({
    stamp: createStamp("r"),
    renderers: [
      createMachineRenderer({ host, hasTimestamps: false, renderDiagnostic: ({ summary }) => `Error: ${summary}\n\n` }),
    ],
    masker: createSecretFilter(),
  });
  bus.emit(runStart(["null.b", "null.a"]));
  const b = bus.ui("null.b");
  b.say("two\nlines, one comma");
  b.message("a detail");
  b.error("wrong");
  await b.output("stdout").write(Buffer.from("out\n"));
  await b.output("stderr").write(Buffer.from("err\n"));
  b.progress("Downloading").end();
  b.emit({ type: "diagnostic", diagnostic: { severity: "error", summary: "Not so", detail: "" } });
  b.emit({ type: "machine", category: "progress", args: ["1", "a,b"] });
  bus.emit({ type: "build-end", outcome: "failed", tookMs: 61_234, error: "first\nsecond" }, "null.b");
  const files = ["out/a,b", "out/c"];
  bus.emit(
    { type: "artifact", index: 0, artifact: { builderId: "b.id", id: "i", files, text: "two files" } },
    "null.a",
  );
  bus.emit({ type: "artifact", index: 1, artifact: null }, "null.a");
  bus.emit({ type: "build-end", outcome: "done", tookMs: 1500 }, "null.a");
  bus.emit({ type: "run-end", outcome: "failed", tookMs: 62_000, failed: 1 });
  await bus.close();
  expect(text).toMatchInlineSnapshot(`
    "1600000000,null.b,ui,say,==> null.b: two\\n==> null.b: lines%!(PACKER_COMMA) one comma
    1600000000,null.b,ui,say,==> null.b: a detail
    1600000000,null.b,ui,error,==> null.b: wrong
    1600000000,null.b,ui,say,==> null.b: out
    1600000000,null.b,ui,error,==> null.b: err
    1600000000,null.b,ui,error,Error: Not so\\n
    1600000000,null.b,progress,1,a%!(PACKER_COMMA)b
    1600000000,null.b,ui,error,Build 'null.b' errored after 1 minute 1 second: first\\nsecond
    1600000000,null.a,ui,say,Build 'null.a' finished after 1 second 500 milliseconds.
    1600000000,,ui,say,\\n==> Wait completed after 1 minute 2 seconds
    1600000000,,error-count,1
    1600000000,,ui,error,\\n==> Some builds didn't complete successfully and had errors:
    1600000000,null.b,error,first\\nsecond
    1600000000,null.b,ui,error,--> null.b: first\\nsecond
    1600000000,,ui,say,\\n==> Builds finished. The artifacts of successful builds are:
    1600000000,null.a,artifact-count,2
    1600000000,null.a,artifact,0,builder-id,b.id
    1600000000,null.a,artifact,0,id,i
    1600000000,null.a,artifact,0,string,two files
    1600000000,null.a,artifact,0,files-count,2
    1600000000,null.a,artifact,0,file,0,out/a%!(PACKER_COMMA)b
    1600000000,null.a,artifact,0,file,1,out/c
    1600000000,null.a,artifact,0,end
    1600000000,null.a,ui,say,--> null.a: two files
    1600000000,null.a,artifact,1,nil
    1600000000,null.a,artifact,1,end
    1600000000,null.a,ui,say,--> null.a: <nothing>
    "
  `);
});
