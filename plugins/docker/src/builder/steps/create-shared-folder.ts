import { step } from "@ingot/sdk";

/** Makes the folder that the machine and the container share. */
export const createSharedFolder = step({
  name: "StepTempDir",
  run: async (_: object, context) => {
    context.ui.say("Creating a temporary directory for sharing data...");
    return { sharedFolder: await context.build.temp.directory("tmp") };
  },
});
