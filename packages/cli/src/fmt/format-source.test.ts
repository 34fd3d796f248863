import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { formatSource } from "./format-source.ts";

it("does not read a file that is too large", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ingot-format-source-"));
  try {
    const path = join(folder, "large.pkr.hcl");
    writeFileSync(path, "");
    // A file with a hole takes no room.
    truncateSync(path, 64 * 1024 * 1024 + 1);
    const { diagnostics } = await formatSource("large.pkr.hcl", { cwd: folder, readStdin: async () => "" });
    expect(diagnostics).toEqual([
      {
        severity: "error",
        summary: "Could not read large.pkr.hcl",
        detail: "It is larger than 64 MiB, the most that is read of one file. Split it, or leave it out.",
        subject: undefined,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
