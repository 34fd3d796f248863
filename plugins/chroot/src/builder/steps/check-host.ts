import { checkOnHost, quoteShell, requireProgram, step, wrapperOf } from "@ingot/sdk";
import type { LocalChrootConfig } from "../config.ts";

/** What runs through the command wrapper, with the Debian packages that have it. */
const programs: readonly (readonly [string, string])[] = [
  ["losetup", "mount"],
  ["mount", "mount"],
  ["umount", "mount"],
  ["sfdisk", "fdisk"],
  ["partx", "util-linux"],
  ["chroot", "coreutils"],
  ["find", "findutils"],
];

/** Looks, before anything is made, whether this machine can build the image at all. */
export const checkHost = step({
  name: "StepCheckHost",
  run: async (state: { readonly config: LocalChrootConfig }, context) => {
    if (process.platform !== "linux")
      throw new Error(`The builder "local-chroot" works on Linux only, and this is ${process.platform}`);
    const wrapper = wrapperOf(state.config);
    if (state.config.command_wrapper === undefined && process.getuid?.() !== 0)
      throw new Error(
        'The builder "local-chroot" needs root, for loop devices and mounts. Run Ingot as root, or set command_wrapper = "sudo {{.Command}}".',
      );
    const names = programs.map(([name]) => name).join(" ");
    // Through the wrapper, because root's PATH may have folders that ours does not.
    const look = `for p in ${names}; do command -v "$p" >/dev/null || echo "$p"; done`;
    const missing = new Set((await checkOnHost(wrapper, `/bin/sh -c ${quoteShell(look)}`, context.signal)).split("\n"));
    const packages = new Set(programs.filter(([name]) => missing.has(name)).map(([, found]) => found));
    if (packages.size > 0) {
      const list = [...missing].filter((name) => name !== "").join(", ");
      throw new Error(
        `These programs were not found: ${list}. Install them: apt-get install ${[...packages].join(" ")}`,
      );
    }
    if (state.config.format !== "raw") await requireProgram("qemu-img", "qemu-utils");
    return {};
  },
});
