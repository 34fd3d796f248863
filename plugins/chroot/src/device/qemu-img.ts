import { captureProcess, requireProgram, runProcess, type Ui } from "@ingot/sdk";

export interface Conversion {
  readonly source: string;
  readonly from: "raw" | "qcow2";
  readonly target: string;
  readonly to: "raw" | "qcow2" | "vmdk" | "vhd";
  readonly ui: Ui;
  readonly signal: AbortSignal;
}

/** How qemu-img names a format, and what it needs to be told about it. */
const targets: Readonly<Record<Conversion["to"], readonly string[]>> = {
  raw: ["-O", "raw"],
  qcow2: ["-O", "qcow2"],
  vmdk: ["-O", "vmdk"],
  // Without force_size the disk would be rounded to whole cylinders.
  vhd: ["-O", "vpc", "-o", "force_size=on"],
};

/** Converts a disk image with qemu-img; holes stay holes. */
export async function convertImage({ source, from, target, to, ui, signal }: Conversion): Promise<void> {
  await requireProgram("qemu-img", "qemu-utils");
  const tracker = ui.progress(`qemu-img convert to ${to}`);
  const said: Uint8Array[] = [];
  try {
    const exit = await runProcess("qemu-img", ["convert", "-p", "-f", from, ...targets[to], source, target], {
      stdout: (chunk) => {
        const percents = [
          ...Buffer.from(chunk)
            .toString("latin1")
            .matchAll(/\((\d+(?:\.\d+)?)\/100%\)/g),
        ];
        const last = percents.at(-1)?.[1];
        if (last !== undefined) tracker.update(Number(last), 100);
      },
      stderr: (chunk) => void said.push(chunk),
      signal,
    });
    if (exit.k !== "exited" || exit.code !== 0)
      throw new Error(`qemu-img could not convert ${source} to ${to}: ${Buffer.concat(said).toString().trim()}`);
  } finally {
    tracker.end();
  }
}

/**
 * Refuses an image that is only the difference to another: the file that it names would be read as well, and nobody has verified that.
 * @throws where the image cannot be read, or names other files
 */
export async function refuseChained(path: string, signal: AbortSignal): Promise<void> {
  await requireProgram("qemu-img", "qemu-utils");
  const { exit, stdout, stderr } = await captureProcess("qemu-img", ["info", "--output=json", "-f", "qcow2", path], {
    signal,
  });
  if (exit.k !== "exited" || exit.code !== 0) throw new Error(`The source image cannot be read: ${stderr.trim()}`);
  const info: unknown = JSON.parse(stdout);
  const text = JSON.stringify(info);
  if (/"(backing-filename|data-file)":"/.test(text))
    throw new Error(
      `The source image ${path} needs another file to be whole. Make one image of both first: qemu-img convert -O qcow2 ${path} whole.qcow2`,
    );
}
