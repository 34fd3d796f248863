import { defineProvisioner, s, schema } from "@ingot/sdk";
import { wait } from "../scripts/wait.ts";

export const sleep = defineProvisioner({
  schema: schema({ duration: s.duration().default(0).doc("How long to wait.") }),
  doc: "Waits.",
  provision: ({ duration }, { signal }) => wait(duration, signal),
});
