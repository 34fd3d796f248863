import { parseJsonTree } from "@ingot/hcl";
import { s, type TypeSpec } from "@ingot/sdk";
import { expect, test } from "vitest";
import { createBlockWriter } from "./block-writer.ts";
import { createNames } from "./names.ts";
import { strengthenNode } from "./strengthen-node.ts";
import { writeValue } from "./write-value.ts";

function written(json: string, type: TypeSpec): string {
  const node = strengthenNode(parseJsonTree(json, "x.json").value, type);
  const writer = createBlockWriter("component", createNames({ variables: new Map() }), []);
  return node ? writeValue(node, type, "x", writer) : "left out";
}

const list = s.list(s.string()).spec.type;

test.each<[json: string, type: TypeSpec, code: string]>([
  ['"a"', list, '["a"]'],
  ['"a,b"', list, '["a", "b"]'],
  ['""', list, "left out"],
  ["{}", list, "left out"],
  ["true", list, '["1"]'],
  ['["a", true, 2]', list, '["a", "1", 2]'],
  ['"{{user `x`}}"', list, 'split(",", "${var.x}")'],
  ['["a", "{{user `x`}}"]', list, '["a", "${var.x}"]'],
  ['["a", ""]', s.list(s.list(s.string())).spec.type, '[["a"], []]'],
  ['[{"a": 1}, {"a": 2, "b": true}]', s.map(s.string()).spec.type, '{\na = 2\nb = "1"\n}'],
  ["90000000000", s.duration().spec.type, '"1m30s"'],
  ['"90s"', s.duration().spec.type, '"90s"'],
  ['"T"', s.bool().spec.type, "true"],
  ['""', s.bool().spec.type, "false"],
  ["0", s.bool().spec.type, "false"],
  ['"true"', s.bool().spec.type, '"true"'],
  ['"maybe"', s.bool().spec.type, '"maybe"'],
  ['""', s.triState().spec.type, "left out"],
  ['""', s.number().spec.type, "0"],
  ['"0x10"', s.number().spec.type, "16"],
  ['"10"', s.number().spec.type, '"10"'],
  ["true", s.number().spec.type, "1"],
  ["true", s.string().spec.type, '"1"'],
  ["1.50", s.string().spec.type, "1.5"],
  ["null", s.string().spec.type, "null"],
  ["[1]", s.string().spec.type, "[1]"],
])("%s becomes what its type wants (%#)", (json, type, code) => {
  expect(written(json, type)).toBe(code);
});
