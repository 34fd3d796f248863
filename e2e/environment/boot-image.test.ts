import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bootImage } from "./boot-image.ts";
import { currentEnvironment } from "./environment.ts";

// A boot sector that writes the text behind it to the first serial port (BIOS interrupt 14h) and halts.
const program = [0x31, 0xc0, 0x8e, 0xd8, 0x31, 0xd2, 0xfc, 0xbe, 0x18, 0x7c, 0xac, 0x84, 0xc0, 0x74, 0x06, 0xb4, 0x01];
const ending = [0xcd, 0x14, 0xeb, 0xf5, 0xf4, 0xeb, 0xfd];

function bootSector(text: string): Buffer {
  const sector = Buffer.alloc(512);
  sector.set([...program, ...ending, ...Buffer.from(text, "latin1")]);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

test.each(["virtio", "default"] as const)("an image boots from a %s drive", async (drive) => {
  const folder = mkdtempSync(join(tmpdir(), "boot-image-"));
  const image = join(folder, "a, b.raw");
  writeFileSync(image, Buffer.concat([bootSector("Up and halted."), Buffer.alloc(2 ** 20)]));
  const machine = await bootImage(image, { drive, format: "raw", folder: currentEnvironment().runFolder });
  await machine.waitForSerial(/Up and halted\./, 60_000);
  await expect(machine.waitForSerial(/never said/, 500)).rejects.toThrow("never said");
  await machine.stop();
  rmSync(folder, { recursive: true });
});
