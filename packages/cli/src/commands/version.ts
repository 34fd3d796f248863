import { packerLevel } from "@ingot/engine";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";

const table = defineCommand({
  name: "version",
  summary: "Prints the version of Ingot, and the level of Packer at which it reads templates.",
  positional: { usage: "", min: 0, max: Number.POSITIVE_INFINITY },
  isOutputTheResult: true,
  flags: {},
});

export const version = commandOf(table, async ({ version: own, host }) => {
  // What asks for these facts wants to know which templates it may hand over, so they say Packer's level (core-cli 2.10).
  await host.tell({ type: "version", data: [packerLevel] });
  await host.tell({ type: "version-prelease", data: [""] });
  await host.tell({ type: "version-commit", data: [""] });
  await host.tell({ type: "ingot-version", data: [own] });
  await host.write(`Ingot v${own}\nReads templates as Packer v${packerLevel} does.\n`);
  return 0;
});
