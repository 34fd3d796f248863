import assert from "node:assert/strict";
import { itemsAt, parseSyntax, walkSyntax } from "@ingot/hcl";

const tree = parseSyntax('server {\n  host = "db-${var.region}"\n}\n', "server.hcl");

// What stands under the cursor, from the outermost block to the innermost expression.
const under = itemsAt(tree, { line: 2, column: 18 });
assert.deepEqual(
  under.map(({ k, item }) => (k === "expression" ? item.k : k)),
  ["block", "attribute", "template", "attribute", "root"],
);

// Every name that is read, and where. Bytes, lines and columns are exact; comments are among tree.tokens.
const names = [...walkSyntax(tree.body)].flatMap(({ k, item, range }) =>
  k === "expression" && item.k === "root" ? `${item.name} at ${range.start.line}:${range.start.column}` : [],
);
assert.deepEqual(names, ["var at 2:16"]);
