import { join } from "node:path";
import { type Owned, ownOutputDirectory, step } from "@ingot/sdk";
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
    const { packerBuildName, flags } = context.build;
    const directory = state.config.output_directory || `output-${packerBuildName}`;
    const { resources, ui, signal } = context;
    const outputDirectory = await ownOutputDirectory(directory, { resources, ui, force: flags.force, signal });
    const name = state.config.image_name || packerBuildName.replaceAll("/", "-");
    return { outputDirectory, imageBase: join(directory, name) };
  },
});
