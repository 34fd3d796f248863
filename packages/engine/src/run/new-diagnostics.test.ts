import type { Diagnostic } from "@ingot/hcl";
import { expect, test } from "vitest";
import { newDiagnostics } from "./new-diagnostics.ts";

const at = (byte: number) => ({
  filename: "t",
  start: { line: 1, column: byte + 1, byte },
  end: { line: 1, column: byte + 2, byte: byte + 1 },
});
const warning: Diagnostic = {
  severity: "warning",
  summary: '"tag" is deprecated',
  detail: "Use tags.",
  subject: at(3),
};

test.each<[string, Diagnostic, number]>([
  ["a warning that was shown", { ...warning }, 0],
  ["the same at another place", { ...warning, subject: at(9) }, 1],
  ["another at the same place", { ...warning, summary: "x" }, 1],
  ["the same with what is known now", { ...warning, detail: "y" }, 1],
  ["an error, which tells why the build ends", { ...warning, severity: "error" }, 1],
])("%s", (_, found, count) => {
  expect(newDiagnostics([found], [warning])).toHaveLength(count);
});
