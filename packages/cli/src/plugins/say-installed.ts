import type { Host } from "../host.ts";
import { palette } from "../output/colours.ts";

/** Says that a plugin was installed, in Packer's words, and by which key its checksums are signed, where that was verified. */
export async function sayInstalled(
  source: string,
  done: { readonly version: string; readonly path: string; readonly signedBy?: string | undefined },
  isColoured: boolean,
  host: Host,
): Promise<void> {
  const { version, path, signedBy } = done;
  await host.write(`${palette(isColoured).build(1, `Installed plugin ${source} v${version} in "${path}"`, false)}\n`);
  if (signedBy !== undefined) await host.write(`Its checksums are signed by the key ${signedBy}.\n`);
  await host.tell({
    type: "plugin-installed",
    data: [source, version, path, ...(signedBy === undefined ? [] : [signedBy])],
  });
}
