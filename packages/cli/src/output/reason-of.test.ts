import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWholeFile } from "@ingot/sdk";
import { expect, test } from "vitest";
import { reasonOf } from "./reason-of.ts";

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

test("only the reason is left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ingot-reason-"));
  expect(reasonOf(await failureOf(() => readFileSync(folder)))).toBe("illegal operation on a directory");
  expect(reasonOf(await failureOf(() => readFileSync(join(folder, "it's, none"))))).toBe("no such file or directory");
  const written = () => writeWholeFile(join(folder, "none", "x"), 0o600, async () => undefined);
  expect(reasonOf(await failureOf(written))).toBe("no such file or directory");
  expect(reasonOf(new Error("It is larger than 64 MiB, the most that is read of one file"))).toBe(
    "It is larger than 64 MiB, the most that is read of one file",
  );
  expect(reasonOf("no error")).toBe("no error");
  await rm(folder, { recursive: true });
});
