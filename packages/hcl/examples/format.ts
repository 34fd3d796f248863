import assert from "node:assert/strict";
import { formatFile, formatText } from "@ingot/hcl";

// The canonical form: only blanks change.
assert.equal(formatText("a=1 # one\nlonger   = [1,2]\n"), "a      = 1 # one\nlonger = [1, 2]\n");

// A whole file: one that does not parse comes back as it was, with what is wrong.
const { formatted, diagnostics } = formatFile("a = (1\n", "a.hcl");
assert.equal(formatted, "a = (1\n");
assert.equal(diagnostics[0]?.summary, "Unclosed bracket");
