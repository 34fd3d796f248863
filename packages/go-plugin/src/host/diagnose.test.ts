import type { Range } from "@ingot/hcl";
import { expect, test } from "vitest";
import { diagnoseErrors, diagnoseWarnings, fieldNamed, type Subject } from "./diagnose.ts";

const at = (line: number): Range => ({
  filename: "t.pkr.hcl",
  start: { line, column: 1, byte: line },
  end: { line, column: 2, byte: line + 1 },
});
const subject: Subject = {
  what: 'builder "probe"',
  plugin: "packer-plugin-probe",
  header: at(1),
  ranges: new Map([
    ["image", at(2)],
    ["ssh_port", at(3)],
    ["disk", at(4)],
    ["disk[0].size", at(5)],
  ]),
  strangers: new Map([["imgae", at(9)]]),
  known: ["image", "folder", "ssh_port", "disk"],
};

test.each([
  ["ssh_port is out of range", 3],
  ["The `image` cannot be found", 2],
  ["image must exist", 2],
  ["the new image must exist", 2],
  ["'disk[0].size' expected type 'int', got 'string'", 5],
  ["'disk[7].size' expected type 'int', got 'string'", 4],
  ["folder must be specified", 1],
  ["it is wrong", 1],
])("%s: line %d", (message, line) => {
  expect(diagnoseErrors(message, subject)[0]?.subject?.start.line).toBe(line);
});

test("each of several errors is a diagnostic of its own", () => {
  const text =
    "2 error(s) occurred:\n\n* unknown configuration key: '\"imgae\"'\n* ssh_port is out of range.\n  Note: below 65536";
  expect(
    diagnoseErrors(text, subject).map(({ summary, detail, subject: place, suggestion }) => [
      place?.start.line,
      summary,
      detail,
      suggestion,
    ]),
  ).toMatchInlineSnapshot(`
    [
      [
        9,
        "Unknown configuration key "imgae"",
        "The builder "probe" has no setting of that name. Did you mean "image"?",
        "image",
      ],
      [
        3,
        "ssh_port is out of range",
        "Note: below 65536
    This is what the plugin packer-plugin-probe says of the builder "probe". Correct it.",
        undefined,
      ],
    ]
  `);
});

test("a warning does not tell to correct anything", () => {
  expect(diagnoseWarnings(["a ratio above 1 is unusual", " "], subject)).toMatchInlineSnapshot(`
    [
      {
        "detail": "This is what the plugin packer-plugin-probe says of the builder "probe".",
        "severity": "warning",
        "subject": {
          "end": {
            "byte": 2,
            "column": 2,
            "line": 1,
          },
          "filename": "t.pkr.hcl",
          "start": {
            "byte": 1,
            "column": 1,
            "line": 1,
          },
        },
        "summary": "a ratio above 1 is unusual",
      },
    ]
  `);
});

test("the first quoted name that is made counts", () => {
  expect(fieldNamed('set "region" or "image"', ["image"])).toBe("image");
  expect(fieldNamed("nothing of it", ["image"])).toBeUndefined();
});
