import { defineProvisioner, s, schema } from "@ingot/sdk";

export const breakpoint = defineProvisioner({
  schema: schema({
    note: s.string().doc("What to say at the breakpoint."),
    disable: s.bool().default(false).doc("Go on without stopping."),
  }),
  doc: "Stops the build until somebody presses enter, to look at the machine.",
  provision: async (config, { ui, ask, tellWayIn, signal }) => {
    const note = config.note ? ` with note "${config.note}"` : "";
    if (config.disable) {
      ui.say(`Breakpoint provisioner${note} disabled; continuing...`);
      return;
    }
    ui.say(`Pausing at breakpoint provisioner${note}.`);
    await tellWayIn();
    await ask("Press enter to continue.", [], signal).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Error(
        `A breakpoint waits for somebody to press enter: ${error.message}. Run the build at a terminal, or set disable = true`,
        { cause: error },
      );
    });
  },
});
