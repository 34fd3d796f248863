import assert from "node:assert/strict";
import { parseFile, renderDiagnostics } from "@ingot/hcl";

const text = 'image = "debian\ntag   = upper("a",, "b")\n';

// Mistakes never throw, and one does not hide the next.
const { diagnostics } = parseFile(text, "image.hcl");
assert.deepEqual(
  diagnostics.map(({ summary, subject }) => `${subject?.start.line}: ${summary}`),
  ["1: Unclosed quoted string", "2: Invalid expression"],
);

// As text for a terminal: the source line, a caret, and what to do.
const shown = renderDiagnostics(diagnostics, new Map([["image.hcl", text]]));
assert(
  shown.startsWith('Error: Unclosed quoted string\n\n  on image.hcl line 1:\n   1: image = "debian\n              ^\n'),
);
