import { setTimeout } from "node:timers/promises";
import { defineProvisioner, s, schema } from "@ingot/sdk";

/** The longest wait of one timer: what fits into 31 bits of milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

export const sleep = defineProvisioner({
  schema: schema({ duration: s.duration().default(0).doc("How long to wait.") }),
  doc: "Waits.",
  provision: async ({ duration }, { signal }) => {
    for (let left = duration; left > 0; left -= longestTimerMs)
      await setTimeout(Math.min(left, longestTimerMs), undefined, { signal });
  },
});
