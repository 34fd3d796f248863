import {
  type BuilderState,
  cleanUpEarly,
  copyFiles,
  defineStepBuilder,
  downloadStep,
  mountDevice,
  mountExtra,
  openChroot,
  pipeline,
  provision,
  runPostMountCommands,
  runPreMountCommands,
  runPreUnmountCommands,
} from "@ingot/sdk";
import { type LocalChrootConfig, localChrootConfig, mountBase } from "./config.ts";
import { attachDisk } from "./steps/attach-disk.ts";
import { checkHost } from "./steps/check-host.ts";
import { createDisk } from "./steps/create-disk.ts";
import { describeImage, finishImage } from "./steps/finish-image.ts";
import { makeOutputDirectory } from "./steps/make-output-directory.ts";

const fetchSource = downloadStep((state: BuilderState<LocalChrootConfig>) => ({
  description: "source image",
  urls: [state.config.source ?? ""],
  checksum: state.config.source_checksum ?? "",
  extension: "img",
}));

const sourceFacts = (config: LocalChrootConfig) =>
  config.source === undefined ? {} : { SourceImageName: config.source };

/** Makes a disk image on this machine, with no hypervisor and no daemon: a loop device, mounts and chroot. */
export const localChroot = defineStepBuilder({
  schema: localChrootConfig,
  doc: "Makes a disk image on this machine without a hypervisor: the disk is attached as a loop device, mounted, and provisioned inside a chroot. It starts from an empty disk or from a raw or qcow2 image, and needs root.",
  generatedNames: (config) => ["Device", "MountPath", ...Object.keys(sourceFacts(config))],
  steps: (config) =>
    pipeline<BuilderState<LocalChrootConfig>>()
      .step(checkHost)
      .when(!config.from_scratch, (p) => p.step(fetchSource))
      .step(makeOutputDirectory)
      .step(createDisk)
      .step(attachDisk)
      .step(runPreMountCommands)
      .step(mountDevice({ mountBase }))
      .step(runPostMountCommands)
      .step(mountExtra)
      .step(copyFiles)
      .step(openChroot(sourceFacts(config)))
      .step(provision)
      .step(runPreUnmountCommands)
      .step(cleanUpEarly)
      .step(finishImage)
      .step(describeImage),
});
