import type { Value } from "@ingot/hcl";
import { T, V } from "@ingot/hcl";
import { packerLevel } from "../template/template.ts";

/** What expressions can read in every template: `path`, `packer`, and `source` and `build` where nothing is known of them. */
export function fixedVariables(root: string, cwd: string): ReadonlyMap<string, Value> {
  const unknownText = V.unknown(T.string);
  return new Map([
    [
      "path",
      V.object([
        ["cwd", V.string(cwd)],
        ["root", V.string(root)],
      ]),
    ],
    [
      "packer",
      V.object([
        ["version", V.string(packerLevel)],
        ["versionFingerprint", unknownText],
        ["iterationID", unknownText],
      ]),
    ],
    [
      "source",
      V.object([
        ["name", unknownText],
        ["type", unknownText],
      ]),
    ],
    ["build", V.unknown(T.object([]))],
  ]);
}
