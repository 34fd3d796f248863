import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";

const table = defineCommand({
  name: "version",
  summary: "Prints the version of Ingot, and the level of Packer at which it reads templates.",
  positional: { usage: "", min: 0, max: Number.POSITIVE_INFINITY },
  flags: {},
});

export const version = commandOf(table, async (invocation) => {
  await invocation.host.write(`Ingot v${invocation.version}\nReads templates as Packer v1.16.0 does.\n`);
  return 0;
});
