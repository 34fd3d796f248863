import { expect, test } from "vitest";
import { defineCommand } from "./flag-table.ts";
import { formatUsage } from "./format-usage.ts";

test("usage text", () => {
  const command = defineCommand({
    name: "build",
    summary:
      "Builds every image that the template describes, several at a time, and reports what came out of each of them.\n\nSecond paragraph.",
    positional: { usage: "TEMPLATE", min: 1, max: 1 },
    flags: {
      color: { kind: "bool", default: true, help: "Coloured output." },
      debug: {
        kind: "bool",
        default: false,
        help: "Pauses between the steps so that one can look at what is there, one build at a time.",
      },
      "on-error": {
        kind: "enum",
        values: ["cleanup", "abort", "ask", "run-cleanup-provisioner"],
        default: "cleanup",
        help: "What to do when a step fails.",
      },
      "parallel-builds": { kind: "int", default: 0, help: "How many builds run at once; 0 means all." },
      only: { kind: "list", commas: true, help: "Builds only these." },
      var: { kind: "pairs", help: "Sets a variable." },
      "output-file": { kind: "string", valueName: "path", help: "Where to write." },
      old: { kind: "bool", default: false, help: "Gone.", hidden: true },
    },
  });
  expect(formatUsage(command)).toMatchInlineSnapshot(`
    "Usage: ingot build [options] TEMPLATE

      Builds every image that the template describes, several at a time, and reports
      what came out of each of them.

      Second paragraph.

    Options:

      -color=false                  Coloured output. (Default: true)
      -debug                        Pauses between the steps so that one can look at
                                    what is there, one build at a time.
      -on-error=cleanup|abort|ask|run-cleanup-provisioner
                                    What to do when a step fails. (Default: cleanup)
      -parallel-builds=n            How many builds run at once; 0 means all.
                                    (Default: 0)
      -only=a,b,c                   Builds only these.
      -var 'key=value'              Sets a variable. May be given several times.
      -output-file=path             Where to write.
      -json                         Print what happens as events, one a line in
                                    JSON, and nothing else.
      -machine-readable             Print lines for programs, as Packer does.
    "
  `);
});

test("a command without flags", () => {
  const command = defineCommand({
    name: "version",
    summary: "Prints the version.",
    positional: { usage: "", min: 0, max: 0 },
    flags: {},
  });
  expect(formatUsage(command)).toMatchInlineSnapshot(`
    "Usage: ingot version [options]

      Prints the version.

    Options:

      -json              Print what happens as events, one a line in JSON, and
                         nothing else.
      -machine-readable  Print lines for programs, as Packer does.
    "
  `);
});
