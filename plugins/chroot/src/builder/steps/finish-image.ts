import { type Artifact, type Json, ownOutputFile, step } from "@ingot/sdk";
import { convertImage } from "../../device/qemu-img.ts";
import type { LocalChrootConfig } from "../config.ts";
import type { Disk } from "./create-disk.ts";
import type { OutputPlace } from "./make-output-directory.ts";

/** Gives the finished disk its name, in the format that the config asks for. Nobody sees an image that is not whole. */
export const finishImage = step({
  name: "StepFinishImage",
  run: async (
    state: { readonly config: LocalChrootConfig } & OutputPlace & Disk,
    context,
  ): Promise<{ readonly imagePath: string }> => {
    const { config, disk, outputDirectory, imageBase } = state;
    const { resources, signal, ui } = context;
    if (config.format === "raw") {
      await disk.publish();
      return { imagePath: `${imageBase}.raw` };
    }
    const imagePath = `${imageBase}.${config.format}`;
    ui.say(`Converting the disk to ${config.format}...`);
    const image = await ownOutputFile(imagePath, { resources, on: [outputDirectory] });
    const conversion = { source: disk.writePath, from: "raw", target: image.writePath, to: config.format } as const;
    await convertImage({ ...conversion, ui, signal });
    await image.publish();
    return { imagePath };
  },
});

/** What the builder says of the image that it made. */
export const describeImage = step({
  name: "StepDescribeImage",
  run: async (
    state: {
      readonly config: LocalChrootConfig;
      readonly imagePath: string;
      readonly device: string;
      readonly mountPath: string;
    } & OutputPlace &
      Disk,
    context,
  ): Promise<{ readonly artifact: Artifact }> => {
    const { config, imagePath, outputDirectory, diskSizeBytes } = state;
    const facts: Readonly<Record<string, Json>> = {
      diskName: imagePath,
      diskSize: diskSizeBytes,
      diskType: config.format,
      generated_data: {
        Device: state.device,
        MountPath: state.mountPath,
        ...(config.source === undefined ? {} : { SourceImageName: config.source }),
      },
    };
    return {
      artifact: {
        builderId: "ingot.local-chroot",
        id: imagePath,
        files: [imagePath],
        text: `Disk image (${config.format}): ${imagePath}`,
        state: async (key) => facts[key],
        destroy: () => context.resources.release(outputDirectory),
      },
    };
  },
});
