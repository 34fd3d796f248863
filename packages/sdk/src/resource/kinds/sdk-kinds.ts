import { chrootProcesses } from "../../chroot/kinds/chroot-processes.ts";
import { copiedFile } from "../../chroot/kinds/copied-file.ts";
import { mountPoint } from "../../chroot/kinds/mount-point.ts";
import type { AnyResourceKind } from "../resource.ts";
import { markedProcess } from "./marked-process.ts";
import { mount } from "./mount.ts";
import { outputDirectory } from "./output-directory.ts";
import { outputFile } from "./output-file.ts";
import { runFolder } from "./run-folder.ts";

/** The kinds of resource that belong to no plugin; their names begin with `sdk.`. */
export const sdkKinds: readonly AnyResourceKind[] = [
  runFolder,
  outputDirectory,
  outputFile,
  mount,
  markedProcess,
  mountPoint,
  copiedFile,
  chrootProcesses,
];
