import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareToPacker } from "../compare.ts";
import type { Group } from "../group.ts";

function manySources(count: number): string {
  const names = Array.from({ length: count }, (_, i) => `s${i}`);
  const blocks = names.map((name) => `source "null" "${name}" {\n  communicator = "none"\n}\n`);
  const used = names.map((name) => `    "source.null.${name}",\n`);
  const provisioner = '  provisioner "shell-local" {\n    inline = ["true"]\n  }\n';
  return `${blocks.join("")}build {\n  sources = [\n${used.join("")}  ]\n${provisioner}}\n`;
}

/** Many sources in one template: Packer starts two processes for each. */
export const validate: Group = async (place) => {
  const template = join(place.folder, "sources.pkr.hcl");
  await writeFile(template, manySources(200));
  await compareToPacker(place, { what: "validate of 200 sources", args: ["validate", template], limit: 0.05 });
};
