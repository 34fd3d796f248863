import assert from "node:assert/strict";
import { hasErrors, parseFile, standardFunctions, toJs, V } from "@ingot/hcl";

const text = `
name  = "web-\${var.region}"
ports = [for p in var.ports : p + 8000 if p > 0]
`;

const { file, diagnostics } = parseFile(text, "service.hcl");
assert(!hasErrors(diagnostics));

const scope = {
  variables: new Map([["var", V.object({ region: V.string("eu"), ports: V.tuple([V.number(1), V.number(80)]) })]]),
  functions: standardFunctions({ baseDir: ".", cwd: process.cwd(), startedAt: new Date(), env: process.env }),
};

const { attributes } = file.body.content({ attributes: [{ name: "name" }, { name: "ports" }], blocks: [] }).value;
const result: Record<string, unknown> = {};
for (const { name, expression } of attributes.values()) {
  const { value, diagnostics } = expression.evaluate(scope);
  if (!hasErrors(diagnostics)) result[name] = toJs(value);
}
assert.deepEqual(result, { name: "web-eu", ports: [8001, 8080] });
