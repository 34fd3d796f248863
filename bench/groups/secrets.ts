import { rmSync } from "node:fs";
import { bundleCode } from "../../fuzz/bundle-code.ts";
import type { Group } from "../group.ts";

/** The filter of secrets by itself. */
export const secrets: Group = async ({ table }) => {
  const bundle = await bundleCode(new URL("../measure-secrets.ts", import.meta.url));
  const { measureSecrets }: typeof import("../measure-secrets.ts") = await import(bundle.href);
  rmSync(bundle);
  const { ordinary, nearlySecret } = measureSecrets();
  table.row("100 MB of a build's output through the filter, with 20 secrets", 100_000 / ordinary, 1000, "ms");
  table.note(
    `(${ordinary.toFixed(0)} MB/s; of text that is nearly secret all the time ${nearlySecret.toFixed(0)} MB/s)`,
  );
};
