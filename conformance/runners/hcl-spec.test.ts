import { expect, test } from "vitest";
import { runHclSpecCase } from "./hcl-spec.ts";

const run = (files: Readonly<Record<string, string>>) => runHclSpecCase({ id: "case", files }).text;

const logs = 'log "a" {\n level = 1\n}\nlog "b" {\n level = "x"\n}\n';
const list = (kind: string, rest = "") =>
  `${kind} {\n block_type = "log"\n ${rest}\n attr {\n  name = "level"\n  type = any\n }\n}\n`;

test.each([
  ["literal", "", 'literal {\n value = upper("a")\n}\n', 'result = "A"'],
  ["attr with a type", 'a = "1"\n', 'attr {\n name = "a"\n type = number\n}\n', "result = 1\nresult_type = number"],
  ["attr that is not there", "", 'attr {\n name = "a"\n type = number\n}\n', "result = null\nresult_type = number"],
  [
    "object and array",
    "a = 1\nb = 2\n",
    'object {\n attr "a" {}\n array "both" {\n  attr {\n   name = "a"\n  }\n  attr {\n   name = "b"\n  }\n }\n}\n',
    "result = { a = 1, both = [1, 2] }",
  ],
  ["block", "log {\n level = 1\n}\n", list("block"), "result = 1"],
  ["block that is not there", "", list("block"), "result = null"],
  [
    "block_list",
    'log {\n level = 1\n}\nlog {\n level = "x"\n}\n',
    list("block_list"),
    'result = ["1", "x"]\nresult_type = list(string)',
  ],
  ["block_tuple", 'log {\n level = 1\n}\nlog {\n level = "x"\n}\n', list("block_tuple"), 'result = [1, "x"]'],
  [
    "block_set",
    "log {\n level = 1\n}\nlog {\n level = 1\n}\n",
    list("block_set"),
    "result = [1]\nresult_type = set(number)",
  ],
  [
    "block_map",
    logs,
    list("block_map", 'labels = ["name"]'),
    'result = { a = "1", b = "x" }\nresult_type = map(string)',
  ],
  [
    "block_map of two labels",
    'log "a" "b" {\n level = 1\n}\n',
    list("block_map", 'labels = ["x", "y"]'),
    "result = { a = { b = 1 } }\nresult_type = map(map(number))",
  ],
  [
    "block_attrs",
    "log {\n a = 1\n b = 2\n}\n",
    'block_attrs {\n block_type = "log"\n element_type = string\n}\n',
    'result = { a = "1", b = "2" }\nresult_type = map(string)',
  ],
  [
    "default",
    "",
    'default {\n attr {\n  name = "a"\n }\n attr {\n  name = "b"\n  required = true\n }\n literal {\n  value = "x"\n }\n}\n',
    'result = "x"',
  ],
  ["transform", "a = 2\n", 'transform {\n attr {\n  name = "a"\n }\n result = nested * 1024\n}\n', "result = 2048"],
  [
    "variables and functions",
    "a = twice(b)\n",
    'variables {\n b = 4\n}\nfunction "twice" {\n params = [n]\n result = n * 2\n}\nattr {\n name = "a"\n}\n',
    "result = 8",
  ],
])("%s", (_, hcl, hcldec, t) => {
  expect(run({ hcl, hcldec, t: `${t}\n` })).toBe("");
});

const error = (line: number) =>
  `diagnostics {\n error {\n  from {\n   line = ${line}\n   column = 1\n   byte = 0\n  }\n }\n}\n`;

test.each([
  ["a required attribute that is missing", "", 'attr {\n name = "a"\n required = true\n}\n', 1],
  ["an attribute of another type", "\na = []\n", 'attr {\n name = "a"\n type = string\n}\n', 2],
  ["an attribute that is not expected", "\n\na = 1\n", "literal {\n value = 1\n}\n", 3],
  ["a block that is not expected", "a {}\n", "literal {\n value = 1\n}\n", 1],
  ["a required block that is missing", "", list("block", "required = true"), 1],
  ["a second block", "log {}\nlog {}\n", list("block"), 2],
  ["too many blocks", "log {}\nlog {}\n", list("block_list", "max_items = 1"), 2],
  ["too few blocks", "log {}\n", list("block_list", "min_items = 2"), 2],
  ["a label too many", 'log "a" {}\n', list("block"), 1],
])("%s is an error", (_, hcl, hcldec, line) => {
  expect(run({ hcl, hcldec, t: error(line) })).toBe("");
});

test("a case that fails says why", () => {
  const files = { hcl: "a = 1\n", hcldec: 'attr {\n name = "a"\n}\n' };
  expect(run({ ...files, t: "result = 2\n" })).toBe("2 was expected, 1 came");
  expect(run({ ...files, t: error(3) })).toBe('error on line 3 expected, "" came');
  expect(run({ ...files, hcl: "b = 1\n", t: "result = 1\n" })).toContain("no error was expected");
});

test("a body of JSON is decoded alike", () => {
  const files = { "hcl.json": '{"log": {"a": {"level": 1}}}', hcldec: list("block_map", 'labels = ["name"]') };
  expect(run({ ...files, t: "result = { a = 1 }\nresult_type = map(number)\n" })).toBe("");
});
