import assert from "node:assert/strict";
import { parseFile } from "@ingot/hcl";

const { file } = parseFile(`service "web" {\n  port = 80\n}\nservice "db" {}\n`, "services.hcl");

// A body is asked for what a schema names; what is not in it is a diagnostic, with a suggestion.
const { value, diagnostics } = file.body.content({
  attributes: [{ name: "version" }],
  blocks: [{ type: "service", labels: ["name"] }],
});
assert.deepEqual(
  value.blocks.map(({ labels }) => labels[0]),
  ["web", "db"],
);
assert.deepEqual(diagnostics, []);
