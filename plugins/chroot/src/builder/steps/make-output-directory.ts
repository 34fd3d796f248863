import { join } from "node:path";
import { type BuildContext, type Owned, ownOutputDirectory, step } from "@ingot/sdk";
import type { LocalChrootConfig } from "../config.ts";

/** Where the image goes. */
export interface OutputPlace {
  readonly outputDirectory: Owned;
  /** The image's path without its extension, as the template has the folder. */
  readonly imageBase: string;
}

/** Makes the folder for the image; with -force in the place of one that is there. */
export const makeOutputDirectory = step({
  name: "StepOutputDir",
  run: async (state: { readonly config: LocalChrootConfig }, context): Promise<OutputPlace> => {
    const { flags } = context.build;
    const ownName = ownNameOf(context.build);
    const directory = state.config.output_directory || `output-${ownName}`;
    const { resources, ui, signal } = context;
    const outputDirectory = await ownOutputDirectory(directory, { resources, ui, force: flags.force, signal });
    const name = state.config.image_name || ownName.replaceAll("/", "-");
    return { outputDirectory, imageBase: join(directory, name) };
  },
});

/** The build's name without the builder's type before it. Sources that are used twice under two names have folders of their own. */
function ownNameOf({ buildName, builderType }: BuildContext): string {
  const at = buildName.lastIndexOf(`${builderType}.`);
  return at < 0 ? buildName : buildName.slice(at + builderType.length + 1);
}
