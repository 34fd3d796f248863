import { describe, expect, test } from "vitest";
import { defineCommand } from "./flag-table.ts";
import { asksForHelp, parseFlags } from "./parse-flags.ts";

const build = defineCommand({
  name: "build",
  summary: "Builds images.",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    color: { kind: "bool", default: true, help: "Colour." },
    force: { kind: "bool", default: false, help: "Force." },
    "on-error": { kind: "enum", values: ["cleanup", "abort", "ask"], default: "cleanup", help: "On error." },
    "parallel-builds": { kind: "int", default: 0, help: "How many." },
    only: { kind: "list", commas: true, help: "Only these." },
    "var-file": { kind: "list", commas: false, help: "Values." },
    var: { kind: "pairs", help: "A value." },
    "output-file": { kind: "string", help: "Where to." },
    secret: { kind: "string", default: "x", help: "Not shown.", hidden: true },
  },
});

const read = (...words: string[]) => parseFlags(build, words);

describe("values", () => {
  test("defaults", () => {
    const { values, problems, positional, given } = read("t.json");
    expect(values).toEqual({
      color: true,
      force: false,
      "on-error": "cleanup",
      "parallel-builds": 0,
      only: [],
      "var-file": [],
      var: [],
      "output-file": undefined,
      secret: "x",
    });
    expect([problems, positional, given.size]).toEqual([[], ["t.json"], 0]);
  });
  test.each([
    [["-force", "t"], { force: true }],
    [["--force", "t"], { force: true }],
    [["-force=F", "t"], { force: false }],
    [["-color=0", "t"], { color: false }],
    [["-on-error", "ask", "t"], { "on-error": "ask" }],
    [["-on-error=", "t"], { "on-error": "cleanup" }],
    [["-parallel-builds=-0x_1F", "t"], { "parallel-builds": -31 }],
    [["-parallel-builds", "010", "t"], { "parallel-builds": 8 }],
    [["-only=a,b", "-only", "c", "t"], { only: ["a", "b", "c"] }],
    [["-var-file=a,b", "-var-file", "c", "t"], { "var-file": ["a,b", "c"] }],
    [
      ["-var", "a=b=c", "-var=d=", "t"],
      {
        var: [
          { key: "a", value: "b=c" },
          { key: "d", value: "" },
        ],
      },
    ],
    [["-output-file", "-force", "t"], { "output-file": "-force", force: false }],
    [["-output-file=", "t"], { "output-file": "" }],
    [["-force", "--", "-force"], { force: true }],
    [["-force", "-"], { force: true }],
  ])("%j", (words, expected) => {
    const { values, problems } = read(...words);
    expect(problems).toEqual([]);
    expect(values).toMatchObject(expected);
  });
  test("the words behind -- are arguments", () => {
    expect(read("--", "-force").positional).toEqual(["-force"]);
  });
  test("types follow the declaration", () => {
    const { values } = read("t");
    const mode: "cleanup" | "abort" | "ask" = values["on-error"];
    const count: number = values["parallel-builds"];
    expect([mode, count]).toEqual(["cleanup", 0]);
  });
});

describe("problems", () => {
  const say = (...words: string[]) => read(...words).problems.map((p) => `${p.kind}: ${p.summary}. ${p.detail}`);
  test.each([
    [["-forc", "t"], 'unknown-flag: Unknown flag -forc. "build" has no flag -forc. Did you mean -force?'],
    [
      ["-zzz=1", "t"],
      'unknown-flag: Unknown flag -zzz. "build" has no flag -zzz. Run "ingot build -help" for the flags it has.',
    ],
    [
      ["-constructor", "t"],
      'unknown-flag: Unknown flag -constructor. "build" has no flag -constructor. Run "ingot build -help" for the flags it has.',
    ],
    [["-var"], "missing-value: Flag -var needs a value. No word follows it. Write -var key=value."],
    [["-var", "novalue", "t"], 'invalid-value: Invalid value "novalue" for flag -var. -var takes key=value.'],
    [["-force=yes", "t"], 'invalid-value: Invalid value "yes" for flag -force. -force takes true or false.'],
    [
      ["-parallel-builds=two", "t"],
      'invalid-value: Invalid value "two" for flag -parallel-builds. -parallel-builds takes a whole number.',
    ],
    [
      ["-on-error=die", "t"],
      'invalid-value: Invalid value "die" for flag -on-error. -on-error takes one of cleanup, abort, ask.',
    ],
    [
      ["---force", "t"],
      "bad-syntax: Bad flag syntax: ---force. A flag is written -name, -name=value or -name value. Use -- before an argument that begins with a dash.",
    ],
    [
      ["t", "-force"],
      'misplaced-flag: Flag -force stands behind the argument "t". Flags end at the first argument. Write "ingot build -force t", or put -- before words that are not flags.',
    ],
    [[], 'argument-count: "build" takes 1 argument, 0 given. Write: ingot build [options] TEMPLATE'],
    [["a", "b"], 'argument-count: "build" takes 1 argument, 2 given. Write: ingot build [options] TEMPLATE'],
  ])("%j", (words, expected) => {
    expect(say(...words)).toEqual([expected]);
  });
  test("several at once", () => {
    expect(read("-force=x", "-on-error=y", "-nope=z", "t").problems.map((p) => p.flag)).toEqual([
      "force",
      "on-error",
      "nope",
    ]);
  });
});

describe("help", () => {
  test.each([
    [["-h"], true],
    [["x", "--help"], true],
    [["--", "-help"], false],
    [["-helpful"], false],
  ])("%j", (words, expected) => {
    expect(asksForHelp(words)).toBe(expected);
  });
  test("as a flag of the command", () => {
    expect(read("-help")).toMatchObject({ help: true, problems: [] });
  });
});
