import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ingot, node } from "../compare.ts";
import type { Group } from "../group.ts";
import { inTurn, type Measured, measure, middleBy } from "../measure.ts";

const rounds = 21;

const smallTemplate = `
variable "name" {
  type    = string
  default = "x"
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
  provisioner "shell-local" {
    inline = ["echo \${var.name}"]
  }
}
`;

/** What a start costs, beyond that of Node. */
export const start: Group = async ({ table, folder, env }) => {
  const empty = join(folder, "empty.mjs");
  const small = join(folder, "small.pkr.hcl");
  await writeFile(empty, "");
  await writeFile(small, smallTemplate);
  const runs = await inTurn(rounds, {
    empty: () => measure(node, [empty], { env }),
    version: () => measure(node, [ingot, "version"], { env }),
    validate: () => measure(node, [ingot, "validate", small], { env }),
  });
  const cpu = ({ cpuMs }: Measured) => cpuMs;
  const wall = ({ wallMs }: Measured) => wallMs;
  const over = (name: "version" | "validate", figure: (m: Measured) => number) =>
    figure(middleBy(runs(name), figure)) - figure(middleBy(runs("empty"), figure));
  table.row("ingot version: CPU over an empty Node start", over("version", cpu), 25, "ms");
  table.row("ingot validate of a small template: CPU over an empty Node start", over("validate", cpu), 150, "ms");
  table.row(
    "ingot validate of a small template: wall time over an empty Node start",
    over("validate", wall),
    150,
    "ms",
  );
};
