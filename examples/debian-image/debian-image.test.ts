// The template of the quickstart: built for real, and booted on both kinds of hardware that its README promises.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootImage, currentEnvironment, runCommand } from "../../e2e/environment/index.ts";

const minutes = 60_000;
const ingot = join(import.meta.dirname, "../../bin/ingot");
let folder = "";
let output = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "debian-image-"));
  const env = { INGOT_STATE_DIR: join(folder, "state") };
  const built = await runCommand(ingot, ["build", import.meta.dirname], { cwd: folder, env, timeoutMs: 15 * minutes });
  output = built.stdout;
}, 15 * minutes);

afterAll(() => rmSync(folder, { recursive: true }));

test("it ends with an image, its checksum and a manifest", async () => {
  expect(output).toContain("Disk image (raw): output-debian-image/debian-12.raw");
  const made = join(folder, "output-debian-image");
  await runCommand("sha256sum", ["-c", "debian-12.sha256"], { cwd: made });
  const manifest = JSON.parse(readFileSync(join(made, "manifest.json"), "utf8"));
  expect(manifest.builds[0].files[0]).toMatchObject({ name: "debian-12.raw", size: 2 * 2 ** 30 });
  expect(existsSync("/mnt/ingot-local-chroot")).toBe(false);
});

test.each(["virtio", "default"] as const)(
  "it boots on %s hardware and its page answers",
  async (drive) => {
    const image = join(folder, "output-debian-image/debian-12.raw");
    const { runFolder } = currentEnvironment();
    const machine = await bootImage(image, { drive, format: "raw", forward: [80], folder: runFolder });
    try {
      expect(await machine.fetchPage(80, "/", 8 * minutes)).toContain("Hello from an image that Ingot built");
      expect(machine.serial()).toMatch(/root=UUID=[0-9a-f-]{36}/);
    } finally {
      await machine.stop();
    }
  },
  10 * minutes,
);
