// Figures beside their limits, and ratios against Debian's packer in the same run. It reports; it does not fail: machines differ.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Shape, shapeNames } from "./grow-template.ts";
import { longTemplate } from "./long-template.ts";
import { inTurn, type Measured, measure, middleBy } from "./measure.ts";
import { measureGrowth } from "./measure-growth.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const node = process.execPath;
const runs = 21;

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

const nullTemplate = JSON.stringify(
  {
    builders: Array.from({ length: 50 }, (_, i) => ({ type: "null", name: `b${i}`, communicator: "none" })),
    provisioners: [
      { type: "shell-local", inline: ["echo one; sleep 0.2"] },
      { type: "shell-local", inline: ["echo two; sleep 0.2"] },
    ],
  },
  undefined,
  2,
);

/** Of the shapes of large templates; `--all` measures the others too, which takes some minutes. */
const usualShapes: readonly Shape[] = ["whole", "lists", "json"];

function manySources(count: number): string {
  const names = Array.from({ length: count }, (_, i) => `s${i}`);
  const blocks = names.map((name) => `source "null" "${name}" {\n  communicator = "none"\n}\n`);
  const used = names.map((name) => `    "source.null.${name}",\n`);
  const provisioner = '  provisioner "shell-local" {\n    inline = ["true"]\n  }\n';
  return `${blocks.join("")}build {\n  sources = [\n${used.join("")}  ]\n${provisioner}}\n`;
}

const rows: string[][] = [["what", "figure", "limit", ""]];

function row(what: string, figure: number, limit: number, unit: string): void {
  rows.push([
    what,
    `${figure.toFixed(unit === "" ? 2 : 0)} ${unit}`,
    `${limit} ${unit}`,
    figure <= limit ? "within" : "ABOVE",
  ]);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-bench-"));
  try {
    const empty = join(folder, "empty.mjs");
    const small = join(folder, "small.pkr.hcl");
    const fifty = join(folder, "fifty.json");
    await writeFile(empty, "");
    await writeFile(small, smallTemplate);
    await writeFile(fifty, nullTemplate);
    const env = {
      ...process.env,
      INGOT_STATE_DIR: join(folder, "state"),
      CHECKPOINT_DISABLE: "1",
      PACKER_CONFIG_DIR: folder,
      PACKER_LOG: "",
    };
    const cpu = (m: Measured) => m.cpuMs;
    const wall = (m: Measured) => m.wallMs;

    const starts = await inTurn(runs, {
      empty: () => measure(node, [empty], { env }),
      version: () => measure(node, [ingot, "version"], { env }),
      validate: () => measure(node, [ingot, "validate", small], { env }),
    });
    const over = (name: "version" | "validate", figure: (m: Measured) => number) =>
      figure(middleBy(starts(name), figure)) - figure(middleBy(starts("empty"), figure));
    row("ingot version, CPU over an empty Node start", over("version", cpu), 25, "ms");
    row("ingot validate of a small template, CPU over an empty Node start", over("validate", cpu), 150, "ms");
    row("ingot validate of a small template, wall time over an empty Node start", over("validate", wall), 150, "ms");

    const sources = join(folder, "sources.pkr.hcl");
    await writeFile(sources, manySources(200));
    const validated = await inTurn(3, {
      ours: () => measure(node, [ingot, "validate", sources], { env }),
      packer: () => measure("packer", ["validate", sources], { env }),
    });
    const [ourCheck, packersCheck] = [middleBy(validated("ours"), wall), middleBy(validated("packer"), wall)];
    if (ourCheck.code === 0 && packersCheck.code === 0) {
      row(
        "validate of 200 sources: wall time, ratio to Debian's packer",
        ourCheck.wallMs / packersCheck.wallMs,
        0.1,
        "",
      );
      rows.push([
        `  (ingot ${ourCheck.wallMs.toFixed(0)} ms, packer ${packersCheck.wallMs.toFixed(0)} ms)`,
        "",
        "",
        "",
      ]);
    } else rows.push(["validate of 200 sources: Debian's packer is not here or failed: no ratio", "", "", ""]);

    const shapes = process.argv.includes("--all") ? shapeNames.filter((shape) => shape !== "garbage") : usualShapes;
    for (const shape of shapes) {
      for (const { fromMb, toMb, time, memory } of await measureGrowth(shape, ingot, folder, env)) {
        row(`template "${shape}", ${fromMb} to ${toMb} MB: CPU time, times`, time, 4.6, "");
        row(`template "${shape}", ${fromMb} to ${toMb} MB: peak memory, times`, memory, 4.6, "");
      }
    }

    const sampled = await measure(node, [ingot, "build", fifty], { env, tree: true });
    row(
      "50 null builds, two shell-local steps: memory of the process tree (PSS)",
      sampled.peakPssBytes / 1e6,
      250,
      "MB",
    );
    const others = [...sampled.programs].filter(
      ([name]) => name !== "node" && name !== "sh" && name !== "sleep" && !name.startsWith("packer-shell"),
    );
    const nodes = sampled.programs.get("node") ?? 0;
    rows.push(["  the same: processes of Ingot's own at once", String(nodes), "1", nodes <= 1 ? "within" : "ABOVE"]);
    if (others.length > 0)
      rows.push([`  other programs seen: ${others.map(([name, n]) => `${name} x${n}`).join(", ")}`, "", "", ""]);
    if (sampled.code !== 0)
      rows.push([`  the build failed with ${sampled.code}: ${sampled.output.slice(-300)}`, "", "", "ABOVE"]);

    const builds = await inTurn(3, {
      ours: () => measure(node, [ingot, "build", fifty], { env }),
      packer: () => measure("packer", ["build", fifty], { env }),
    });
    const [ours, packer] = [middleBy(builds("ours"), wall), middleBy(builds("packer"), wall)];
    if (packer.code === 0) {
      row("50 null builds: wall time, ratio to Debian's packer", ours.wallMs / packer.wallMs, 1, "");
      rows.push([`  (ingot ${ours.wallMs.toFixed(0)} ms, packer ${packer.wallMs.toFixed(0)} ms)`, "", "", ""]);
    } else rows.push(["50 null builds: Debian's packer is not here or failed: no ratio", "", "", ""]);

    const long = join(folder, "long.pkr.hcl");
    const formatted = new Set<string>();
    const format = async (file: string, args: readonly string[]) => {
      await writeFile(long, longTemplate());
      const measured = await measure(file, [...args, "fmt", long], { env });
      formatted.add(await readFile(long, "utf8"));
      return measured;
    };
    const formats = await inTurn(runs, { ours: () => format(node, [ingot]), packer: () => format("packer", []) });
    const [ourFmt, packerFmt] = [middleBy(formats("ours"), wall), middleBy(formats("packer"), wall)];
    if (packerFmt.code === 0) {
      row("fmt of 10,000 lines: wall time, ratio to Debian's packer", ourFmt.wallMs / packerFmt.wallMs, 1, "");
      const times = `(ingot ${ourFmt.wallMs.toFixed(0)} ms, packer ${packerFmt.wallMs.toFixed(0)} ms)`;
      rows.push([`  ${times}`, "", "", formatted.size === 1 ? "" : "THE TEXTS DIFFER"]);
    } else rows.push(["fmt of 10,000 lines: Debian's packer is not here or failed: no ratio", "", "", ""]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((cells) => (cells[at] ?? "").length)));
  for (const cells of rows)
    process.stdout.write(
      `${cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
}

await main();
