import { open, stat, truncate } from "node:fs/promises";
import { captureProcess, type Downloaded, type OutputFile, ownOutputFile, type StepContext, step } from "@ingot/sdk";
import { convertImage, refuseChained } from "../../device/qemu-img.ts";
import type { LocalChrootConfig } from "../config.ts";
import { parseDiskSize } from "../parse-disk-size.ts";
import type { OutputPlace } from "./make-output-directory.ts";

/** The disk as it is built: a sparse raw file under an unguessable name in the output folder. */
export interface Disk {
  readonly disk: OutputFile;
  readonly diskSizeBytes: number;
}

interface CreateState extends OutputPlace {
  readonly config: LocalChrootConfig;
  /** The source image; absent for a disk from scratch. */
  readonly downloaded?: Downloaded | undefined;
}

/** Makes the disk, empty or from the source image, in the size that the config asks for. */
export const createDisk = step({
  name: "StepCreateDisk",
  run: async (state: CreateState, context): Promise<Disk> => {
    const on = [state.outputDirectory];
    const disk = await ownOutputFile(`${state.imageBase}.raw`, { resources: context.resources, on });
    if (state.downloaded) await copySource(state.downloaded.path, disk.writePath, context);
    const present = (await stat(disk.writePath)).size;
    const wanted = parseDiskSize(state.config.disk_size ?? "") ?? Math.ceil(present / 512) * 512;
    if (wanted < present)
      throw new Error(
        `"disk_size" is ${wanted} bytes, and the source image has ${present}. A disk made from a source can only grow: set a larger size, or none.`,
      );
    context.ui.say(`Creating a disk of ${wanted} bytes...`);
    await truncate(disk.writePath, wanted);
    return { disk, diskSizeBytes: wanted };
  },
});

async function copySource(source: string, target: string, context: StepContext): Promise<void> {
  const { ui, signal } = context;
  const format = await imageFormat(source);
  ui.say(`Copying the source image (${format})...`);
  if (format === "qcow2") {
    await refuseChained(source, signal);
    await convertImage({ source, from: "qcow2", target, to: "raw", ui, signal });
    return;
  }
  const copy = ["--sparse=always", "--reflink=auto", "--", source, target];
  const { exit, stderr } = await captureProcess("cp", copy, { signal });
  if (exit.k !== "exited" || exit.code !== 0) throw new Error(`The source image could not be copied: ${stderr.trim()}`);
}

/** How the image formats begin that are taken for another than raw. */
const beginnings: readonly (readonly [string, string])[] = [
  ["QFI\xfb", "qcow2"],
  ["KDMV", "vmdk"],
  ["# Disk DescriptorFile", "vmdk"],
  ["conectix", "vhd"],
  ["vhdxfile", "vhdx"],
  ["<<< Oracle VM VirtualBox Disk Image >>>", "vdi"],
  ["<<< QEMU VM Virtual Disk Image >>>", "vdi"],
];

async function imageFormat(path: string): Promise<"raw" | "qcow2"> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const head = buffer.subarray(0, bytesRead).toString("latin1");
    const [, format = "raw"] = beginnings.find(([beginning]) => head.startsWith(beginning)) ?? [];
    if (format === "raw" || format === "qcow2") return format;
    throw new Error(
      `The source image is in the format ${format}, and only raw and qcow2 are read. Convert it first: qemu-img convert -O qcow2 ${path} disk.qcow2`,
    );
  } finally {
    await file.close();
  }
}
