import type { Machine } from "../machine/machine.ts";
import { step } from "./step.ts";

/** Runs the template's provisioners. When this or a later step fails, the error-cleanup-provisioner runs as this step is unwound. */
export const provision = step({
  name: "StepProvision",
  run: async (state: { readonly machine: Machine }, context) => {
    await context.build.provision(state.machine, context.signal);
    return {};
  },
  cleanup: async (state, outcome, context) => {
    if (outcome.k !== "failed") return;
    context.ui.say("Provisioning step had errors: Running the cleanup provisioner, if present...");
    await context.build.cleanupProvision(state.machine, context.signal);
  },
});
