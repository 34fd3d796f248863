import type { Scope, Value } from "@ingot/hcl";
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

type Advise = (name: string, known: readonly string[]) => string | undefined;

/** What to do where a template reads something of these, or a variable, that is not there. */
export const adviceOnNames: NonNullable<Scope["advice"]> = new Map<string, Advise>([
  ["var", (name) => `The template declares no such variable. Declare it: variable "${name}" { ... }.`],
  ["local", (name) => `The template has no such local. Declare it: locals { ${name} = ... }.`],
  [
    "source",
    () =>
      "Only source.name and source.type can be read. Where a source is meant by its name, put that in double quotes.",
  ],
  [
    "build",
    (_, known) =>
      known.length > 0
        ? undefined
        : "What a build knows can be read in its provisioners and post-processors only. Move what needs it there.",
  ],
]);
